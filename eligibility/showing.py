"""How numbers and days are written in a Chinese sentence."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_MOST_DIGITS = 8


def show_day(day: date) -> str:
    """2021-03-31 becomes 2021年3月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_period(since: date, until: date | None) -> str:
    """2025年8月7日起, with the last day where there is one."""
    return f"{show_day(since)}起" + (f"至{show_day(until)}" if until else "")


def show_gap(start: date, end: date) -> str:
    """How long from one day to a later one: 4个月, 1年2个月, 4个月零1天, 1天."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if _months_after(start, months) > end:
        months -= 1
    days = (end - _months_after(start, months)).days
    years, months = divmod(months, 12)
    parts = [f"{years}年" if years else "", f"{months}个月" if months else ""]
    whole = "".join(parts)
    if not days:
        return whole
    return f"{whole}零{days}天" if whole else f"{days}天"


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def show_number(value: Fraction) -> str:
    """The number without trailing zeros, marked 约 when it had to be rounded.

    A rounded value is never shown as a whole number it does not equal, so that a share
    just over 65 cannot be read as 65.
    """
    exact = Fraction(round(value * 100), 100)
    if exact == value:
        return _plain(_round(value, 2))
    digits = 2
    rounded = _round(value, digits)
    while rounded == rounded.to_integral_value() and digits < _MOST_DIGITS:
        digits += 2
        rounded = _round(value, digits)
    return f"约{_plain(rounded)}"


def show_percent(value: Fraction) -> str:
    """A percentage such as 83.33 (not 0.8333) with its sign."""
    return f"{show_number(value)}%"


def _round(value: Fraction, digits: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
