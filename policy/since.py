"""The dates since when something has been held, as a question states them: `2021年6月拿的证`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policy.numerals import CHINESE, to_number
from policy.text import normalise

_NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_BEGUN = (
    r"(?=[^,，。;；?？!！]{0,8}?"
    r"(?:拿|取得|办|批|开|成立|建|备案|登记|发|才有|就有|有的|有了|领|运营|注册|投入|设立|下来|至今|到现在))"
)
_AT_LAST = "拖等直挨"
"""Before 到, which else ends a time: `拖到2021年5月才备案`."""
_DATE = (
    rf"(?<![\d至止{CHINESE}])(?<!(?<![{_AT_LAST}])到)"
    rf"(?P<year>(?:19|20)\d\d|\d\d|[二一][零〇九][{CHINESE}]{{2}}|[{CHINESE}]{{2}})"
    rf"(?:年(?:(?P<month>{_NUMBER})月(?:份|底|初)?(?:(?P<day>{_NUMBER})[日号])?)?"
    rf"|[./-](?P<month2>\d{{1,2}})(?:[./-](?P<day2>\d{{1,2}}))?)"
)
_SINCE = re.compile(_DATE + _BEGUN)
_OTHERWISE = (
    r"(?![^,，。;；?？!！]{0,8}?"
    r"(?:申?报|评|截止|换|变更|到期|有效|年检|校验|版|通知|文|要求|标准|第|公示|命名|搬|装修|扩|改|年度|新政|时候))"
)
_STATED = re.compile(_DATE + r"(?!\d|个)" + _OTHERWISE)
_HELD = re.compile("证|备案|资质|许可|执照|牌照")
_RELATIVE = re.compile(
    rf"(?P<word>今年|去年|大?前年)(?:(?P<month>{_NUMBER})月(?:份|底|初)?)?" + _BEGUN
)
_MONTH_ALONE = re.compile(
    rf"(?<![\d年个{CHINESE}])(?P<month>{_NUMBER})月(?:份|底|初)?(?:(?P<day>{_NUMBER})[日号])?"
    + _BEGUN
)
_YEARS_AGO = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}


@dataclass(frozen=True)
class Since:
    """A stated date as the interval of days it can mean, and how it is said back."""

    earliest: date
    latest: date
    text: str

    def by(self, limit: date) -> bool | None:
        """Whether it is on or before a day; None when that depends on what was not said."""
        if self.latest <= limit:
            return True
        return False if self.earliest > limit else None


def since(question: str, today: date, before: date) -> list[Since]:
    """The dates before a day that the question gives as a beginning."""
    text = normalise(question)
    dated = list(_SINCE.finditer(text))
    found = [_absolute(match) for match in dated]
    for match in _MONTH_ALONE.finditer(text):
        found += [_same_year(match, one) for one in dated if one.end() <= match.start()][-1:]
    found += [_relative(match, today) for match in _RELATIVE.finditer(text)]
    return [item for item in found if item is not None and item.earliest < before]


def stated(question: str, before: date) -> list[Since]:
    """The dates before a day that a question gives beside what is held, with no word of beginning:
    `两证一个2020年6月一个2021年6月`."""
    text = normalise(question)
    if not _HELD.search(text):
        return []
    found = [_absolute(match) for match in _STATED.finditer(text)]
    return [item for item in found if item is not None and item.earliest < before]


def undecided(question: str, since_when: list[Since], limit: date, before: date) -> bool:
    """Whether the question gives, beside those beginnings, a date after the limit that may be one
    too, though it does not say so: `证2020年12月拿的，养老2021年5月`."""
    told = {item.text for item in since_when}
    found = [_absolute(match) for match in _STATED.finditer(normalise(question))]
    return any(
        item is not None
        and item.text not in told
        and limit < item.latest
        and item.earliest < before
        for item in found
    )


def _absolute(match: re.Match[str]) -> Since | None:
    year = to_number(match["year"])
    month = to_number(match["month"] or match["month2"] or "")
    day = to_number(match["day"] or match["day2"] or "")
    if year is None or (year < 10 and month is None):
        return None
    whole = int(year) if year >= 1900 else 2000 + int(year)
    return _since(whole, month, day)


def _same_year(match: re.Match[str], before: re.Match[str]) -> Since | None:
    """A month said after a date, of that date's year: `2021年3月取得，4月备案`."""
    dated = _absolute(before)
    month, day = to_number(match["month"]), to_number(match["day"] or "")
    return _since(dated.earliest.year, month, day) if dated is not None else None


def _relative(match: re.Match[str], today: date) -> Since | None:
    year = today.year - _YEARS_AGO[match["word"]]
    return _since(year, to_number(match["month"] or ""), None)


def _since(year: int, month: Decimal | None, day: Decimal | None) -> Since | None:
    if not 1949 <= year <= 2100:
        return None
    try:
        first = date(year, int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last = date(year, last_month, int(day or monthrange(year, last_month)[1]))
    except ValueError:
        return None
    text = f"{year}年"
    if month is not None:
        text += f"{int(month)}月"
        text += f"{int(day)}日" if day is not None else ""
    return Since(first, last, text)
