"""The contract every field type keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.definition import Field

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


def for_example(field: Field) -> str:
    """The tail of every refusal: how a right value looks."""
    return f"例如“{field.example}”。"
