"""How numbers and days are written in a Chinese sentence."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_MOST_DIGITS = 8


def show_day(day: date) -> str:
    """2021-03-31 becomes 2021年3月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


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
