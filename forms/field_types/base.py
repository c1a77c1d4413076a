"""The contract every field type keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.definition import Field
from forms.errors import UnclearValue, ValueProblem
from forms.phrases import say

Parse = Callable[[Field, str, date], Any]
Show = Callable[[Field, Any], str]


@dataclass(frozen=True)
class FieldKind:
    """One field type.

    parse  typed text → JSON value; raises ValueProblem with a Chinese reason that says what to do
    show   value → the text a person reads; `parse(show(v)) == v` for every value
    holds  is this JSON value one the type can hold (used for values that come from elsewhere)
    good / bad  sample texts the contract test runs, each with the field settings they need
    """

    name: str
    parse: Parse
    show: Show
    holds: Callable[[Field, Any], bool]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    sample: dict[str, Any]


def refusal(name: str, field: Field, **values: Any) -> ValueProblem:
    """The refusal `name` of wording.yml, about this field, with an example of a right value."""
    known = {"label": field.short, "example": field.example, "unit": field.unit or ""}
    return ValueProblem(say(f"refuse_{name}", **{**known, **values}))


def unclear(name: str, field: Field, guess: Any, **values: Any) -> UnclearValue:
    """The question `name` of wording.yml that offers `guess` back."""
    return UnclearValue(say(f"unclear_{name}", label=field.short, **values), guess)
