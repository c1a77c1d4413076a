"""Conditions on how many of a kind have something: all of them, widely, more than elsewhere."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.conditions.rates import Percent
from eligibility.facts import Facts, FactType
from eligibility.showing import show_number, show_percent
from eligibility.verdicts import Verdict

_COUNTS = ("part", "total")
_OPEN_OUTCOMES: dict[str, Outcome] = {
    "nobody": outcome(Verdict.EVIDENCE),
    "needs_part": outcome(Verdict.UNKNOWN, "total"),
    "needs_total": outcome(Verdict.UNKNOWN, "part"),
    "unknown": outcome(Verdict.UNKNOWN),
    "too_many": outcome(Verdict.UNKNOWN, *_COUNTS, contradiction=True),
}


class _Coverage(Condition):
    """``part`` of ``total`` (both counts) have it. Of none at all nothing can be said: 需佐证."""

    part: str
    total: str

    def fact_types(self) -> dict[str, FactType]:
        return {self.total: FactType.COUNT, self.part: FactType.COUNT}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        part, total = facts.number(self.part), facts.number(self.total)
        values = {
            name: show_number(count)
            for name, count in (("part", part), ("total", total))
            if count is not None
        }
        if part is not None and total is not None and part > total:
            return Finding("too_many", values, (self.total, self.part))
        if total == 0:
            return Finding("nobody")
        if part is None and total is None:
            return Finding("unknown", missing=(self.total, self.part))
        if total is None:
            return Finding("needs_total", values, (self.total,))
        if part is None:
            return Finding("needs_part", values, (self.part,))
        return self._decide(part, total, values)

    @abstractmethod
    def _decide(self, part: Fraction, total: Fraction, values: dict[str, str]) -> Finding:
        """The finding where both counts are known and there is at least one of the kind."""


class EveryOne(_Coverage):
    """Every single one has it; one that has not is enough to fail."""

    kind: Literal["every_one"]

    summary_zh: ClassVar[str] = (
        "全部做到为符合，有一个没有做到为不符合；一个也没有这类单位的，通知没有写明，为需佐证。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "all": outcome(Verdict.PASS, *_COUNTS),
        "short": outcome(Verdict.FAIL, *_COUNTS, "lacking"),
        **_OPEN_OUTCOMES,
    }

    def _decide(self, part: Fraction, total: Fraction, values: dict[str, str]) -> Finding:
        if part == total:
            return Finding("all", values)
        return Finding("short", {**values, "lacking": show_number(total - part)})


class Widespread(_Coverage):
    """普遍 without a figure: all is surely enough, none surely is not, between them it is open."""

    kind: Literal["widespread"]

    summary_zh: ClassVar[str] = (
        "全部做到为符合，一个也没有做到为不符合；只做到一部分的，因通知没有写明“普遍”的比例，"
        "为需佐证。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "all": outcome(Verdict.PASS, *_COUNTS),
        "none": outcome(Verdict.FAIL, "total"),
        "some": outcome(Verdict.EVIDENCE, *_COUNTS, "share"),
        **_OPEN_OUTCOMES,
    }

    def _decide(self, part: Fraction, total: Fraction, values: dict[str, str]) -> Finding:
        if part == total:
            return Finding("all", values)
        if part == 0:
            return Finding("none", values)
        return Finding("some", {**values, "share": show_percent(part / total * 100)})


class ShareOverAverage(_Coverage):
    """A share strictly over an average that the notice names without a figure.

    ``average`` (in per cent) is filled in when the authority publishes one. Until then only a
    share of zero is decided: it is over no average whatever.
    """

    kind: Literal["share_over_average"]
    average: Percent | None

    summary_zh: ClassVar[str] = (
        "超过平均水平（不含本数）为符合，否则为不符合；平均水平没有公布数值时，"
        "比例为0的一定没有超过，为不符合，其余为需佐证。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "over": outcome(Verdict.PASS, *_COUNTS, "share", "average"),
        "not_over": outcome(Verdict.FAIL, *_COUNTS, "share", "average"),
        "none": outcome(Verdict.FAIL, "total"),
        "open": outcome(Verdict.EVIDENCE, *_COUNTS, "share"),
        **_OPEN_OUTCOMES,
    }

    def figures(self) -> dict[str, str]:
        return {} if self.average is None else {"average": show_percent(Fraction(self.average))}

    def _decide(self, part: Fraction, total: Fraction, values: dict[str, str]) -> Finding:
        share = part / total * 100
        values = {**values, **self.figures(), "share": show_percent(share)}
        if part == 0:
            return Finding("none", values)
        if self.average is None:
            return Finding("open", values)
        return Finding("over" if share > Fraction(self.average) else "not_over", values)
