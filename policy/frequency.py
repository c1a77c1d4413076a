"""How often something is done: `每季度一次`, `半年搞两次`, `按月检查`, as times a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from policy.measures import Measure
from policy.numerals import CHINESE, NUMBER, plain, to_number
from policy.text import normalise

_UNIT = r"(?P<unit>年|季度|季|月|周|星期|礼拜|天|日)"
_PER_YEAR = {"年": 1, "季": 4, "月": 12, "周": 52, "天": 365}
_NAMES = {"季度": "季", "星期": "周", "礼拜": "周", "日": "天"}
_SHOWN = {"季": "季度"}
_COUNTED = re.compile(
    rf"(?P<every>每隔?)?(?P<k>{NUMBER}|半)?(?P<ge>个)?{_UNIT}(?:度|期)?(?:里|内)?"
    rf"(?P<gap>[^,，。;；?？!！\d]{{0,24}}?)(?P<n>{NUMBER})\s*(?:次|回|遍|场)"
)
_LAST_YEAR = re.compile(
    rf"(?:(?:去年|前年|上年)(?:[^,，。;；?？!！\d月]{{0,24}}?)|(?:全年|一整年)(?:[^,，。;；?？!！\d]{{0,24}}?))"
    rf"(?<![第上下每前后同{CHINESE}\d])(?P<n>{NUMBER})\s*(?:次|回|遍|场)(?![都也]没)"
)
"""What was done in a year that is over: `去年就办了一场`; not `今年两次`, which may go on,
nor `去年十月一次`, which leaves open what the other months had."""
_RHYTHM = re.compile(rf"(?:按|逐)(?P<k>半)?(?:个)?{_UNIT}")
_MONTHS = re.compile(
    rf"(?:(?:{NUMBER})月份?(?:[和跟与、,，\s]|还有|以及)*){{2,}}[^,，。;；?？!！\d]{{0,12}}?"
    rf"(?:各|都|分别)[^,，。;；?？!！\d]{{0,6}}?(?P<n>{NUMBER})\s*(?:次|回|遍|场)"
)
"""Once in each of several months: `三月和九月各搞一次`."""
_HALVES = re.compile(
    rf"(?:上半年[^。;；?？!！]{{0,8}}?下半年|上下半年|春秋两?季?|春天?[和跟、]?秋天?)"
    rf"[^,，。;；?？!！\d]{{0,6}}?(?:各|都|分别)[^,，。;；?？!！\d]{{0,4}}?(?P<n>{NUMBER})\s*(?:次|回|遍|场)"
)
_MONTH = re.compile(r"月")
_HOW_OFTEN = re.compile(r"(?:几|多少)[次回遍趟场]")
"""Asks for a number of times: `按月算要几趟` states none."""
_ONE = Decimal(1)
_LONGEST = 20


def frequencies(question: str) -> list[Measure]:
    """The frequencies a question states, in order, as times a year (`每季度1次` is 4)."""
    text = normalise(question)
    found = list(_each_of(text)) or list(_counted(text)) or list(_last_year(text))
    if not found:
        found = list(_rhythms(text))
    return found


def only_frequency(text: str) -> bool:
    """Whether a text says nothing but a frequency: `一年搞一回`."""
    return _COUNTED.fullmatch(normalise(text).rstrip("?。!")) is not None


def _counted(text: str) -> Iterator[Measure]:
    for match in _COUNTED.finditer(text):
        times = to_number(match["n"])
        span = _span(match["k"])
        if times is None or span is None or not _is_period(match, span):
            continue
        yield _measure(text, match, span, times)


def _last_year(text: str) -> Iterator[Measure]:
    for match in _LAST_YEAR.finditer(text):
        times = to_number(match["n"])
        if times is not None:
            said = f"一年{plain(times)}次"
            yield Measure(times, times, said, text[: match.start()], text[match.end() :])


def _each_of(text: str) -> Iterator[Measure]:
    for pattern in (_MONTHS, _HALVES):
        for match in pattern.finditer(text):
            each = to_number(match["n"])
            if each is None:
                continue
            times = each * (len(_MONTH.findall(match.group())) if pattern is _MONTHS else 2)
            said = f"一年{plain(times)}次"
            yield Measure(times, times, said, text[: match.start()], text[match.end() :])


def _rhythms(text: str) -> Iterator[Measure]:
    if _HOW_OFTEN.search(text):
        return
    for match in _RHYTHM.finditer(text):
        span = _span(match["k"])
        if span is not None:
            yield _measure(text, match, span, _ONE)


def _span(words: str | None) -> Decimal | None:
    """How many units long: 1 when nothing is said, a half for 半."""
    if words is None:
        return _ONE
    number = Decimal("0.5") if words == "半" else to_number(words)
    return number if number is not None and 0 < number <= _LONGEST else None


def _is_period(match: re.Match[str], span: Decimal) -> bool:
    """`一个月两次`, `每月两次`, not `3月搞了两次` or `今年两次`."""
    if match["every"]:
        return True
    if match["k"] is None:
        return False
    return match["unit"] not in ("月", "日") or bool(match["ge"]) or span == _ONE


def _measure(text: str, match: re.Match[str], span: Decimal, times: Decimal) -> Measure:
    unit = _NAMES.get(match["unit"], match["unit"])
    rate = times * _PER_YEAR[unit] / span
    name = _SHOWN.get(unit, unit)
    if span == Decimal("0.5"):
        period = f"半个{name}" if unit == "月" else f"半{name}"
    elif span == _ONE:
        period = name
    else:
        period = f"{plain(span)}个{name}" if unit in ("月", "季") else f"{plain(span)}{name}"
    shown = f"每{period}{plain(times)}次"
    return Measure(rate, rate, shown, text[: match.start()], text[match.end() :])
