"""The closed list of field types. A new one is added here, and one contract test holds them all."""

from datetime import date
from typing import Any

from forms.definition import Field
from forms.field_types.base import FieldKind
from forms.field_types.contacts import PHONE_KIND, POSTCODE_KIND, USCC_KIND
from forms.field_types.dates import DATE, PARTIAL_DATE
from forms.field_types.numbers import DECIMAL, INTEGER, PERCENT
from forms.field_types.options import CHOICE, MULTI_CHOICE, YES_NO
from forms.field_types.tables import TABLE
from forms.field_types.texts import ADDRESS, LONG_TEXT, TEXT

FIELD_TYPES: dict[str, FieldKind] = {
    kind.name: kind
    for kind in (
        TEXT,
        LONG_TEXT,
        INTEGER,
        DECIMAL,
        PERCENT,
        PARTIAL_DATE,
        DATE,
        PHONE_KIND,
        POSTCODE_KIND,
        USCC_KIND,
        YES_NO,
        CHOICE,
        MULTI_CHOICE,
        ADDRESS,
        TABLE,
    )
}


def parse(field: Field, raw: str, today: date) -> Any:
    """Typed text → JSON value. Raises ValueProblem with a Chinese reason."""
    return FIELD_TYPES[field.type].parse(field, raw, today)


def show(field: Field, value: Any) -> str:
    """A value as a person reads it, with its unit."""
    return FIELD_TYPES[field.type].show(field, value)


def holds(field: Field, value: Any) -> bool:
    """Can the field hold this value?"""
    return FIELD_TYPES[field.type].holds(field, value)


__all__ = ["FIELD_TYPES", "FieldKind", "holds", "parse", "show"]
