"""What was and what is: a value of earlier times is no answer where today's is said as well."""

import re
from itertools import pairwise

from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_PAST = re.compile(
    r"(?:去|前|上|大前)年|(?:19|20)\d\d年|原来|以前|之前|原先|本来|早先|最初|起初|刚开始|当时|开业时|年初"
    r"|上个?月|上一?[次回期]|(?:改造|扩建|改建|装修|翻修|调整|搬迁|疫情|整改|合并)(?:之|以)?前|开业[那的]?(?:会儿|时候)"
)
_OF_THEN = re.compile(
    r"\s*(?:都|这)?(?:是|属于)?(?:去年|前年|以前|原来|之前|上个?月|老|早先)的(?:数|情况|了)?"
)
_PRESENT = re.compile(
    r"现在|目前|这个月|本月|如今|眼下|当前|今年|现有|今天|后来|[这本最]次|最近|最新|(?:改造|扩建|改建|装修|翻修|调整|搬迁|疫情|整改|合并)(?:之|以)?(?:后|完)|只?剩下?|还剩"
    r"|(?:扩|增|加|涨|升|提|减|降|缩|改|变)[\u4e00-\u9fff]?[到至为成]"
)
_FORMER = re.compile(r"(?:原来?|旧|老|以前|之前|原先|过去|前任|上一?任|曾经)的?$")
_WRONG = re.compile(r"[错漏改写填报少多]|有误")
_SUCCEEDED = re.compile(
    r"[^，,。；\n]{1,16}?(?:了[，,]\s*(?:已经?)?(?:现在|现|新)?(?:改?由|改回(?:到|成|为)?|改成|换成|改为|应该是|应为|是|为)"
    r"|[，,]\s*(?:现在|现已?|如今|目前|今年|后来)(?:是|叫|改?由|为|换成|改回(?:到|成|为)?|改成|改为)+了?)\s*"
)


_ONCE_CALLED = re.compile(r"\s*(?:我们|我院|本院)?的?(?:原名|曾用名|旧名|旧称|原称|前身[是为])")
_IN_BRACKETS = re.compile(
    r"（(?:(?:以下)?简称|下称|又名|别名|俗称|原(?=[\u4e00-\u9fff]{3})|原名|曾用名|旧称|原称|以前叫)[^（）]*）"
)
_ONCE = re.compile(r"\s*(?:原来|以前|之前|原先|本来)(?:是|叫|为)")


_THEN = re.compile(r"(?:去年|前年|以前|原来|年初|之前)(?:还|才|只|就|一共)*(?:是|有|为)?\s*$")
_AND_NOW = re.compile(
    r"[，,\s]*(?:今年|现在|目前|如今|眼下)(?:一共|已经?)?(?:是|有|为|变成|到)?\s*"
)


def drop_then(reader: Reader) -> None:
    """去年3家今年4家: in one breath; what was then goes."""
    counts = [t for t in reader.tokens if t.kind == "number"]
    for then, now in pairwise(counts):
        lead = _THEN.search(reader.work[: then.start])
        alike = then.unit == now.unit
        if lead and alike and _AND_NOW.fullmatch(reader.work[then.end : now.start]):
            reader.blank(lead.start(), now.start)
    reader.locate()


def drop_past(reader: Reader) -> None:
    """去年底床位90张，今年扩到130张: the earlier value goes, what it was of stays."""
    statements = [c for c in reader.clauses if not c.asks]
    for number, clause in enumerate(statements):
        value = _only_value(reader, clause)
        if value is None:
            continue
        before, behind = reader.work[clause.start : value.start], reader.work[value.end :]
        if not _PAST.search(before) and not _OF_THEN.match(behind):
            continue
        labels = _numeric_labels(reader, clause)
        of_a_year = value.kind == "percent" and _by_year(reader, labels or reader.labels)
        if len(labels) > 1 or of_a_year or _by_year(reader, labels):
            continue
        later = _present_value(reader, statements[number + 1 :], value, labels)
        if later is not None:
            _keep_label(reader, clause, labels, later)
        elif not labels and _told_before(reader, statements[:number], value):
            reader.set_aside(clause.start, clause.end)
    _drop_earlier_list(reader, statements)
    _drop_renewed(reader)
    _drop_former(reader)


def _drop_earlier_list(reader: Reader, clauses: list[Clause]) -> None:
    """去年失能60人，失智10人，现在失能65人，失智12人: what is said again for today goes."""
    when = ""
    said: dict[str, list[tuple[Clause, frozenset[str]]]] = {"past": [], "present": []}
    for clause in clauses:
        text = reader.folded[clause.start : clause.end]
        labels = _numeric_labels(reader, clause)
        if _PRESENT.match(text.strip()):
            when = "present"
        elif _PAST.match(text.strip()):
            when = "past"
        if when and labels and not _by_year(reader, labels) and _only_value(reader, clause):
            said[when].append((clause, frozenset(key for x in labels for key in x.keys)))
    today = {keys for _, keys in said["present"]}
    for clause, keys in said["past"]:
        if keys and keys in today:
            reader.blank(clause.start, clause.end)


_RENEWED = re.compile(r"换发|换证|换[的过新了]|有效期|到期|校验|延续|变更")
_FIRST = re.compile(r"首次|第一次|头一次|最早|初次|最初|原始|[老旧]证")


def _drop_renewed(reader: Reader) -> None:
    """今年换发的许可证，第一次取得是2013年: of several dates of a paper the first one counts."""
    dates = [t for t in reader.tokens if t.kind == "date"]
    for first, last in pairwise(dates):
        if _is_validity(reader, first, last):
            reader.set_aside(first.start, last.end)
    dates = [t for t in reader.tokens if t.kind == "date"]
    told = {t: reader.clause_at(t.start) for t in dates}
    text = {t: reader.folded[c.start : c.end] for t, c in told.items() if c}
    if not any(_FIRST.search(said) and not _RENEWED.search(said) for said in text.values()):
        return
    for token, said in text.items():
        if _RENEWED.search(said) and not _FIRST.search(said):
            reader.blank(token.start, token.end)


_TO = re.compile(r"\s*(?:[-—–~～至到]+)\s*")
_YEARS_OF_A_PAPER = 3


def _is_validity(reader: Reader, first: Token, last: Token) -> bool:
    """2018.06.12—2033.06.11: from when to when a paper is valid, not when the first one came."""
    if first.date is None or last.date is None or first.date.bare or last.date.bare:
        return False
    years = int(last.date.value[:4]) - int(first.date.value[:4])
    between = reader.work[first.end : last.start]
    return _TO.fullmatch(between) is not None and years >= _YEARS_OF_A_PAPER


def _only_value(reader: Reader, clause: Clause) -> Token | None:
    values = [
        t
        for t in reader.tokens
        if clause.start <= t.start < clause.end
        and t.kind in ("number", "percent")
        and not reader.work.startswith(("号", "栋", "幢", "楼"), t.end)
    ]
    return values[0] if len(values) == 1 else None


def _numeric_labels(reader: Reader, clause: Clause) -> list[Label]:
    return [x for x in reader.labels if clause.start <= x.start < clause.end and not x.foreign]


def _by_year(reader: Reader, labels: list[Label]) -> bool:
    """入住率 of last year is a field of its own: the year is no past there."""
    keys = {key for x in labels for key in (x.keys or (x.shared.fields if x.shared else ()))}
    fields = [reader.form.fields[key] for key in keys] if labels else reader.expecting
    return any(field.year is not None for field in fields)


def _same_sort(one: Token, other: Token) -> bool:
    return one.kind == other.kind and (None in (one.unit, other.unit) or one.unit == other.unit)


def _present_value(
    reader: Reader, clauses: list[Clause], old: Token, labels: list[Label]
) -> Token | None:
    """The value of today, in a clause that names nothing else."""
    for clause in clauses:
        value = _only_value(reader, clause)
        if value is None or not _PRESENT.search(reader.work[clause.start : value.start]):
            continue
        if _by_year(reader, _numeric_labels(reader, clause)):
            return None
        others = {x.keys for x in _numeric_labels(reader, clause)} - {x.keys for x in labels}
        if not others and _same_sort(old, value):
            return value
        return None
    return None


def _keep_label(reader: Reader, clause: Clause, labels: list[Label], value: Token) -> None:
    named_again = any(clause.end <= x.start < value.start for x in reader.labels)
    if not labels or named_again:
        reader.blank(clause.start, clause.end if named_again else value.start)
        return
    reader.blank(clause.start, labels[0].start)
    reader.blank(labels[0].end, value.start)


def _told_before(reader: Reader, clauses: list[Clause], old: Token) -> bool:
    """床位130张，去年是90张: the present value was said first."""
    value = _only_value(reader, clauses[-1]) if clauses else None
    labels = _numeric_labels(reader, clauses[-1]) if clauses else []
    return (
        value is not None
        and bool(labels)
        and not _by_year(reader, labels)
        and (value.kind, value.unit) == (old.kind, old.unit)
    )


def _drop_former(reader: Reader) -> None:
    """原地址是澳前镇…, 原来的联系人…退休了，改由…: who and what it was before."""
    for aside in _IN_BRACKETS.finditer(reader.work):
        reader.set_aside(*aside.span())
    for told in [c for c in reader.clauses if not c.asks]:
        if _ONCE_CALLED.match(reader.work[told.start : told.end]):
            reader.set_aside(told.start, told.end)
    for label in list(reader.labels):
        types = {reader.form.fields[key].type for key in label.keys}
        once = _ONCE.match(reader.work, label.end)
        now = _SUCCEEDED.match(reader.work, once.end()) if once else None
        if once is not None and now is not None and types & {"text", "address", "phone"}:
            reader.blank(label.end, now.end())
            continue
        former = _FORMER.search(reader.work[: label.start])
        clause = reader.clause_at(label.start)
        if former is None or clause is None or clause.asks or former.start() < clause.start:
            continue
        if not types & {"text", "address", "phone", "postcode"}:
            continue
        succeeded = _SUCCEEDED.match(reader.work, label.end)
        if succeeded is not None:
            reader.blank(former.start(), label.start)
            reader.blank(label.end, succeeded.end())
        elif not _WRONG.search(reader.work[label.end : clause.end]):
            reader.set_aside(former.start(), clause.end)
