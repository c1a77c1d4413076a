"""Positions in the list that was asked: 1、3、5有 · 2没有 · 前四项有."""

import re

from forms.definition import Field
from forms.errors import UnclearValue
from forms.extraction.clauses import Clause
from forms.extraction.reader import Reader
from forms.extraction.yes_no_values import confirm
from forms.field_types.options import polarity
from forms.numerals import parse_number

ALL = re.compile(
    r"都|全|均|这类|此类|该类|一概|从来|从未|从没|统统|一[个项件次起样条]也|任何|哪(?:个|项|样)都|[四五六七八九十](?:类|种|项|样|个方面)|没有过"
)
_ORDINALS = re.compile(
    r"^[\s第]*(\d|[一二三四五六七八九])(?:[、，,.和\s及]+第?(\d|[一二三四五六七八九]))*\s*(?:项|个|条|类|种|样|方面|点)?(?![起次宗件])"
)
_RUN = re.compile(
    r"^\s*(?P<side>[前后最]|头)(?:面|边|头)?的?(?P<count>后?[\d一二两三四五六七八九])(?:项|个|条|类|种|样)"
)


_PUT_ASIDE = re.compile(
    r"^\s*除了?(?=\s*第(?!.*(?:其他|其余|别的|都|全|均|外)).*[没未不无])|(?<=\S)[ \u3000]{2,}(?=\S)"
)
"""除第3项……未开展，其余都有; and the room that a reason leaves that was taken out."""
_UP_TO = re.compile(
    r"\s*第?(\d|[一二三四五六七八九])\s*(?:项|个)?\s*[到至-]\s*第?(\d|[一二三四五六七八九])(?:项|个|条|类|种|样)?"
)


def take(reader: Reader, clause: Clause, expected: list[Field]) -> bool:
    """1、3、5有 / 2没有 / 前四项有: positions in the list that was asked."""
    text = _PUT_ASIDE.sub("", reader.work[clause.start : clause.end])
    if _each(reader, clause, expected):
        return True
    text = _apart(text, len(expected))
    match = _ORDINALS.match(text)
    run = _RUN.search(text)
    if run is not None and len(expected) >= 2:
        count = _small(run["count"].lstrip("后"))
        if count > len(expected):
            return False
        numbers = list(range(1, len(expected) + 1))
        numbers = numbers[:count] if run["side"] in "前头" else numbers[-count:]
        rest = text[run.end() :].strip()
    elif match is None or len(expected) < 2:
        return False
    else:
        numbers = [_small(n) for n in re.findall(r"\d|[一二三四五六七八九]", match.group())]
        if (upto := _UP_TO.match(text)) is not None:  # 1到4都有
            match = upto
            numbers = list(range(_small(upto[1]), _small(upto[2]) + 1))
        rest = text[match.end() :].strip()
        counted = "第" not in match.group() and re.search(r"[项个条类种样面]", match.group())
        if len(numbers) == 1 and (counted or ALL.match(rest)):
            return False
    if not numbers or any(not 1 <= n <= len(expected) for n in numbers) or len(rest) > 8:
        return False
    try:
        answer = polarity(rest) if rest else True
    except UnclearValue as exc:
        return _under_way(reader, clause, [expected[n - 1] for n in numbers], exc)
    if answer is None:
        return False
    for field in [expected[n - 1] for n in numbers]:
        if answer and field.confirm_yes:
            confirm(reader, field, reader.original[clause.start : clause.end])
        else:
            reader.set(field, clause.start, clause.end, answer)
    reader.consume(clause.start, clause.end)
    return True


_IN_A_ROW = re.compile(
    r"\s*第?((?:[一二三四五六七八九]){2,6}|[1-9]{2,6})(?=[项个条]?[都均也]?[有能没可做不])"
)


def _apart(text: str, most: int) -> str:
    """125有, 一二三四都能: positions in a row, without marks between them."""
    row = _IN_A_ROW.match(text)
    numbers = [_small(char) for char in row[1]] if row else []
    if row is None or numbers != sorted(set(numbers)) or numbers[-1] > most:
        return text
    return "、".join(row[1]) + text[row.end() :]


_ONE_EACH = re.compile(
    r"第?(\d)\s*(?:项|个)?\s*[.、：]?\s*(没有|不能|有|能|无|否|是|没)\s*[、， ]*"
)


def _each(reader: Reader, clause: Clause, expected: list[Field]) -> bool:
    """1有2有3没有: every position with an answer of its own."""
    text = reader.work[clause.start : clause.end].strip()
    said = _ONE_EACH.findall(text)
    numbers = [int(number) for number, _ in said]
    if len(said) < 2 or _ONE_EACH.sub("", text).strip() or len(set(numbers)) < len(numbers):
        return False
    if any(not 1 <= number <= len(expected) for number in numbers):
        return False
    for number, (_, answer) in zip(numbers, said, strict=True):
        yes = answer in ("有", "能", "是")
        reader.set(expected[number - 1], clause.start, clause.end, yes)
    reader.consume(clause.start, clause.end)
    return True


def _under_way(reader: Reader, clause: Clause, fields: list[Field], said: UnclearValue) -> bool:
    """第2个正在办: asked back where it is one field, else left to be asked again."""
    if len(fields) != 1:
        return False
    named = UnclearValue(f"{fields[0].short}：{said.reason_zh}", said.guess)
    reader.doubt_guess(fields[0], reader.original[clause.start : clause.end], named)
    reader.consume(clause.start, clause.end)
    return True


def _small(text: str) -> int:
    value = parse_number(text)
    return int(value) if value is not None else 0
