"""What passes between reading, checking and writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eligibility import Report
from forms import Field


@dataclass(frozen=True)
class Problem:
    """One place of the list that could not be read or needs a look.

    `address` is as Excel writes it ("D7"), a row ("第7行") or empty; `shown` what stands there.
    """

    address: str
    row: int
    institution: str
    column: str
    shown: str
    reason: str


@dataclass(frozen=True)
class Column:
    """A recognised column: 0-based `index`, the header as written, the form's field; `also`: other
    fields that are asked with it."""

    index: int
    header: str
    field: Field
    also: Sequence[Field] = ()


@dataclass
class Institution:
    """One row of the list. `values` are form values; a cell not read is absent, never zero."""

    row: int
    name: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """A list as read: the sheet's name, its columns, its institutions, remarks on the rest."""

    sheet: str
    columns: Sequence[Column]
    institutions: Sequence[Institution]
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Screened:
    """An institution with its report and its rank; equal standing shares a rank."""

    rank: int
    institution: Institution
    report: Report
