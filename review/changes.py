"""What a new submission changed since the one before, in the words of the form."""

from collections.abc import Mapping
from typing import Any

from forms import Form, field_types
from review.model import Changed
from review.wording import say


def changed(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The fields that differ, in the order of the form."""
    return [
        Changed(key, field.label, shown(form, key, before), shown(form, key, after))
        for key, field in form.fields.items()
        if before.get(key) != after.get(key)
    ]


def shown(form: Form, key: str, values: Mapping[str, Any]) -> str:
    """A value as a person reads it; one that the field cannot hold any more, as it was kept."""
    field, value = form.fields[key], values.get(key)
    if value is None:
        return say("empty")
    return field_types.show(field, value) if field_types.holds(field, value) else str(value)
