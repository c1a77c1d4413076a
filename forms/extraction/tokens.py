"""Finds the values in a text: numbers, percentages, dates, telephone numbers, codes."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from forms.field_types.contacts import (
    CODE_18,
    NEARLY_CODE,
    NEARLY_PHONE,
    POSTCODE,
    scan_phones,
    scan_spaced_codes,
)
from forms.numerals import Number, scan_numbers
from forms.partial_dates import FoundDate, scan_dates

Kind = Literal["number", "percent", "date", "phone", "nearly_phone", "code", "postcode"]

_UNIT = re.compile(
    r"\s*余?(张|人次|人|号人|个人|个项目|个半年|个月|个|对(?![不的吧吗])|名|位|家|万元|元|平方米|平米|㎡|次|场(?!地)|回(?!执)|所|台|间|套|岁|分|级|项|类|种|条)"
)
_MONTH = re.compile(r"\s*月(?!数|平均)")
_MONTHS = 12
_FRACTION = re.compile(r"(?:^|(?<=\d))/(?=\d|$)")
_RATIO = re.compile(r"(?<!\d)\d{1,2}\s?[：∶]\s?\d{1,3}(?![\d%.])")
_DAY_OF_A_MONTH = re.compile(r"(?<!\d)\d{1,2}\s*月(?:份)?\s*\d{1,2}\s*[日号](?!楼|院|机)")
_HALF = re.compile(r"半(?![年月天岁个数])")  # 护理员一半有证: no number of them
_SAME_AS = {"所": "家", "场": "次", "回": "次", "个项目": "项"}  # 养老机构33所, 讲座4场
_PEOPLE = {"人", "名", "位", "个人", "号人"}


@dataclass(frozen=True)
class Token:
    """A value in the text. `end` takes its unit in; `number_end` does not."""

    start: int
    end: int
    kind: Kind
    raw: str
    number: Number | None = None
    date: FoundDate | None = None
    unit: str | None = None


def find(text: str, today: date) -> list[Token]:
    """All values in `text` (folded), left to right, the most specific reading of each stretch."""
    taken = bytearray(len(text))
    tokens: list[Token] = []

    def add(token: Token) -> None:
        if not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\1" * (token.end - token.start)
            tokens.append(token)

    def raw(start: int, end: int) -> str:
        return text[start:end]

    for match in CODE_18.finditer(text):
        if re.search(r"\d", match.group()):
            add(Token(match.start(), match.end(), "code", match.group()))
    for start, end in scan_spaced_codes(text):
        add(Token(start, end, "code", raw(start, end)))
    for start, end, _ in scan_phones(text):
        add(Token(start, end, "phone", raw(start, end)))
    for match in NEARLY_CODE.finditer(text):
        if re.search(r"[A-Za-z]", match.group()):
            add(Token(match.start(), match.end(), "code", match.group()))
    for found in scan_dates(text, today):
        number = None
        if found.bare:
            number = Number(found.start, found.end, Decimal(found.value), False, False)
        start, end = found.start, found.end
        add(Token(start, end, "date", raw(start, end), number, found))
    for match in _DAY_OF_A_MONTH.finditer(text):
        if not any(taken[match.start() : match.end()]):  # 2月30日: neither 2 nor 30 of anything
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in NEARLY_PHONE.finditer(text):
        add(Token(match.start(), match.end(), "nearly_phone", match.group()))
    for match in POSTCODE.finditer(text):
        number = Number(match.start(), match.end(), Decimal(match.group()), False, False)
        add(Token(match.start(), match.end(), "postcode", match.group(), number))
    for number in scan_numbers(text):
        if _RATIO.match(text, max(0, number.start - 2)) or _RATIO.match(text, number.start):
            continue
        if _FRACTION.match(text, number.end) or _FRACTION.search(text[: number.start][-2:]):
            continue
        if _MONTH.match(text, number.end) and number.value <= _MONTHS:
            continue  # 6月做了一次
        if _HALF.match(text, number.end):
            continue
        unit = _UNIT.match(text, number.end) if not number.percent else None
        end = unit.end() if unit else number.end
        kind: Kind = "percent" if number.percent else "number"
        unit_name = _unit_name(unit.group(1)) if unit else None
        add(Token(number.start, end, kind, raw(number.start, end), number, None, unit_name))
    return sorted(tokens, key=lambda token: token.start)


def _unit_name(unit: str) -> str:
    return "人" if unit in _PEOPLE else _SAME_AS.get(unit, unit)
