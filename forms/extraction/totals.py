"""公办养老机构12家，民办10家，一共22家: parts of a total that was said are no values."""

import re
from itertools import pairwise

from forms.definition import Field
from forms.extraction.fitting import fits
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_TOTAL = re.compile(r"(?:一共|总共|合计|总计|共计|共|加起来)(?:是|有|为)?\s*$")


def drop_parts(reader: Reader) -> None:
    """Only where all the parts have one name between them; their sum then has that name."""
    numbers = [t for t in reader.tokens if t.kind == "number" and t.number is not None]
    for at, total in enumerate(numbers):
        clause = reader.clause_at(total.start)
        if clause is None or clause.asks or _TOTAL.search(reader.work[: total.start]) is None:
            continue
        parts = _adding_up(numbers[:at], total)
        if not parts:
            continue
        labels = [x for x in reader.labels if parts[0].start - 12 <= x.start < clause.end]
        named = {x.keys for x in labels}
        if not named and _asked_for_all(reader, total):
            reader.blank(parts[0].start, total.start)
            reader.put_token(_asked_for_all(reader, total)[0], total)
            reader.consume(parts[0].start, total.end)
            continue
        if len(named) != 1 or any(x.foreign for x in labels):
            continue
        _leave_the_total(reader, labels, parts, total)


def _asked_for_all(reader: Reader, total: Token) -> list[Field]:
    """公办7家民办5家一共12家: the one total that was asked is the sum of what the form has not."""
    found = [f for f in reader.open(["integer"]) if f.total and fits(f, total, labelled=True)]
    return found if len(found) == 1 else []


_DIVIDED = re.compile(r"\s*(?:除以|除|÷)[^\d，,。；\n]{0,8}$")
_ONE_EACH = re.compile(r"一个\s*\d[\d.]*%?[，,、\s]*(?:另)?一个\s*\d[\d.]*%?")
_FRACTION = re.compile(r"（\s*\d{1,6}\s*[/÷]\s*\d{1,6}\s*）")
_USED = re.compile(r"(?:平均|按|用|拿|以)[^\d，,。；\n]{0,6}$")


_DIVIDING = re.compile("[/÷]")
_NEAR = 40
"""Characters before the sign of a division in which what is divided is looked for."""
_DIVIDEND = re.compile(r"[^，,。；\n：年率%=]*\d[^，,。；\n：%=]*$")
_COMES_TO = re.compile(r"[^，,。；\n：%=]{0,24}=\s{0,4}(?=[\d.]+\s*%)")


def drop_divisions(reader: Reader) -> None:
    """按平均120人÷150张床，80%: what a share was worked out from is said by the way."""
    for sign in _DIVIDING.finditer(reader.work):
        result = _COMES_TO.match(reader.work, sign.end())
        start = max(0, sign.start() - _NEAR)
        divided = _DIVIDEND.search(reader.work[start : sign.start()]) if result else None
        if result is not None and divided is not None:
            reader.blank(start + divided.start(), result.end())
    reader.locate()
    for first, second in pairwise(reader.tokens):
        gap = reader.work[first.end : second.start]
        if first.number is None or second.number is None or _DIVIDED.match(gap) is None:
            continue
        clause = reader.clause_at(first.start)
        start = clause.start if clause else 0
        averaged = _USED.search(reader.work[start : first.start])
        named = any(start <= x.start < first.start for x in reader.labels if not x.foreign)
        begin = start + averaged.start() if averaged else first.start if not named else first.end
        behind = next((x.end for x in reader.labels if x.start == second.end), second.end)
        reader.blank(begin, behind)
    for pair in _ONE_EACH.finditer(reader.work):
        reader.set_aside(*pair.span())  # 一个68.2一个74: which is which is not said
    for worked in _FRACTION.finditer(reader.work):
        reader.blank(*worked.span())
    reader.locate()


def _adding_up(before: list[Token], total: Token) -> list[Token]:
    """The last numbers before the total, two or more of its unit, whose sum it is."""
    parts: list[Token] = []
    rest = total.number.value if total.number else 0
    for token in reversed(before):
        if token.unit != total.unit or token.number is None:
            return []
        parts.insert(0, token)
        rest -= token.number.value
        if rest <= 0:
            break
    return parts if rest == 0 and len(parts) > 1 else []


def _leave_the_total(reader: Reader, labels: list[Label], parts: list[Token], total: Token) -> None:
    last = max((x for x in labels if x.end <= total.start), key=lambda x: x.end, default=None)
    start = min(parts[0].start, *(x.start for x in labels))
    first = reader.clause_at(start)
    start = first.start if first else start
    keep = (last.start, last.end) if last and all(x.end <= total.start for x in labels) else None
    blank = [
        " " if keep is None or not keep[0] <= at < keep[1] else reader.work[at]
        for at in range(start, total.start)
    ]
    reader.work = reader.work[:start] + "".join(blank) + reader.work[total.start :]
