"""What the question takes for the notice's: a day (`10月18日之前交对吧`), a figure (`5000张吧`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from policy.numerals import MONTH, NUMBER, to_number
from policy.text import normalise

_DAY = re.compile(rf"{MONTH}(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号]?")
_CONFIRMING = re.compile(r"吧|对吗|对不对|对么|是吗|没错")
_IS_IT = re.compile(r"是不是.{0,4}$")
_OF_A_LIMIT = re.compile(r"(?:截止|期限|最晚|最迟|截至)[^,，。;；]{0,8}$")
_ASKED = re.compile(r"^[^,，。;；]{0,6}[吗么?？]")
_SUPPOSED = re.compile(r"(?:记得|以为|听说|不是说|据说|说是|都说).{0,10}$")
_OWN_PLAN = re.compile(r"我们|我打算|打算|准备|计划|想")


def other_day(question: str, right: date) -> str | None:
    """`10月18日` when the question asks to confirm a day that is not the right one."""
    text = normalise(question)
    match = _DAY.search(text)
    if match is None or _OWN_PLAN.search(text):
        return None
    before = text[: match.start()]
    asked = _OF_A_LIMIT.search(before) and _ASKED.search(text[match.end() :])
    supposed = _IS_IT.search(before) or _SUPPOSED.search(before)
    if not (asked or supposed or _CONFIRMING.search(text)):
        return None
    month, day = to_number(match["month"]), to_number(match["day"])
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return None if month == right.month and day == right.day else f"{int(month)}月{int(day)}日"


_UNITS = "年底|[张家个条项倍名]|亿元?|万人|[人万]"
_FIGURE = re.compile(
    rf"(?<![\d.第〔])(?P<n>{NUMBER})(?P<ten>万)?多?个?(?P<unit>{_UNITS})(?![上月])"
)
_ENDS = re.compile(r"(?:吧|对吗|对不对|对不|对么|是吗|是不是|没错)[^\u4e00-\u9fff]*$")
_DENIED = ("不", "没", "并非")
_TEN_THOUSAND = 10_000


def other_figure(question: str, told: str) -> str | None:
    """`5000张` when the question asks to confirm this one figure, and the first line of what is
    told gives another of its unit and nowhere this one."""
    text = normalise(question)
    stated = list(_figures(text)) if _ENDS.search(text) and not _OWN_PLAN.search(text) else []
    first = normalise(told).split("\n")[0]
    if len(stated) != 1 or first.startswith(_DENIED):
        return None
    shown, number, unit = stated[0]
    everywhere = [(n, u) for _, n, u in _figures(normalise(told))]
    others = [n for _, n, u in _figures(first) if u == unit]
    return shown if others and (number, unit) not in everywhere else None


def _figures(text: str) -> Iterator[tuple[str, Decimal, str]]:
    """The figures of a text: as said, the number, its unit."""
    for match in _FIGURE.finditer(text):
        number = to_number(match["n"])
        if number is not None:
            factor = _TEN_THOUSAND if match["ten"] else 1
            yield match.group(), number * factor, match["unit"][0]
