"""None is zero, because it was said: 没有社工, 都没有."""

import re

from forms import field_types
from forms.definition import Field
from forms.extraction.reader import READ, Reader
from forms.field_types.base import unclear

_AROUND = " 我们院这目前现在暂还全一今去年"


def take(reader: Reader) -> None:
    """没有社工 · 社工没有: none is zero, because it was said."""
    for label in list(reader.labels):
        field = next((f for k in label.keys if _may_be_none(f := reader.form.fields[k])), None)
        clause = reader.clause_at(label.start)
        if field is None or clause is None or clause.asks or (field.min or 0) > 0:
            continue
        before, after = reader.work[clause.start : label.start], reader.work[label.end : clause.end]
        none_before = re.fullmatch(
            rf"[{_AROUND}]*(?:没有|无|没)(?:专职|专门|做|搞|开展|组织|出现|发生|新发|新增|Ⅱ度|以上|及)*(?:的|过)?",
            before,
        )
        none_after = re.fullmatch(
            r"\s*(?:：|是|数)?\s*(?:目前|现在|暂时|还|都|也|一[例起次件]都?)*(?:没有|无|没|暂无|零)(?:来得及|顾得上|时间|空)?(?:去)?(?:单独)?(?:做|搞|办|设置?|配备?|开展|组织|举办|进行|出现|发生|新发)*[的了过。]?\s*",
            after,
        )
        if (none_before and (after.strip() in ("", "的") or after.startswith(READ))) or (
            none_after and not before.strip(_AROUND)
        ):
            none = 0 if field.type == "integer" else 0.0
            if _answers_another(reader, field):
                raw = reader.original[clause.start : clause.end].strip()
                shown = field_types.show(field, none)
                reader.doubt_guess(field, raw, unclear("is_value", field, none, shown=shown))
            else:
                reader.set(field, clause.start, clause.end, none)
            reader.consume(clause.start, clause.end)


def _answers_another(reader: Reader, field: Field) -> bool:
    """护理员没有, where yes-or-no questions were asked and nothing else is told: is it a count?"""
    asked = bool(reader.expecting) and all(f.type == "yes_no" for f in reader.expecting)
    return asked and field.type == "integer" and not reader.result.found_something


def _may_be_none(field: Field) -> bool:
    """A count, or the rate at which something happens: 没有发生压疮."""
    return field.type == "integer" or (field.type == "percent" and field.label.endswith("发生率"))


def take_all(reader: Reader) -> None:
    """都没有 · 都是0 to a list of counts."""
    expected = [f for f in reader.open(["integer"]) if (f.min or 0) <= 0]
    whole = reader.work.strip()
    if (
        expected
        and len(expected) == len(reader.expecting)
        and re.fullmatch(
            r"(?:都|全|一[个位]也|一[个位]都)?(?:没有|无|没)(?:的|了|。)?|都是0|0|零", whole
        )
        and (len(expected) == 1 or whole.startswith(("都", "全", "没", "一")))
    ):
        for field in expected:
            reader.set(field, 0, len(whole), 0)
        reader.consume(0, len(reader.work))
