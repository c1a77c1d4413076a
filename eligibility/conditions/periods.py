"""The condition that a revoked title bars a new application for some years."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.facts import Facts, FactType
from eligibility.partial_dates import add_years
from eligibility.showing import show_day
from eligibility.verdicts import Verdict


class NotBarred(Condition):
    """No revocation within the last years.

    The notice does not say from when the years run. Within them counted from the revocation
    itself the bar certainly stands; after them it may still stand, so that is 需佐证.
    """

    kind: Literal["not_barred"]
    revoked: str
    revoked_on: str
    years: int = Field(ge=1, le=100)

    summary_zh: ClassVar[str] = (
        "从未被取消为符合；取消至今不满规定年数为不符合；已满规定年数的，"
        "因通知未写明从何时起算，为需佐证。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "never": outcome(Verdict.PASS),
        "barred": outcome(Verdict.FAIL, "revoked_on", "years", "as_of"),
        "open": outcome(Verdict.EVIDENCE, "revoked_on", "years", "as_of"),
        "imprecise": outcome(Verdict.UNKNOWN, "revoked_on", "years", "as_of", "finer"),
        "when": outcome(Verdict.UNKNOWN, "years"),
        "contradiction": outcome(Verdict.UNKNOWN, "revoked_on", contradiction=True),
        "unknown": outcome(Verdict.UNKNOWN, "years"),
    }

    def figures(self) -> dict[str, str]:
        return {"years": str(self.years)}

    def fact_types(self) -> dict[str, FactType]:
        return {self.revoked: FactType.YES_NO, self.revoked_on: FactType.PARTIAL_DATE}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        revoked, revoked_on = facts.flag(self.revoked), facts.when(self.revoked_on)
        values = {**self.figures(), "as_of": show_day(as_of)}
        if revoked_on is None:
            if revoked is None:
                return Finding("unknown", values, (self.revoked,))
            if revoked:
                return Finding("when", values, (self.revoked_on,))
            return Finding("never")
        values["revoked_on"] = revoked_on.show()
        if revoked is False:
            return Finding("contradiction", values, (self.revoked, self.revoked_on))
        if add_years(revoked_on.earliest, self.years) > as_of:
            return Finding("barred", values)
        if add_years(revoked_on.latest, self.years) <= as_of:
            return Finding("open", values)
        values["finer"] = revoked_on.finer
        return Finding("imprecise", values, (self.revoked_on,))
