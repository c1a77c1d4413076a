"""Dates: to the day (`date`) or as far as they are known (`partial_date`)."""

from datetime import date
from typing import Any

from forms.cleaning import clean, fold
from forms.definition import Field
from forms.field_types.base import FieldKind, refusal
from forms.partial_dates import earliest, parse_partial_date, show_partial_date


def check_date(field: Field, value: str, today: date) -> str:
    """The ISO text itself. Raises ValueProblem when it lies in the future and must not."""
    if field.not_future and earliest(value) > today:
        raise refusal("future", field, value=show_partial_date(value))
    return value


def _parse_partial(field: Field, raw: str, today: date) -> str:
    return check_date(field, parse_partial_date(fold(clean(raw)), today), today)


def _parse_full(field: Field, raw: str, today: date) -> str:
    value = _parse_partial(field, raw, today)
    if len(value) < 10:
        raise refusal("full_date", field)
    return value


def _show(field: Field, value: Any) -> str:
    return show_partial_date(value)


def _holds_partial(field: Field, value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(earliest(value))
    except ValueError:
        return False


PARTIAL_DATE = FieldKind(
    name="partial_date",
    parse=_parse_partial,
    show=_show,
    holds=_holds_partial,
    good=("2019年", "2019.6", "2019-06-15", "19年6月", "二〇一九年六月", "去年", "前年6月", "2019"),
    bad=("", "很久以前", "6月", "2019年13月", "2019年2月30日", "2099年1月", "1800年"),
    sample={"type": "partial_date", "not_future": True, "example": "2019年6月"},
)
DATE = FieldKind(
    name="date",
    parse=_parse_full,
    show=_show,
    holds=lambda field, value: _holds_partial(field, value) and len(value) == 10,
    good=("2019年6月15日", "2019-06-15", "2019/6/5", "20190615", "二〇一九年六月十五日"),
    bad=("", "2019年", "2019年6月", "2021年2月29日", "明天"),
    sample={"type": "date", "example": "2019年6月15日"},
)
