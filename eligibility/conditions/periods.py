"""Conditions on how long something is past: a revoked title, an event that must not be recent."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, model_validator

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
        "barred": outcome(Verdict.FAIL, "revoked_on", "years", "as_of", "until"),
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
        until = add_years(revoked_on.earliest, self.years)
        if until > as_of:
            return Finding("barred", {**values, "until": show_day(until)})
        if add_years(revoked_on.latest, self.years) <= as_of:
            return Finding("open", values)
        values["finer"] = revoked_on.finer
        return Finding("imprecise", values, (self.revoked_on,))


class NoEventWithin(Condition):
    """Nothing of the kind within the last years, where the notice does not say counted from when.

    The day counted back from lies between ``earliest_count`` and ``latest_count``: an event over
    for all those days passes, one recent on all of them fails, one between is 需佐证.
    """

    kind: Literal["no_event_within"]
    items: tuple[str, ...] = Field(min_length=1)
    latest: str
    years: int = Field(ge=1, le=100)
    earliest_count: date
    latest_count: date

    summary_zh: ClassVar[str] = (
        "全部没有发生为符合；发生过的看最近一次的日期：从计算起点最早和最晚的两天往前数，"
        "都在规定年数以外为符合，都在以内为不符合，两天结论不同的，因通知没有写明从哪一天起算，"
        "为需佐证；有一项不清楚、又还不能下结论的，为信息不足。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "none": outcome(Verdict.PASS, "all", "years"),
        "past": outcome(Verdict.PASS, "which", "latest", "years"),
        "recent": outcome(Verdict.FAIL, "which", "latest", "years"),
        "open": outcome(Verdict.EVIDENCE, "which", "latest", "years"),
        "imprecise": outcome(Verdict.UNKNOWN, "which", "latest", "years", "finer"),
        "when": outcome(Verdict.UNKNOWN, "which", "years"),
        "contradiction": outcome(Verdict.UNKNOWN, "latest", "years", contradiction=True),
        "unknown": outcome(Verdict.UNKNOWN, "open_items", "years"),
    }

    @model_validator(mode="after")
    def _in_order(self) -> NoEventWithin:
        if self.latest_count < self.earliest_count:
            raise ValueError("latest_count 早于 earliest_count")
        return self

    def figures(self) -> dict[str, str]:
        return {"years": str(self.years)}

    def fact_types(self) -> dict[str, FactType]:
        return {**dict.fromkeys(self.items, FactType.YES_NO), self.latest: FactType.PARTIAL_DATE}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        happened = [key for key in self.items if facts.flag(key)]
        unknown = [key for key in self.items if facts.flag(key) is None]
        latest = facts.when(self.latest)
        values = {**self.figures(), "which": _names(facts, happened)}
        if latest is not None:
            values["latest"] = latest.show()
        if happened and latest is not None and self._over(latest.earliest) > self.latest_count:
            return Finding("recent", values)
        if unknown:
            missing = (*unknown, self.latest) if happened and latest is None else tuple(unknown)
            return Finding("unknown", {**values, "open_items": _names(facts, unknown)}, missing)
        if not happened:
            if latest is not None:
                return Finding("contradiction", values, (*self.items, self.latest))
            return Finding("none", {**values, "all": _names(facts, list(self.items))})
        if latest is None:
            return Finding("when", values, (self.latest,))
        if self._over(latest.latest) <= self.earliest_count:
            return Finding("past", values)
        if self._open(latest.earliest) and self._open(latest.latest):
            return Finding("open", values)
        return Finding("imprecise", {**values, "finer": latest.finer}, (self.latest,))

    def _over(self, event: date) -> date:
        """The first day on which the event is no longer within the years."""
        return add_years(event, self.years)

    def _open(self, event: date) -> bool:
        return self.earliest_count < self._over(event) <= self.latest_count


def _names(facts: Facts, keys: list[str]) -> str:
    return "、".join(facts.label(key) for key in keys)
