"""From a cell to a form value: the cell as a person would type it, then the form's own parsers."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from forms import Field, ValueProblem, field_types
from forms.cleaning import clean
from forms.errors import UnclearValue
from screening.wording import say

_UNKNOWN = re.compile(
    r"(?:[/\\\-—–－、.．。…?？*]+|不详|不明|未知|未统计|待定|待填|待报|n/?a|空白?)", re.I
)
_NONE = re.compile(r"(?:无|没有|暂无|不适用)")
_ERRORS = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


def text_of(value: Any, number_format: str = "General") -> str:
    """What a person sees in the cell, near enough to be parsed: 0.65 shown as 65% is “65%”."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number_text(value, percent="%" in number_format)
    return clean(ILLEGAL_CHARACTERS_RE.sub("", str(value)))


def _number_text(value: int | float, *, percent: bool) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    if percent:
        exact *= 100
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if percent else text


def read(field: Field, value: Any, text: str, today: date) -> Any:
    """The field's value, None for an empty cell.

    Raises ValueProblem, with a reason in Chinese, for what cannot be read or not be assumed.
    """
    if not text or _UNKNOWN.fullmatch(text):
        return None
    if _ERRORS.fullmatch(text):
        raise ValueProblem(say("cell_error", shown=text))
    dated = field.type in ("date", "partial_date")
    if dated:
        if _NONE.fullmatch(text):
            return None
        if isinstance(value, float) and re.fullmatch(r"\d{4}\.1", text):
            raise ValueProblem(say("cell_date_tenth", shown=text))
    try:
        return field_types.parse(field, text, today)
    except UnclearValue as unclear:
        shown = field_types.show(field, unclear.guess)
        reason = say("guess", label=field.short, text=text[:60], shown=shown)
        raise ValueProblem(reason) from unclear
