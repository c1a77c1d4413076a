"""What a check returns: JSON-able, and identical for identical input, version and day."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from eligibility.verdicts import Kind, Verdict
from policy import Citation


class InForce(BaseModel):
    """From which day on something applies, and until when; no last day: until further notice."""

    model_config = ConfigDict(frozen=True)

    since: date
    until: date | None


class CriterionResult(BaseModel):
    """One criterion: what was decided, why, on which clause, and what would show it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    kind: Kind
    verdict: Verdict
    reason: str
    """One Chinese sentence with the user's figure and the limit."""
    citation: Citation
    further: list[Citation]
    """Other places of the notice the criterion rests on."""
    evidence: list[str]
    """Material worth preparing; a suggestion, since the notice lists none."""
    missing: list[str]
    """Fact keys that would settle this criterion; empty once it is settled."""
    advice: str = ""
    """What to do about an open or failed criterion, where there is something to say."""
    contradiction: bool = False
    """The facts given for it disagree with each other."""
    effective: InForce | None = None
    """When the criterion applies; None in a verdict kept before this was recorded."""


class Report(BaseModel):
    """The whole check. ``overall`` never rests on a priority item."""

    model_config = ConfigDict(frozen=True)

    rule_set: str
    version: str
    as_of: date
    overall: Verdict
    basic: Verdict
    """Verdict over the hard conditions alone."""
    summary: str
    criteria: list[CriterionResult]
    missing: list[str]
    """Fact keys still worth asking, in the order that decides soonest; empty after a failure."""
    missing_all: list[str]
    """Every fact key that would settle an open criterion, priority items included."""
    notes: list[str]
    note_citations: list[Citation]
    evidence_note: str
    effective: InForce | None = None
    """When the rules apply, as `effective_source` says."""
    effective_source: Citation | None = None

    def criterion(self, criterion_id: str) -> CriterionResult:
        """The result of one criterion; KeyError if there is none of that id."""
        for result in self.criteria:
            if result.id == criterion_id:
                return result
        raise KeyError(criterion_id)
