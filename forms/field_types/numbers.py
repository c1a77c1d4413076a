"""Whole numbers, decimals and percentages, in digits or Chinese numerals, with or without unit."""

import re
from decimal import Decimal
from typing import Any

from forms.cleaning import clean, fold
from forms.definition import Field
from forms.field_types.base import FieldKind, refusal, unclear
from forms.numerals import Number, scan_numbers, show_number


def _only_number(field: Field, raw: str) -> Number:
    text = fold(clean(raw))
    found = list(scan_numbers(text))
    if not found:
        raise refusal("number", field)
    if len(found) > 1:
        raise refusal("one_number", field)
    if re.search(r"-\s*$|负\s*$", text[: found[0].start]):
        raise refusal("negative", field)
    return found[0]


def within_limits(field: Field, value: Decimal) -> None:
    """Raises ValueProblem when `value` is outside the field's limits."""
    if field.min is not None and value < Decimal(str(field.min)):
        raise refusal("too_small", field, limit=show_number(field.min))
    if field.max is not None and value > Decimal(str(field.max)):
        raise refusal("too_large", field, limit=show_number(field.max))


def whole(field: Field, number: Number) -> int:
    """The number as a whole one, within the limits."""
    if number.percent:
        raise refusal("not_percent", field)
    if number.value != number.value.to_integral_value():
        raise refusal("whole", field)
    within_limits(field, number.value)
    value = int(number.value)
    if number.about:
        raise unclear("about", field, value, shown=f"{value}{field.unit or ''}")
    return value


def decimal(field: Field, number: Number) -> float:
    """The number as a decimal, within the limits."""
    if number.percent:
        raise refusal("not_percent", field)
    within_limits(field, number.value)
    value = float(number.value)
    if number.about:
        shown = f"{show_number(value)}{field.unit or ''}"
        raise unclear("about", field, value, shown=shown)
    return value


def percent(field: Field, number: Number) -> float:
    """The number as a percentage, 0 to 100."""
    value = float(number.value)
    if not 0 <= value <= 100:
        raise refusal("percent_range", field)
    if not number.percent and 0 < value <= 1:
        meant = float(number.value * 100)
        raise unclear("fraction", field, meant, raw=show_number(value), shown=show_number(meant))
    if number.about:
        raise unclear("about", field, value, shown=f"{show_number(value)}%")
    return value


def _show_with_unit(field: Field, value: Any) -> str:
    return f"{show_number(value)}{field.unit or ''}"


def _show_percent(field: Field, value: Any) -> str:
    return f"{show_number(value)}%"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _holds_in_limits(field: Field, value: Any) -> bool:
    low = field.min if field.min is not None else float("-inf")
    high = field.max if field.max is not None else float("inf")
    return _is_number(value) and low <= value <= high


INTEGER = FieldKind(
    name="integer",
    parse=lambda field, raw, today: whole(field, _only_number(field, raw)),
    show=_show_with_unit,
    holds=lambda field, value: isinstance(value, int) and _holds_in_limits(field, value),
    good=("120", "120张", "一百八十张", "1,200", "两百五", "０", "1.2万张"),
    bad=("", "很多", "120.5", "-3", "120张和80张", "大概120张", "65%", "30000"),
    sample={"type": "integer", "unit": "张", "min": 0, "max": 20000, "example": "120"},
)
DECIMAL = FieldKind(
    name="decimal",
    parse=lambda field, raw, today: decimal(field, _only_number(field, raw)),
    show=_show_with_unit,
    holds=_holds_in_limits,
    good=("12.5", "3万元", "一百二十万元"),
    bad=("", "不少", "-1", "约3万元"),
    sample={"type": "decimal", "unit": "元", "min": 0, "example": "12.5"},
)
PERCENT = FieldKind(
    name="percent",
    parse=lambda field, raw, today: percent(field, _only_number(field, raw)),
    show=_show_percent,
    holds=lambda field, value: _is_number(value) and 0 <= value <= 100,
    good=("82%", "82", "79.5％", "八成二", "百分之六十五", "100%", "六成五"),
    bad=("", "很高", "120%", "-5%", "0.65", "八十多", "65%以上"),
    sample={"type": "percent", "unit": "%", "example": "82"},
)
