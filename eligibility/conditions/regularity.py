"""Conditions on what must be done again and again: every month, each half-year, so often a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil
from typing import ClassVar, Literal

from pydantic import Field

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.facts import Facts, FactType
from eligibility.showing import show_number
from eligibility.verdicts import Verdict

YEAR = 12
"""Months looked back over."""


class Regularly(Condition):
    """Done at least ``least`` times in every ``every`` months of the last twelve.

    ``done`` counts the months (half-years) in which it was done; with ``times`` it counts the
    occasions in the year. ``operated`` says how many of the twelve months the institution ran: a
    period that has not run its full length is not yet due, so that nothing fails early.
    """

    kind: Literal["regularly"]
    done: str
    operated: str
    every: Literal[1, 6, 12]
    least: int = Field(default=1, ge=1)
    times: bool = False

    summary_zh: ClassVar[str] = (
        "按自查当天往前12个月计算：每个周期（每月、每半年、每年）都做到规定次数为符合，"
        "已经满期的周期没有做到为不符合；运营不满一年、只在还没有满期的周期里没有做到的，为需佐证。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "kept": outcome(Verdict.PASS, "done", "operated", "least"),
        "short": outcome(Verdict.FAIL, "done", "operated", "due", "short", "least"),
        "not_due": outcome(Verdict.EVIDENCE, "done", "operated", "least"),
        "needs_operated": outcome(Verdict.UNKNOWN, "done", "least"),
        "unknown": outcome(Verdict.UNKNOWN, "least"),
        "too_many": outcome(Verdict.UNKNOWN, "done", "operated", "most", contradiction=True),
    }

    def figures(self) -> dict[str, str]:
        return {"least": str(self.least)}

    def fact_types(self) -> dict[str, FactType]:
        return {self.operated: FactType.COUNT, self.done: FactType.COUNT}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        done, operated = facts.number(self.done), facts.number(self.operated)
        values = self.figures()
        if done is None:
            missing = (self.done,) if operated is not None else (self.operated, self.done)
            return Finding("unknown", values, missing)
        values["done"] = show_number(done)
        if operated is None:
            if done >= self._touched(Fraction(YEAR)):
                return Finding("kept", {**values, "operated": str(YEAR)})
            return Finding("needs_operated", values, (self.operated,))
        values["operated"] = show_number(operated)
        touched, due = self._touched(operated), operated // self.every * self.least
        if not self.times and done > touched:
            return Finding("too_many", {**values, "most": str(touched)}, (self.operated, self.done))
        if done < due:
            short = {"due": str(due), "short": show_number(due - done)}
            return Finding("short", {**values, **short})
        return Finding("kept" if operated and done >= touched else "not_due", values)

    def _touched(self, operated: Fraction) -> int:
        """What would be enough even if every period that was begun counted in full."""
        return ceil(operated / self.every) * self.least
