"""The condition on a share of residents that must be strictly over a limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import ClassVar, Literal

from eligibility.conditions.base import Condition, Finding, Outcome, Remark, outcome
from eligibility.conditions.rates import Percent
from eligibility.facts import Facts, FactType
from eligibility.showing import show_number, show_percent
from eligibility.verdicts import Verdict


@dataclass(frozen=True)
class _Range:
    """All shares in per cent that the head counts allow, each person counted once."""

    low: Fraction
    high: Fraction

    def holds(self, share: Fraction) -> bool:
        """Whether a share told directly agrees, allowing for how it was rounded."""
        unit = _rounding_unit(share)
        return self.low - unit < share < self.high + unit or self.low <= share <= self.high


def _rounding_unit(share: Fraction) -> Fraction:
    """One unit in the last place as written: 1 for 65, 0.1 for 65.3."""
    digits = 0
    while digits < 8 and (share * 10**digits).denominator != 1:
        digits += 1
    return Fraction(1, 10**digits)


class _Undecidable(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class ShareOver(Condition):
    """People in either of two overlapping groups as a share of all residents, over a limit.

    The share may be told directly, or follow from the number of people (counted once), or be
    bounded by the two groups: at least the larger one, at most their sum and all residents.
    It is decided when every share so allowed falls on one side of the limit.
    """

    kind: Literal["share_over"]
    share: str
    people: str
    first: str
    second: str
    total: str
    limit: Percent

    summary_zh: ClassVar[str] = (
        "严格高于规定比例为符合，等于或低于为不符合；同时属于两类的人只计一次。只分别给出两类人数的，"
        "占比在“较多一类”与“两类之和”之间，两端结论相同才下结论。比例与人数互相矛盾时不作取舍，请您核对。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "over_share": outcome(Verdict.PASS, "share", "limit"),
        "over_people": outcome(Verdict.PASS, "people", "total", "share", "limit"),
        "over_any": outcome(Verdict.PASS, "total", "low", "limit"),
        "under_share": outcome(Verdict.FAIL, "share", "limit"),
        "under_people": outcome(Verdict.FAIL, "people", "total", "share", "limit", "more"),
        "under_any": outcome(Verdict.FAIL, "total", "high", "limit"),
        "overlap": outcome(Verdict.UNKNOWN, "total", "sum", "low", "limit"),
        "between": outcome(Verdict.UNKNOWN, "total", "low", "high", "limit"),
        "needs_total": outcome(Verdict.UNKNOWN, "limit"),
        "unknown": outcome(Verdict.UNKNOWN, "limit"),
        "nobody": outcome(Verdict.UNKNOWN, "limit"),
        "share_of_nobody": outcome(Verdict.UNKNOWN, "share", contradiction=True),
        "too_many": outcome(Verdict.UNKNOWN, "which", "count", "total", contradiction=True),
        "miscounted": outcome(Verdict.UNKNOWN, "people", "least", "most", contradiction=True),
        "conflict": outcome(Verdict.UNKNOWN, "share", "counted", "limit", contradiction=True),
        "conflict_over": outcome(Verdict.EVIDENCE, "share", "counted", "limit", contradiction=True),
        "conflict_under": outcome(Verdict.FAIL, "share", "counted", "limit", contradiction=True),
    }
    remarks: ClassVar[dict[str, frozenset[str]]] = {"overlap": frozenset({"sum", "total"})}

    def figures(self) -> dict[str, str]:
        return {"limit": show_percent(Fraction(self.limit))}

    def fact_types(self) -> dict[str, FactType]:
        counts = dict.fromkeys((self.people, self.first, self.second, self.total), FactType.COUNT)
        return {self.share: FactType.PERCENT, **counts}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        try:
            found = self._decide(facts)
        except _Undecidable as caught:
            found = caught.finding
        values = {**found.values, **self.figures()}
        return Finding(found.code, values, found.missing, self._remarks(facts, found))

    def _decide(self, facts: Facts) -> Finding:
        share, total = facts.number(self.share), facts.number(self.total)
        self._check_people(facts)
        counted = None if total is None else self._counted(facts, total)
        if share is not None:
            return self._from_share(share, counted)
        if total is None:
            return self._without_total(facts)
        if counted is None:
            return Finding("unknown", missing=(self.people,))
        return self._from_counts(facts, counted, total)

    def _check_people(self, facts: Facts) -> None:
        """People counted once lie between the larger group and the sum of both."""
        people, first, second = (
            facts.number(key) for key in (self.people, self.first, self.second)
        )
        if people is None:
            return
        least = max(first or Fraction(0), second or Fraction(0))
        most = None if first is None or second is None else first + second
        if people < least or (most is not None and people > most):
            values = {
                "people": show_number(people),
                "least": show_number(least),
                "most": "" if most is None else show_number(most),
            }
            raise _Undecidable(Finding("miscounted", values, (self.people,)))

    def _counted(self, facts: Facts, total: Fraction) -> _Range | None:
        for key in (self.people, self.first, self.second):
            count = facts.number(key)
            if count is not None and count > total:
                values = {
                    "which": facts.label(key),
                    "count": show_number(count),
                    "total": show_number(total),
                }
                raise _Undecidable(Finding("too_many", values, (key, self.total)))
        if total == 0:
            share = facts.number(self.share)
            code, values = "nobody", {}
            if share is not None:
                code, values = "share_of_nobody", {"share": show_percent(share)}
            raise _Undecidable(Finding(code, values, (self.total,)))
        people, first, second = (
            facts.number(key) for key in (self.people, self.first, self.second)
        )
        if people is not None:
            return _Range(people / total * 100, people / total * 100)
        if first is None and second is None:
            return None
        low = max(first or Fraction(0), second or Fraction(0))
        high = total if first is None or second is None else min(first + second, total)
        return _Range(low / total * 100, high / total * 100)

    def _from_share(self, share: Fraction, counted: _Range | None) -> Finding:
        limit = Fraction(self.limit)
        values = {"share": show_percent(share)}
        over = share > limit
        if counted is None:
            return Finding("over_share" if over else "under_share", values)
        values["counted"] = _span(counted)
        certain = (counted.low > limit) == (counted.high > limit)
        if certain and (counted.low > limit) != over:
            return Finding("conflict", values, (self.people,))
        if not counted.holds(share):
            if not certain:
                return Finding("conflict", values, (self.people,))
            return Finding("conflict_over" if over else "conflict_under", values)
        return Finding("over_share" if over else "under_share", values)

    def _without_total(self, facts: Facts) -> Finding:
        if facts.known(self.people):
            return Finding("needs_total", missing=(self.total,))
        if facts.known(self.first) and facts.known(self.second):
            return Finding("needs_total", missing=(self.total, self.people))
        return Finding("unknown", missing=(self.total, self.people))

    def _from_counts(self, facts: Facts, counted: _Range, total: Fraction) -> Finding:
        limit = Fraction(self.limit)
        values = {
            "total": show_number(total),
            "low": show_percent(counted.low),
            "high": show_percent(counted.high),
        }
        people = facts.number(self.people)
        if people is not None:
            values |= {"people": show_number(people), "share": show_percent(counted.low)}
            if counted.low > limit:
                return Finding("over_people", values)
            return Finding("under_people", {**values, "more": self._more(people, total)})
        if counted.low > limit:
            return Finding("over_any", values)
        if counted.high <= limit:
            return Finding("under_any", values)
        both = self._sum(facts)
        if both is not None and both > total:
            return Finding("overlap", {**values, "sum": show_number(both)}, (self.people,))
        return Finding("between", values, (self.people,))

    def _more(self, people: Fraction, total: Fraction) -> str:
        """How many more of these people, the others staying, would lift the share over the limit.

        Empty where no number does.
        """
        limit = Fraction(self.limit)
        if limit >= 100:
            return ""
        return str(floor((limit * total - 100 * people) / (100 - limit)) + 1)

    def _sum(self, facts: Facts) -> Fraction | None:
        first, second = facts.number(self.first), facts.number(self.second)
        return None if first is None or second is None else first + second

    def _remarks(self, facts: Facts, found: Finding) -> tuple[Remark, ...]:
        """A pass by the larger group alone still leaves the form without a number of people."""
        both, total = self._sum(facts), facts.number(self.total)
        if found.code != "over_any" or both is None or total is None or both <= total:
            return ()
        return (Remark("overlap", {"sum": show_number(both), "total": show_number(total)}),)


def _span(counted: _Range) -> str:
    if counted.low == counted.high:
        return show_percent(counted.low)
    return f"{show_percent(counted.low)}到{show_percent(counted.high)}之间"
