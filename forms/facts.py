"""From form values to eligibility facts. A field not filled is absent: unknown, never zero."""

from collections.abc import Mapping
from typing import Any

from forms.definition import Form


def facts_of(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fact key → value for every filled field that feeds a fact."""
    return {
        field.fact: field.fact_values.get(values[key], values[key])
        if field.fact_values
        else values[key]
        for key, field in form.fields.items()
        if field.fact is not None and values.get(key) is not None
    }


def values_of(form: Form, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round: facts learned elsewhere as form values (a choice cannot be told)."""
    return {
        key: facts[field.fact]
        for key, field in form.fields.items()
        if field.fact is not None and not field.fact_values and facts.get(field.fact) is not None
    }
