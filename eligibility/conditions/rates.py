"""Conditions on a rate with an inclusive lower limit: one figure, or one for each of two years."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eligibility.conditions.base import Condition, Finding, Outcome, Remark, outcome
from eligibility.facts import Facts, FactType
from eligibility.showing import show_number, show_percent
from eligibility.verdicts import Verdict

Percent = Annotated[Decimal, Field(ge=0, le=100)]
"""A limit in per cent, 65 for 65 %."""


class _OneRate(Condition):
    """A percentage beside a limit; what its `evaluate` finds is named by the kind."""

    value: str
    limit: Percent

    def figures(self) -> dict[str, str]:
        return {"limit": show_percent(Fraction(self.limit))}

    def fact_types(self) -> dict[str, FactType]:
        return {self.value: FactType.PERCENT}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        value = facts.number(self.value)
        if value is None:
            return Finding("unknown", self.figures(), (self.value,))
        return self.judged(value, {"value": show_percent(value), **self.figures()})

    @abstractmethod
    def judged(self, value: Fraction, values: dict[str, str]) -> Finding:
        """What is found for a rate that is known; `values` are its figures as shown."""


class AtLeast(_OneRate):
    """A percentage at or above a limit; the limit itself is enough."""

    kind: Literal["at_least"]

    summary_zh: ClassVar[str] = "达到或高于规定比例（含本数）为符合，低于为不符合。"
    outcomes: ClassVar[dict[str, Outcome]] = {
        "enough": outcome(Verdict.PASS, "value", "limit"),
        "below": outcome(Verdict.FAIL, "value", "limit", "short"),
        "unknown": outcome(Verdict.UNKNOWN, "limit"),
    }

    def judged(self, value: Fraction, values: dict[str, str]) -> Finding:
        limit = Fraction(self.limit)
        if value >= limit:
            return Finding("enough", values)
        return Finding("below", {**values, "short": show_number(limit - value)})


class AtMost(_OneRate):
    """A percentage at or below a limit; the limit itself is still within it."""

    kind: Literal["at_most"]

    summary_zh: ClassVar[str] = "不超过规定比例（含本数）为符合，超过为不符合。"
    outcomes: ClassVar[dict[str, Outcome]] = {
        "within": outcome(Verdict.PASS, "value", "limit"),
        "above": outcome(Verdict.FAIL, "value", "limit", "over"),
        "unknown": outcome(Verdict.UNKNOWN, "limit"),
    }

    def judged(self, value: Fraction, values: dict[str, str]) -> Finding:
        limit = Fraction(self.limit)
        if value <= limit:
            return Finding("within", values)
        return Finding("above", {**values, "over": show_number(value - limit)})


class TwoYearRate(Condition):
    """A rate over two years, where the notice leaves open whether each year or the average counts.

    Only what holds under both readings is decided: both years reach the limit, or neither the
    single years nor their plain average do. One year alone can decide only by being so low that
    even a full other year would not lift the average. Today's figure decides nothing.
    """

    kind: Literal["two_year_rate"]
    recent: str
    earlier: str
    limit: Percent
    beds: str
    residents: str

    summary_zh: ClassVar[str] = (
        "两年都达到（含本数）为符合；逐年和两年平均都达不到为不符合；一年低于而平均达到的，"
        "因通知未写明逐年还是平均，为需佐证；缺一年数据且不能推定的为信息不足。"
        "当前床位数和入住人数不作为判断依据。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "both": outcome(Verdict.PASS, "recent", "earlier", "limit"),
        "neither": outcome(
            Verdict.FAIL, "recent", "earlier", "limit", "short_recent", "short_earlier"
        ),
        "average_below": outcome(Verdict.FAIL, "recent", "earlier", "average", "limit", "short"),
        "open": outcome(Verdict.EVIDENCE, "recent", "earlier", "average", "limit"),
        "cannot_reach": outcome(Verdict.FAIL, "known_name", "known", "best", "limit"),
        "one_year": outcome(Verdict.UNKNOWN, "known_name", "known", "other_name", "limit"),
        "only_current": outcome(Verdict.UNKNOWN, "beds", "residents", "rate", "limit"),
        "unknown": outcome(Verdict.UNKNOWN, "limit"),
    }
    remarks: ClassVar[dict[str, frozenset[str]]] = {
        "current": frozenset({"beds", "residents", "rate"}),
        "crowded": frozenset({"beds", "residents"}),
    }

    def figures(self) -> dict[str, str]:
        return {"limit": show_percent(Fraction(self.limit))}

    def fact_types(self) -> dict[str, FactType]:
        return {
            self.recent: FactType.PERCENT,
            self.earlier: FactType.PERCENT,
            self.beds: FactType.COUNT,
            self.residents: FactType.COUNT,
        }

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        recent, earlier = facts.number(self.recent), facts.number(self.earlier)
        if recent is not None and earlier is not None:
            found = self._both_known(recent, earlier)
        elif recent is not None:
            found = self._one_known(facts, self.recent, recent, self.earlier)
        elif earlier is not None:
            found = self._one_known(facts, self.earlier, earlier, self.recent)
        else:
            found = self._none_known(facts)
        return Finding(
            found.code,
            {**found.values, **self.figures()},
            found.missing,
            self._remarks(facts, found),
        )

    def _both_known(self, recent: Fraction, earlier: Fraction) -> Finding:
        limit, average = Fraction(self.limit), (recent + earlier) / 2
        values = {"recent": show_percent(recent), "earlier": show_percent(earlier)}
        if min(recent, earlier) >= limit:
            return Finding("both", values)
        if max(recent, earlier) < limit:
            values["short_recent"] = show_number(limit - recent)
            values["short_earlier"] = show_number(limit - earlier)
            return Finding("neither", values)
        values["average"] = show_percent(average)
        if average >= limit:
            return Finding("open", values)
        return Finding("average_below", {**values, "short": show_number(limit - average)})

    def _one_known(self, facts: Facts, key: str, known: Fraction, other: str) -> Finding:
        values = {"known_name": facts.label(key), "known": show_percent(known)}
        best = (known + 100) / 2
        if best < Fraction(self.limit):
            return Finding("cannot_reach", {**values, "best": show_percent(best)})
        return Finding("one_year", {**values, "other_name": facts.label(other)}, (other,))

    def _none_known(self, facts: Facts) -> Finding:
        current = self._current(facts)
        code = "unknown" if current is None else "only_current"
        return Finding(code, current or {}, (self.recent, self.earlier))

    def _current(self, facts: Facts) -> dict[str, str] | None:
        beds, residents = facts.number(self.beds), facts.number(self.residents)
        if not beds or residents is None or residents > beds:
            return None
        rate = show_percent(residents / beds * 100)
        return {"beds": show_number(beds), "residents": show_number(residents), "rate": rate}

    def _remarks(self, facts: Facts, found: Finding) -> tuple[Remark, ...]:
        beds, residents = facts.number(self.beds), facts.number(self.residents)
        if beds is not None and residents is not None and residents > beds:
            values = {"beds": show_number(beds), "residents": show_number(residents)}
            return (Remark("crowded", values),)
        current = self._current(facts)
        if current is not None and found.code == "one_year":
            return (Remark("current", current),)
        return ()
