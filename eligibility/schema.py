"""The shape of a rule file. Unknown keys are refused everywhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eligibility.conditions import AnyCondition
from eligibility.facts import FactSpec
from eligibility.verdicts import Kind

Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(pattern=r"\S")]


class Strict(BaseModel):
    """Base of everything in a rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """A place in the notice, and the words there that carry the rule (else the whole clause)."""

    clause: Text
    quote: Text | None = None


class Period(Strict):
    """First and last day a rule applies; no last day means until further notice."""

    start: date = Field(alias="from")
    end: date | None = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end is not None and self.end < self.start:
            raise ValueError("结束日期早于开始日期")
        return self

    def covers(self, day: date) -> bool:
        """Whether the rule applies on the day."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether some day belongs to both."""
        ends_before = self.end is not None and self.end < other.start
        begins_after = other.end is not None and other.end < self.start
        return not (ends_before or begins_after)


class Effective(Period):
    """When the rule set applies, and where the notice says so."""

    source: Source


class CriterionFile(Strict):
    """One criterion. The same id may stand again for a later period with its own clause."""

    id: Ident
    name: Text
    kind: Kind
    effective: Period | None = None
    """Defaults to the rule set's own."""
    source: Source
    further: list[Source] = []
    condition: AnyCondition
    reasons: dict[str, Text]
    advice: dict[str, Text] = {}
    remarks: dict[str, Text] = {}
    evidence: list[Text] = []


class NoteFile(Strict):
    """A remark that depends on the day only, such as a deadline that has passed."""

    id: Ident
    during: Period
    text: Text
    source: Source


class Summaries(Strict):
    """The sentence for each overall verdict."""

    passed: Text
    failed: Text
    unknown: Text
    evidence: Text


class Titles(Strict):
    """What the kinds of criterion are called on the sheet."""

    hard: Text = "必要条件"
    evidence: Text = "由专家认定的{aspects}个方面"
    priority: Text = "优先推荐条件"


class RuleFile(Strict):
    """A whole rule file."""

    id: Ident
    version: Text
    title: Text
    notice: Text
    effective: Effective
    evidence_note: Text
    judged_by: Text = "评审专家"
    """Who judges, on the material, what cannot be computed."""
    titles: Titles = Titles()
    asks_all: bool = False
    """Whether the rest is still asked after a failure: of a self-check each item counts."""
    summary: Summaries
    facts: dict[Ident, FactSpec] = Field(min_length=1)
    """Listed in the order in which they are to be asked."""
    criteria: list[CriterionFile] = Field(min_length=1)
    notes: list[NoteFile] = []
