"""The verdicts of a check as values of the fields that print them."""

from collections.abc import Mapping
from typing import Any

from eligibility import Report
from forms.definition import Form
from forms.phrases import say


def with_verdicts(form: Form, values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """`values` with the verdict of each criterion that the form prints."""
    results = {result.id: result for result in report.criteria}
    printed = {}
    for key, field in form.fields.items():
        result = results.get(field.verdict_of or "")
        if result is not None:
            printed[key] = say(
                "verdict_cell",
                verdict=result.verdict.value,
                reason=result.reason,
                advice=result.advice,
            )
    return {**values, **printed}


def without_verdicts(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` where no rules are in force on the day of the check: each verdict says so."""
    printed = (key for key, field in form.fields.items() if field.verdict_of)
    return {**values, **dict.fromkeys(printed, say("verdict_none"))}
