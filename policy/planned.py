"""The day on which somebody means to hand something in: `12月5日报省里会不会晚了`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from policy.numerals import MONTH, to_number
from policy.text import normalise

When = Literal["before", "on", "after", "either"]

_ACT = r"(?=[^,，。;；?？!！]{0,10}?(?:交|报|送|寄|递|提交|上传|弄好|弄完|办好|赶))"
_DAY = re.compile(
    rf"(?:(?P<year>20\d\d)年)?{MONTH}(?P<part>份|底|初|中旬)?"
    rf"(?:(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号]?(?!\d|个|月|家))?{_ACT}"
)
_IN_DAYS = {"明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_NEAR = re.compile(rf"(?P<word>{'|'.join(sorted(_IN_DAYS, key=len, reverse=True))}){_ACT}")
_MONTH = re.compile(
    rf"(?<![\d一二三四五六七八九十])(?P<word>(?:这个?|本)?月底|下个?月(?:底|初|中旬)?|年底){_ACT}"
)
_ASKED = re.compile(
    r"来得及|来不及|赶得上|赶不上|赶得及|晚不晚|晚了?[吗么没]|会不会[晚迟超过]|迟了?[吗么没]|过期|超期|逾期|行不行|[还也]?行[吗么不]|可以[吗么不吧]|可不可以|能不能|成不成|算不算|没问题|按时|晚了"
)
_RULE = re.compile(r"截止|最晚|最迟|期限是|规定|记得|以为|听说|不是说|据说|对吗|对不对|是不是")

_BELOW = re.compile(r"(?:给|到|报)(?:我们)?(?:县|区|市(?!级))(?!.*省)")
"""What is handed in lower down: no notice says until when."""


@dataclass(frozen=True)
class Plan:
    """The days that are meant, the first and the last, and how they are said back."""

    text: str
    first: date
    last: date

    def beside(self, until: date) -> When:
        """How the days lie to one before which something is to be done."""
        if self.first == self.last == until:
            return "on"
        if self.last < until:
            return "before"
        return "after" if self.first > until else "either"


def planned(question: str, today: date) -> Plan | None:
    """The day on which a question means to hand something in, asking whether that is in time; none
    where it asks for the rule (`截止是11月29号吗`)."""
    text = normalise(question)
    if _RULE.search(text) or _BELOW.search(text) or not _ASKED.search(text):
        return None
    if near := _NEAR.search(text):
        day = today + timedelta(_IN_DAYS[near["word"]])
        return Plan(near["word"], day, day)
    if month := _MONTH.search(text):
        return _of_month(month["word"], today)
    match = _DAY.search(text)
    return _of_day(match, today) if match else None


def _of_month(word: str, today: date) -> Plan:
    if word == "年底":
        return Plan(word, date(today.year, 12, 1), date(today.year, 12, 31))
    later = word.startswith("下")
    year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    first = last.replace(day=1) if later and not word.endswith("底") else last
    return Plan(word, first, last)


def _of_day(match: re.Match[str], today: date) -> Plan | None:
    month, day = to_number(match["month"]), to_number(match["day"] or "")
    if month is None:
        return None
    year = int(match["year"] or today.year + (month < today.month))
    try:
        first = date(year, int(month), int(day or 1))
        last = first if day else first.replace(day=monthrange(year, first.month)[1])
        first = last if match["part"] == "底" else first
    except ValueError:
        return None
    said = f"{int(month)}月" + (f"{int(day)}日" if day else match["part"] or "")
    return Plan(f"{year}年{said}" if match["year"] else said, first, last)
