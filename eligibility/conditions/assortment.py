"""A condition on how many kinds and how many items of something are offered, for some only."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.facts import Facts, FactType
from eligibility.showing import show_number
from eligibility.verdicts import Verdict

_KINDS, _ITEMS = ("kinds", "short_kinds"), ("items", "short_items")
_LIMITS = ("least_kinds", "least_items")


class KindsAndItems(Condition):
    """So many kinds and, over all of them, so many items; asked only of those it ``applies`` to.

    Each kind has at least one item, so more kinds than items cannot be.
    """

    kind: Literal["kinds_and_items"]
    applies: str
    kinds: str
    items: str
    least_kinds: int = Field(ge=1)
    least_items: int = Field(ge=1)

    summary_zh: ClassVar[str] = (
        "类数和项数都达到（“以上”含本数）为符合，有一个达不到为不符合；不属于这一条所说单位的，"
        "没有数量要求，为符合。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "enough": outcome(Verdict.PASS, "kinds", "items", *_LIMITS),
        "not_meant": outcome(Verdict.PASS, *_LIMITS),
        "few_kinds": outcome(Verdict.FAIL, *_KINDS, *_LIMITS),
        "few_items": outcome(Verdict.FAIL, *_ITEMS, *_LIMITS),
        "few_both": outcome(Verdict.FAIL, *_KINDS, *_ITEMS, *_LIMITS),
        "whether_meant": outcome(Verdict.UNKNOWN, *_LIMITS),
        "unknown": outcome(Verdict.UNKNOWN, *_LIMITS),
        "more_kinds": outcome(Verdict.UNKNOWN, "kinds", "items", contradiction=True),
    }

    def figures(self) -> dict[str, str]:
        return {"least_kinds": str(self.least_kinds), "least_items": str(self.least_items)}

    def fact_types(self) -> dict[str, FactType]:
        return {
            self.applies: FactType.YES_NO,
            self.kinds: FactType.COUNT,
            self.items: FactType.COUNT,
        }

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        kinds, items = facts.number(self.kinds), facts.number(self.items)
        values = {
            **self.figures(),
            **{k: show_number(n) for k, n in (("kinds", kinds), ("items", items)) if n is not None},
        }
        if kinds is not None and items is not None and kinds > items:
            return Finding("more_kinds", values, (self.kinds, self.items))
        applies = facts.flag(self.applies)
        if applies is False:
            return Finding("not_meant", values)
        few = self._few(kinds, items, values)
        if few is None and kinds is not None and items is not None:
            return Finding("enough", values)
        if applies is None:
            return Finding("whether_meant", values, (self.applies,))
        if few is not None:
            return Finding(few, values)
        missing = tuple(k for k, n in ((self.kinds, kinds), (self.items, items)) if n is None)
        return Finding("unknown", values, missing)

    def _few(
        self, kinds: Fraction | None, items: Fraction | None, values: dict[str, str]
    ) -> str | None:
        """Which of the two surely falls short; adds by how much."""
        short_kinds = kinds is not None and kinds < self.least_kinds
        short_items = items is not None and items < self.least_items
        if kinds is not None and short_kinds:
            values["short_kinds"] = show_number(self.least_kinds - kinds)
        if items is not None and short_items:
            values["short_items"] = show_number(self.least_items - items)
        if short_kinds and short_items:
            return "few_both"
        if short_kinds:
            return "few_kinds"
        return "few_items" if short_items else None
