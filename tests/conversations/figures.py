"""No invented figures: every number in a policy answer must come from somewhere.

Allowed sources are the cited notice, what the user said, and what follows from both by
arithmetic a reader can repeat (days left, years of operation, a share of two numbers given).
Full dates and percentages are held to the quotes shown, not to the whole notice; phones to the
notice that is cited.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

_DOC_NUMBER = re.compile(r"[一-鿿]{2,9}[〔\[(（](\d{4})[〕\])）]第?(\d+)号")
_LABELS = re.compile(
    r"附件\d+(?:[、和及与,]\d+)*|[)）]\d{1,2}(?=\D|$)|第[\d]+[条款项点]|\d文(?=号)"
)
_LIST_MARK = re.compile(r"(?m)^\s*[-•·*]?\s*[(（]?\d{1,2}[.、)）．](?!\d)")
_FULL_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
_PHONE = re.compile(r"(?<!\d)\d{3,4}-\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{7,8}(?!\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: The five-year span of the 714 notice counted back from 2026-03-31, either side of the edge.
_FIVE_YEARS_BACK = {(2021, 3, 31), (2021, 4, 1)}


_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return re.sub("[—–―‐‑‒−─]+", "-", text)


def _spoken(text: str) -> str:
    """What the user said, with 六成五, 百分之六十五 and 二〇一八年 also written in digits."""
    text = _plain(text)
    extra = []
    for tens, ones in re.findall(r"([一二三四五六七八九])成([一二三四五六七八九半]?)", text):
        ones_value = 5 if ones == "半" else _CHINESE_DIGITS.get(ones, 0)
        extra.append(f"{_CHINESE_DIGITS[tens] * 10 + ones_value}%")
    for spoken in re.findall(r"[零〇一二三四五六七八九两十百]+", text):
        extra.append(f"{_chinese_number(spoken)} {_chinese_number(spoken)}%")
    return text + "\n" + "\n".join(extra)


def _chinese_number(text: str) -> int:
    """Value of a Chinese number below 1000, or of digits read out one by one."""
    if not set(text) & set("十百"):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += max(digit, 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _CHINESE_DIGITS[character]
    return total + digit


def document_numbers(text: str) -> set[tuple[str, str]]:
    """(year, number) of every 文号 in the text."""
    return {(m[1], m[2]) for m in _DOC_NUMBER.finditer(_plain(text))}


def _numbers(text: str) -> set[str]:
    return {_canonical(n) for n in _NUMBER.findall(_plain(text))}


def _canonical(number: str) -> str:
    value = float(number)
    return str(int(value)) if value == int(value) else str(value)


def _dates(text: str) -> set[tuple[int, int, int]]:
    return {(int(m[1]), int(m[2]), int(m[3])) for m in _FULL_DATE.finditer(_plain(text))}


def _phones(text: str) -> set[str]:
    return {re.sub(r"\D", "", p) for p in _PHONE.findall(_plain(text))}


def _month_ends(text: str) -> set[dt.date]:
    found = set()
    for year, month in re.findall(r"(\d{4})年(\d{1,2})月", _plain(text)):
        if 1 <= int(month) <= 12:
            first = dt.date(int(year), int(month), 1)
            found |= {first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)}
    return found


def _valid(dates: Iterable[tuple[int, int, int]]) -> set[dt.date]:
    found = set()
    for year, month, day in dates:
        try:
            found.add(dt.date(year, month, day))
        except ValueError:
            continue
    return found


def _derived(source: str, said: str, today: dt.date) -> set[str]:
    milestones = _valid(_dates(source)) | _month_ends(source)
    # A range such as 2025年10月—11月 leaves out the year of its end; months of today's year do.
    allowed = {str(today.year), str(today.month), str(today.day)}
    for day in milestones:
        distance = abs((day - today).days)
        allowed |= {str(distance), str(distance + 1), str(max(distance - 1, 0))}
        allowed |= {str(day.year), str(day.month), str(day.day)}
    given = [float(n) for n in _NUMBER.findall(_plain(said))][:12]
    for year in {int(n) for n in given if 1950 <= n <= 2100}:
        for end in {today.year, *(d.year for d in milestones)}:
            allowed |= {str(abs(end - year)), str(max(abs(end - year) - 1, 0)), str(year + 5)}
    for a, b in permutations(given, 2):
        if b:
            share = a / b
            for factor in (1, 100):
                allowed |= {_canonical(str(round(share * factor, d))) for d in (0, 1, 2, 4)}
        allowed |= {_canonical(str(a + b)), _canonical(str(abs(a - b)))}
    return allowed


def invented(
    text: str, *, quotes: str, notice: str, said: str, today: dt.date, strict: bool = True
) -> list[str]:
    """List the figures in ``text`` that no source supports.

    ``strict`` holds dates and percentages to ``quotes``; otherwise to ``notice``.
    """
    narrow = quotes if strict else notice
    said = _spoken(said)
    problems: list[str] = []
    for number in document_numbers(text) - document_numbers(notice) - document_numbers(said):
        problems.append(f"文号 〔{number[0]}〕{number[1]}号")
    body = _LIST_MARK.sub("\n", _LABELS.sub(" ", _DOC_NUMBER.sub(" ", _plain(text))))
    derived = _derived(notice, said, today)

    phones = _phones(body)
    known_phones = _phones(notice) | _phones(said)
    problems += [f"phone {p}" for p in phones if not any(p in k for k in known_phones)]
    body = _PHONE.sub(" ", body)

    known_dates = _dates(narrow) | _dates(said) | _FIVE_YEARS_BACK
    known_dates.add((today.year, today.month, today.day))
    if strict:
        known_dates |= {(d.year, d.month, d.day) for d in _month_ends(narrow)}
    problems += [f"date {d}" for d in _dates(body) if d not in known_dates]
    body = _FULL_DATE.sub(" ", body)

    known_percent = {_canonical(p) for p in _PERCENT.findall(_plain(narrow + said))} | derived
    problems += [f"{p}%" for p in _PERCENT.findall(body) if _canonical(p) not in known_percent]
    body = _PERCENT.sub(" ", body)

    known = _numbers(notice) | _numbers(said) | derived
    problems += [f"number {n}" for n in sorted(_numbers(body) - known)]
    return problems
