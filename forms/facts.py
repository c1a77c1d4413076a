"""From form values to eligibility facts. A field not filled is absent: unknown, never zero."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.definition import Field, Form


def facts_of(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fact key → value for every filled field that feeds a fact."""
    told = (
        (field.fact, _fact(form, field, values))
        for field in form.fields.values()
        if field.fact is not None
    )
    return {fact: value for fact, value in told if value is not None}


def values_of(form: Form, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round: facts learned elsewhere as form values (a choice cannot be told)."""
    return {
        key: facts[field.fact]
        for key, field in form.fields.items()
        if field.fact is not None and not field.fact_values and facts.get(field.fact) is not None
    }


def fields_for(form: Form, fact: str, values: Mapping[str, Any]) -> list[str]:
    """The fields to ask for a fact: of several that feed it, those that are open now."""
    keys = [key for key, field in form.fields.items() if field.fact == fact]
    if len(keys) < 2:
        return keys
    return [
        key for key in keys if values.get(key) is None and form.applies(form.fields[key], values)
    ]


def day_of(form: Form, values: Mapping[str, Any], today: date) -> date:
    """The day a check is made for: today, or the day of the form's own that `checking` names."""
    told = values.get(form.checking.day) if form.checking and form.checking.day else None
    return date.fromisoformat(told) if told else today


def _fact(form: Form, field: Field, values: Mapping[str, Any]) -> Any:
    """What a field says of its fact. With `fact_values` only while it makes sense at all."""
    value = values.get(field.key)
    if value is None or not field.fact_values:
        return value
    return field.fact_values.get(value) if form.applies(field, values) else None
