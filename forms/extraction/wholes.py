"""What is said of all there are: 没出过任何事故, 23家都能, 除了家庭病床其他都落实了."""

import re
from collections.abc import Sequence

from forms.definition import AtMost, Field
from forms.extraction import answers
from forms.extraction.clauses import Clause
from forms.extraction.fitting import fits
from forms.extraction.lexicon import Label
from forms.extraction.reader import READ, Reader

_NEVER = (
    r"(?:没有?|未曾?|从未|从没|不曾|无)"
    r"(?:有|出现?|发生|过|任何|什么|啥|一[起次件例]|的|大|重大|安全|责任)*"
)
_ANY = r"(?:什么|任何|啥|哪[种类样个])(?:样|种)?的?"
_NOT_EVEN = r"[都也](?:没有?|未曾?|从未|从没|不曾)(?:有|出现?|发生|过)*[的了。！]*"
"""什么事故都没出过."""
_ALL = r"(?:全部|所有|全都|都|均|全|每一?家|家家)"
_OF_ALL_BEFORE = re.compile(
    rf"{_ALL}(?:也|已经?|都|均|能够?|可以|有|是|为|成为|属于|达到|开展|做|进行|完成|实现|建立?|设|开通?|了|过|的)*$"
)
_OF_ALL_AFTER = re.compile(
    r"^[了也的]*(?:全覆盖|(?:全部|全都|都|均|全)(?:已经?)?(?:完成|开展|做到?|到位|覆盖|有|能)?)[了过好的。]*$"
)
_LESS = re.compile(r"没|不|未|无|除|大部分|多数|几乎|基本")


_SEVERAL = re.compile(r"[\u4e00-\u9fff]{2}[、和跟与及][\u4e00-\u9fff]{2,}?(?:全|都|均)")


def take_denied(reader: Reader) -> None:
    """没出过任何事故 denies what the form asks of accidents, each by its own name."""
    doubted = {key for d in reader.result.doubtful for o in d.options for key in o.values}
    for clause in [c for c in reader.clauses if not c.asks]:
        text = reader.work[clause.start : clause.end].strip(f" 　{READ}")
        text = re.sub(r"（[^（）]*）$", "", text)
        for field in reader.form.fields.values():
            words = "|".join(map(re.escape, field.denied_by))
            if not words or field.key in {*reader.result.values, *doubted}:
                continue
            never = rf"{_NEVER}(?:{words})(?:情况|(?:这个|这种|什么|示范|该)?称号)?[的了过。！]*$"
            if re.search(rf"{never}|{_ANY}(?:{words}){_NOT_EVEN}$", text):
                reader.set(field, clause.start, clause.end, False)
                reader.consume(clause.start, clause.end)


def rest_of(reader: Reader, expected: list[Field], exceptions: Sequence[Label]) -> list[Field]:
    """What 其他 stands for: what was asked, but the group of what was named where that is another.

    除了家庭病床，其他都落实了 says nothing of the four modes that were asked before.
    """
    named = [reader.form.fields[key] for label in exceptions for key in label.keys]
    named += [reader.form.fields[key] for key in reader.result.values]
    groups = [reader.form.group_of[f.key] for f in named if f.type == "yes_no"]
    asked = [reader.form.group_of[f.key] for f in expected]
    if not groups or any(group in asked for group in groups):
        return expected
    return [f for f in groups[-1].fields if f.type == "yes_no" and f.asked and f.ask_if is None]


def take_of_total(reader: Reader) -> None:
    """全部都能, 机构9家都自查了: a count that may be as large as another is just as large."""
    total_of = {
        check.left: check.right for check in reader.form.checks if isinstance(check, AtMost)
    }
    for clause in [c for c in reader.clauses if not c.asks]:
        if _LESS.search(reader.folded[clause.start : clause.end]):
            continue
        labels = [x for x in reader.labels if clause.start <= x.start < clause.end]
        field = _named(reader, clause, labels, total_of) if labels else None
        if field is None and not labels:
            field = _asked(reader, clause, total_of)
        told = [t for t in reader.tokens if clause.start <= t.start < clause.end]
        if field is not None and told:
            reader.put_token(field, told[0])  # 所有23家都能
            reader.consume(clause.start, clause.end)
        elif field is not None:
            reader.result.copies.append((field.key, total_of[field.key]))
            reader.consume(clause.start, clause.end)


def _named(
    reader: Reader, clause: Clause, labels: list[Label], total_of: dict[str, str]
) -> Field | None:
    """Named with 都 before it, or right behind it, and no number of its own."""
    if any(clause.start <= t.start < clause.end for t in reader.tokens):
        return None
    for label in labels:
        before = reader.folded[clause.start : label.start]
        after = reader.folded[label.end : clause.end]
        if not (_OF_ALL_BEFORE.search(before) or _OF_ALL_AFTER.match(after)):
            continue
        if _SEVERAL.search(before):
            continue  # 县医院、中医院都开了: some of them, by their names
        for key in label.keys:
            if key in total_of and key not in reader.result.values:
                return reader.form.fields[key]
    return None


def _asked(reader: Reader, clause: Clause, total_of: dict[str, str]) -> Field | None:
    """The count that was asked, where its total is known or told here."""
    text = reader.work[clause.start : clause.end]
    told = [t for t in reader.tokens if clause.start <= t.start < clause.end]
    if READ in text or len(told) > 1 or any(t.kind != "number" for t in told):
        return None
    for token in told:
        text = text.replace(reader.work[token.start : token.end], "")
    asked = [f for f in reader.open(["integer"]) if f.key in total_of]
    open_ = {f.key for f in reader.open()}
    known = [f for f in asked if total_of[f.key] not in open_]
    if len(known) != 1 or not re.search(_ALL, text):  # 都开了, where two parts were asked: which?
        return None
    if told and not fits(known[0], told[0], labelled=False):
        return None
    return known[0] if answers.is_an_answer(text, [known[0]], reader.form) else None
