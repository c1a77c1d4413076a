"""批的是200张床，实际在用120张: what was approved or planned is not what there is."""

import re

from forms.extraction.clauses import Clause
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_NOMINAL = re.compile(
    r"批(?![次评])|核(?:定|准)?(?:的|了|给|是|为|下来|$)|计划|编制(?![内外])|定编|定员|名额|设计|额定|登记[的了]|(?:能|可以?|最多|满员)(?:住|容纳|接收|收住?)|应[配有设]"
    r"|(?:证|执照|批文|批复|文件|图纸)(?:上|里|书上)?面?(?:写|登记|核|载明?|标|定)?(?:的|着|了)?(?:是|为)?$"
)
_AFTERWARDS = re.compile(
    r"\s*(?:床位?|人)?(?:是|为)?(?:[民卫][政健])?(?:批|核(?:定|准)?)(?:的|准|定|下来)"
)
_ACTUAL = re.compile(
    r"实际|实有|实开|实配|实用|真正|在用|用起来|用上|开放|开(?:了|出|着|起)|摆|运[营行]|投用|启用"
    r"|现有|现在|目前|眼下|如今|在岗|到岗|在册|后来|住人|住着|先开"
)


_REALLY = re.compile(
    r"[，,]\s*(?:其中|现|目前|现在)?(?:已经?)?(?:实际|实有|实开|真正|投入运营|投入使用|投用|启用|开放)[^，,。；\n]{0,8}"
)


def drop_nominal(reader: Reader) -> None:
    """The label of what was approved stays for what is there; what was approved is no answer."""
    counts = [t for t in reader.tokens if _is_count(reader, t)]
    for at, token in enumerate(counts):
        clause = reader.clause_at(token.start)
        if clause is None or clause.asks or not _is_nominal(reader, clause, counts, at):
            continue
        other = counts[at + 1] if at + 1 < len(counts) else None
        labels = _labels(reader, clause, counts, at)
        if other is not None and _is_actual(reader, clause, token, other, labels):
            _keep_label(reader, clause, counts, at, labels)
        else:
            reader.aside.append((clause.start, token.end))
            reader.blank(_lead(clause, counts, at), token.end)
    reader.locate()


def _is_count(reader: Reader, token: Token) -> bool:
    units = {f.unit for f in reader.form.fields.values() if f.type == "integer"} | {"个"}
    return token.kind == "number" and (
        token.unit in units or (token.unit is None and len(token.raw) <= 5)
    )


def _lead(clause: Clause, counts: list[Token], at: int) -> int:
    """Where the words begin that stand before this count in its clause."""
    before = counts[at - 1].end if at else 0
    return max(clause.start, before)


def _is_nominal(reader: Reader, clause: Clause, counts: list[Token], at: int) -> bool:
    token = counts[at]
    start = _lead(clause, counts, at)
    lead = reader.work[start : token.start]
    for label in [
        x for x in reader.labels if start <= x.start and x.end <= token.start and not x.loose
    ]:
        lead = lead.replace(reader.work[label.start : label.end], "")  # 培训名额20个
    foreign = any(x.foreign and clause.start <= x.start < token.start for x in reader.labels)
    if foreign or _ACTUAL.search(lead):
        return False
    other = counts[at + 1] if at + 1 < len(counts) else None
    if other is not None and token.unit == other.unit:
        really = _REALLY.fullmatch(reader.work[token.end : other.start])
    else:
        really = None
    return bool(really or _NOMINAL.search(lead) or _AFTERWARDS.match(reader.work, token.end))


def _labels(reader: Reader, clause: Clause, counts: list[Token], at: int) -> list[Label]:
    """What the count is of: named before it, or right behind it (200张床)."""
    token = counts[at]
    start = _lead(clause, counts, at)
    before = [x for x in reader.labels if start <= x.start < token.start and not x.foreign]
    behind = [x for x in reader.labels if token.end <= x.start <= token.end + 1]
    return before or behind


def _is_actual(
    reader: Reader, clause: Clause, token: Token, other: Token, labels: list[Label]
) -> bool:
    """Is the next count of the same, and said to be there? Not if it has another name."""
    own = reader.clause_at(other.start)
    if own is None or own.asks or own.sentence != clause.sentence:
        return False
    if None not in (token.unit, other.unit) and token.unit != other.unit:
        return False
    between = reader.work[token.end : other.start]
    named = [x for x in reader.labels if token.end < x.start < other.start and not x.loose]
    others = {key for x in named for key in x.keys} - {key for x in labels for key in x.keys}
    return _ACTUAL.search(between) is not None and not (labels and others)


def _keep_label(
    reader: Reader, clause: Clause, counts: list[Token], at: int, labels: list[Label]
) -> None:
    token, other = counts[at], counts[at + 1]
    own = [x for x in reader.labels if token.end < x.start < other.start and not x.loose]
    start = _lead(clause, counts, at)
    if not labels and own:
        reader.blank(start, own[-1].start)
        return
    label = labels[-1] if labels else None
    reader.blank(start, label.start if label else other.start)
    if label is not None:
        reader.blank(label.end, other.start)
