"""The shares and durations that a question states, with `不到`, `超过`, `左右` understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from policy.numerals import CHINESE, NUMBER, plain, to_number
from policy.text import normalise

Unit = Literal["percent", "year"]

_BELOW = re.compile(
    r"(?:不到|不足|不满|未满|没满|没到|没有满|低于|少于|小于|差(?!不多)[^,，。]{0,8}|将近|接近|快到?)$"
)
_ABOVE = re.compile(r"(?:超过?了?|多于|高于|大于|不止)$")
_FROM = re.compile(r"(?:至少|不低于|不少于|不小于)$")
_BELOW_AFTER = re.compile(r"^(?:以下|都?不到|都?不足|还差|差一?点)")
_FROM_AFTER = re.compile(r"^(?:及?以上|起)")
_ABOVE_AFTER = re.compile(r"^(?:多|出头)")
_ABOUT = re.compile(r"(?:大约|大概|(?<!签)约|差不多|大致|估计)是?$")
_ABOUT_SHARE = Decimal("0.15")
"""What 大约 leaves open of a share, up to five points of it."""
_ABOUT_AFTER = re.compile(r"^(?:左右|上下|差不多)")

_CN = rf"[{CHINESE}]"
_BARE_STOP = (
    rf"(?![\d.%年月日号天岁度级期类项条张床位人名个家次分万亿元块层栋楼户两批成点\-{CHINESE}])"
)
_PERCENT = (
    re.compile(rf"百分之(?P<n>{NUMBER})"),
    re.compile(r"(?<![\d.])(?P<n>\d+(?:[.点]\d+)?)\s*(?:%|个百分点|个点)"),
    re.compile(rf"(?P<n>{_CN}{{1,4}}(?:点{_CN}+)?)\s*(?:%|个百分点|个点)"),
    re.compile(
        r"(?<![\d.])(?P<tenths>\d|[一二两三四五六七八九])成(?P<rest>[一二三四五六七八九半\d])?"
    ),
)
_BARE = re.compile(
    rf"(?<![\d.\-/第{CHINESE}])(?P<n>0?\.\d+|\d{{1,3}}(?:[.点]\d+)?|{_CN}?十{_CN}?(?:点{_CN}+)?){_BARE_STOP}"
)
_YEARS = re.compile(
    rf"(?<![\d.近每第这那今去当哪几头{CHINESE}])(?P<n>{NUMBER})\s*个?(?:周年|年)(?P<half>半)?"
    rf"(?:零?(?P<months>{NUMBER})个月)?(?P<after>.?)"
)
_MONTHS = re.compile(rf"(?<![\d.{CHINESE}])(?P<n>{NUMBER})\s*个(?P<half>半)?月")
_ROUNDED = re.compile(
    rf"四舍五入(?:一下)?(?:[到是成算就为约当按作报写]*(?:百分之)?{NUMBER}%?(?![\d{CHINESE}]))?"
)
_EACH = re.compile(r"(?<=\d)(?=(?:另|又)?一[个年家边头])")
"""Between two numbers said one after the other: `一个64一个70`."""
_LEAST_BARE, _LEAST_SMALL, _HUNDRED = Decimal(10), Decimal("0.1"), Decimal(100)
"""What is said without a sign is a share from so much on; and where the threshold is small."""
_NOT_DURATION = frozenset("内级代底初度末前后月")


@dataclass(frozen=True)
class Measure:
    """A stated number as an interval; `open_low`: the low end itself does not belong to it.

    `text` is how the number is said back, e.g. `60%` or `4年`; `before` and `after` are the text
    around it.
    """

    low: Decimal
    high: Decimal
    text: str
    before: str
    after: str
    open_low: bool = False
    open_high: bool = False
    bare: bool = False
    """Said without its unit: `入住率六十五`."""

    @property
    def exact(self) -> Decimal | None:
        """The number when it is stated exactly."""
        return self.low if self.low == self.high else None

    def verdict(self, holds: Callable[[Decimal], bool]) -> bool | None:
        """Whether all of the interval, none of it, or only a part (None) meets a threshold."""
        step = Decimal("0.000001")
        low = self.low + step if self.open_low else self.low
        high = self.high - step if self.open_high else self.high
        ends = holds(low), holds(high)
        return ends[0] if ends[0] == ends[1] else None


def measures(question: str, unit: Unit, *, small: bool = False) -> list[Measure]:
    """The numbers of a unit in a question, in order. Nothing is guessed from other units. `small`:
    a share of some percent is spoken of, so that a bare number below ten is one too (压疮5.2)."""
    text = _EACH.sub("，", _ROUNDED.sub("，", normalise(question)))
    found = _percents(text, small=small) if unit == "percent" else _durations(text)
    return [measure for _, measure in sorted(found, key=lambda pair: pair[0])]


def _percents(text: str, *, small: bool) -> Iterator[tuple[int, Measure]]:
    taken: list[tuple[int, int]] = []
    for pattern in _PERCENT:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            number = _tenths(match) if "tenths" in match.groupdict() else to_number(match["n"])
            if number is None or number > 1000:
                continue
            taken.append(match.span())
            yield match.start(), _interval(text, match.start(), match.end(), number, "%")
    if taken:
        return
    for match in _BARE.finditer(text):
        number = to_number(match["n"] if match["n"][0] != "." else f"0{match['n']}")
        if number is None:
            continue
        if 0 < number < 1 and not small:
            number *= 100
        if (_LEAST_SMALL if small else _LEAST_BARE) <= number <= _HUNDRED:
            found = _interval(text, match.start(), match.end(), number, "%")
            yield match.start(), replace(found, bare=True)


def _tenths(match: re.Match[str]) -> Decimal | None:
    tenths = to_number(match["tenths"])
    rest = match["rest"]
    extra = Decimal(5) if rest == "半" else (to_number(rest) if rest else Decimal(0))
    return None if tenths is None or extra is None else tenths * 10 + extra


def _durations(text: str) -> Iterator[tuple[int, Measure]]:
    taken: list[tuple[int, int]] = []
    for match in _YEARS.finditer(text):
        number = to_number(match["n"])
        half = bool(match["half"])
        if number is None or number > 100:
            continue
        if match["after"] in _NOT_DURATION or _is_calendar(text, match, number):
            continue
        months = to_number(match["months"]) if match["months"] else Decimal(0)
        if months is None:
            continue
        total = number + (Decimal("0.5") if half else 0) + months / 12
        shown = f"{plain(number)}年" + ("半" if half else "")
        shown += f"{plain(months)}个月" if months else ""
        end = match.end() - len(match["after"])
        taken.append((match.start(), end))
        yield match.start(), _interval(text, match.start(), end, total, "", shown)
    for match in _MONTHS.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        number = to_number(match["n"])
        if number is None or text[match.end() : match.end() + 1] in _NOT_DURATION:
            continue
        number += Decimal("0.5") if match["half"] else 0
        if text[: match.start()].endswith(("差", "还差")):
            continue
        shown = f"{plain(number)}个月"
        yield (
            match.start(),
            _interval(text, match.start(), match.end(), number / 12, "", shown),
        )


def _is_calendar(text: str, match: re.Match[str], number: Decimal) -> bool:
    """`19年拿的证`, `21年6月`: a calendar year, not a duration."""
    after = text[match.end() - len(match["after"]) :]
    if not match["months"] and re.match(r"\d{1,2}月|[一二三四五六七八九十]+月", after):
        return True
    return number >= 10 and bool(re.match(r"就?(?:开|拿|取|办|成立|建|领|批|注册)", after))


def _interval(
    text: str, start: int, end: int, number: Decimal, suffix: str, shown: str | None = None
) -> Measure:
    before, after = text[:start], text[end:]
    words = shown or f"{plain(number)}{suffix}"
    lead = re.sub(r"[了有是满够到的]+$", "", before) if not _BELOW.search(before) else before
    tolerance = min(Decimal(5), number * _ABOUT_SHARE) if suffix else Decimal("0.5")
    if _BELOW.search(before) or _BELOW.search(lead) or _BELOW_AFTER.search(after):
        return Measure(Decimal(0), number, f"不到{words}", before, after, open_high=True)
    if _ABOVE.search(before) or _ABOVE.search(lead):
        return Measure(number, Decimal(1000), f"超过{words}", before, after, open_low=True)
    if _ABOVE_AFTER.search(after):
        return Measure(number, Decimal(1000), f"{words}多", before, after, open_low=True)
    if _FROM.search(before) or _FROM_AFTER.search(after):
        return Measure(number, Decimal(1000), f"{words}以上", before, after)
    if _ABOUT.search(before) or _ABOUT.search(lead) or _ABOUT_AFTER.search(after):
        low, high = max(number - tolerance, Decimal(0)), number + tolerance
        return Measure(low, high, f"{words}左右", before, after)
    return Measure(number, number, words, before, after)
