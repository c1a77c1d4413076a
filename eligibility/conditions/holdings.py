"""Conditions on qualifications: held at all, and held long enough."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.facts import Facts, FactType
from eligibility.partial_dates import PartialDate, add_years
from eligibility.showing import show_day, show_gap
from eligibility.verdicts import Verdict


class HeldQualification(Condition):
    """The institution holds a qualification. A date of obtaining it says that it does."""

    kind: Literal["held_qualification"]
    held: str
    obtained: str

    summary_zh: ClassVar[str] = "已具备为符合，没有为不符合；已给出取得时间的，视为已具备。"
    outcomes: ClassVar[dict[str, Outcome]] = {
        "held": outcome(Verdict.PASS),
        "held_since": outcome(Verdict.PASS, "obtained"),
        "not_held": outcome(Verdict.FAIL),
        "contradiction": outcome(Verdict.UNKNOWN, "obtained", contradiction=True),
        "unknown": outcome(Verdict.UNKNOWN),
    }

    def fact_types(self) -> dict[str, FactType]:
        return {self.held: FactType.YES_NO, self.obtained: FactType.PARTIAL_DATE}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        held, obtained = facts.flag(self.held), facts.when(self.obtained)
        if held is False and obtained is not None:
            return Finding("contradiction", {"obtained": obtained.show()}, (self.held,))
        if held is False:
            return Finding("not_held")
        if obtained is not None:
            return Finding("held_since", {"obtained": obtained.show()})
        if held is True:
            return Finding("held")
        return Finding("unknown", missing=(self.held,))


class FullYears(Condition):
    """A qualification held for a number of full years by a fixed day.

    The year is full on the same calendar day: obtained 2021-03-31, five years are full on
    2026-03-31. A date known only to the year or month is decided when all its days agree.
    """

    kind: Literal["full_years"]
    held: str
    obtained: str
    years: int = Field(ge=1, le=100)
    by: date

    summary_zh: ClassVar[str] = (
        "从取得资质之日起算，到截止日满规定年数为符合；只知道年份或月份的，"
        "其中每一天结论都相同才下结论，否则为信息不足。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "enough": outcome(Verdict.PASS, "obtained", "years", "by"),
        "short": outcome(
            Verdict.FAIL, "obtained", "years", "by", "latest_start", "full_on", "gap", "imprecise"
        ),
        "not_held": outcome(Verdict.FAIL, "years", "by"),
        "imprecise": outcome(Verdict.UNKNOWN, "obtained", "years", "by", "latest_start", "finer"),
        "contradiction": outcome(Verdict.UNKNOWN, "obtained", contradiction=True),
        "unknown": outcome(Verdict.UNKNOWN, "years", "by", "latest_start"),
    }

    def figures(self) -> dict[str, str]:
        return {
            "years": str(self.years),
            "by": show_day(self.by),
            "latest_start": show_day(add_years(self.by, -self.years)),
        }

    def fact_types(self) -> dict[str, FactType]:
        return {self.held: FactType.YES_NO, self.obtained: FactType.PARTIAL_DATE}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        held, obtained = facts.flag(self.held), facts.when(self.obtained)
        values = self.figures()
        if obtained is None:
            if held is False:
                return Finding("not_held", values)
            missing = (self.obtained,) if held else (self.held, self.obtained)
            return Finding("unknown", values, missing)
        values["obtained"] = obtained.show()
        if held is False:
            return Finding("contradiction", values, (self.held, self.obtained))
        if self._full(obtained.latest):
            return Finding("enough", values)
        if not self._full(obtained.earliest):
            return Finding("short", {**values, **self._distance(obtained)})
        values["finer"] = obtained.finer
        return Finding("imprecise", values, (self.obtained,))

    def _distance(self, obtained: PartialDate) -> dict[str, str]:
        """By how much it falls short; of a date known only roughly, the least that it can be."""
        full_on = add_years(obtained.earliest, self.years)
        rough = obtained.earliest != obtained.latest
        return {
            "full_on": show_day(full_on),
            "gap": show_gap(self.by, full_on),
            "imprecise": "是" if rough else "",
        }

    def _full(self, start: date) -> bool:
        return add_years(start, self.years) <= self.by
