"""What passes between reading, checking and writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.drafts import Draft
from policy import Citation
from recommendation.program import City, Table

Level = Literal["stop", "missing", "ask"]
"""`stop`: cannot be sent like this; `missing`: still to be added; `ask`: needs a look."""


@dataclass(frozen=True)
class Finding:
    """One result of the check: where, what and what to do, and the clause that asks for it."""

    level: Level
    where: str
    text: str
    citation: Citation | None = None


@dataclass(frozen=True)
class Applicant:
    """A row of a table. `values` are printed as they are; a field not known is absent.

    `place` says where the row comes from, `verdict` what a screened list says of it.
    """

    table: Table
    place: str
    values: Mapping[str, str]
    application: Draft | None = None
    verdict: str = ""
    findings: Sequence[Finding] = ()

    @property
    def name(self) -> str:
        """Whom the row is about; empty when that is not known."""
        return self.values.get(self.table.data.name_field, "")

    @property
    def shown(self) -> str:
        """The name, or the place where there is none."""
        return self.name or self.place

    def told(self, *findings: Finding) -> "Applicant":
        """The same with more findings."""
        return replace(self, findings=(*self.findings, *findings))


@dataclass(frozen=True)
class Sender:
    """Who recommends; what is not given stays blank on paper."""

    city: City | None = None
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Recommendation:
    """Everything that goes into one package. `as_of` is the day of the check."""

    sender: Sender
    applicants: Sequence[Applicant]
    as_of: date
    findings: Sequence[Finding] = ()

    def of(self, table: Table) -> list[Applicant]:
        """The applicants of one table, in order."""
        return [one for one in self.applicants if one.table is table]
