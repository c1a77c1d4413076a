"""Conditions settled by declarations: nothing happened, all parts offered, texts, preferences."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from eligibility.conditions.base import Condition, Finding, Outcome, outcome
from eligibility.facts import Facts, FactType
from eligibility.verdicts import Verdict


def _names(facts: Facts, keys: list[str]) -> str:
    return "、".join(facts.label(key) for key in keys)


class NoneOf(Condition):
    """None of the listed things happened; one that did decides, one unknown leaves it open."""

    kind: Literal["none_of"]
    items: tuple[str, ...] = Field(min_length=1)

    summary_zh: ClassVar[str] = (
        "全部没有发生为符合，任何一项发生过为不符合，有一项不清楚即信息不足。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "none": outcome(Verdict.PASS, "all"),
        "happened": outcome(Verdict.FAIL, "which"),
        "unknown": outcome(Verdict.UNKNOWN, "which"),
    }

    def fact_types(self) -> dict[str, FactType]:
        return dict.fromkeys(self.items, FactType.YES_NO)

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        happened = [key for key in self.items if facts.flag(key)]
        open_items = [key for key in self.items if facts.flag(key) is None]
        if happened:
            return Finding("happened", {"which": _names(facts, happened)})
        if open_items:
            return Finding("unknown", {"which": _names(facts, open_items)}, tuple(open_items))
        return Finding("none", {"all": _names(facts, list(self.items))})


class AllOf(Condition):
    """Every listed part is offered; one that is not decides, one unknown leaves it open."""

    kind: Literal["all_of"]
    items: tuple[str, ...] = Field(min_length=1)

    summary_zh: ClassVar[str] = "每一项都具备为符合，缺任何一项为不符合，有一项不清楚即信息不足。"
    outcomes: ClassVar[dict[str, Outcome]] = {
        "all": outcome(Verdict.PASS, "all"),
        "lacking": outcome(Verdict.FAIL, "which"),
        "unknown": outcome(Verdict.UNKNOWN, "which"),
    }

    def fact_types(self) -> dict[str, FactType]:
        return dict.fromkeys(self.items, FactType.YES_NO)

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        lacking = [key for key in self.items if facts.flag(key) is False]
        open_items = [key for key in self.items if facts.flag(key) is None]
        if lacking:
            return Finding("lacking", {"which": _names(facts, lacking)})
        if open_items:
            return Finding("unknown", {"which": _names(facts, open_items)}, tuple(open_items))
        return Finding("all", {"all": _names(facts, list(self.items))})


class SeveralOf(Condition):
    """At least so many of the listed parts, where the list is open (“等多种”).

    Fewer than that may be made up by a part that is not listed, so it is 需佐证.
    """

    kind: Literal["several_of"]
    items: tuple[str, ...] = Field(min_length=2)
    least: int = Field(ge=2)

    summary_zh: ClassVar[str] = (
        "达到规定种数为符合；不到的，因通知写的是“等多种”、没有列全，为需佐证；"
        "不清楚的会影响结论时为信息不足。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "enough": outcome(Verdict.PASS, "which"),
        "few": outcome(Verdict.EVIDENCE, "which"),
        "none": outcome(Verdict.EVIDENCE, "all"),
        "unknown": outcome(Verdict.UNKNOWN, "which"),
    }

    @model_validator(mode="after")
    def _can_be_reached(self) -> SeveralOf:
        if self.least > len(self.items):
            raise ValueError("least 比 items 的项数还多")
        return self

    def fact_types(self) -> dict[str, FactType]:
        return dict.fromkeys(self.items, FactType.YES_NO)

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        present = [key for key in self.items if facts.flag(key)]
        open_items = [key for key in self.items if facts.flag(key) is None]
        if len(present) >= self.least:
            return Finding("enough", {"which": _names(facts, present)})
        if open_items:
            return Finding("unknown", {"which": _names(facts, open_items)}, tuple(open_items))
        if present:
            return Finding("few", {"which": _names(facts, present)})
        return Finding("none", {"all": _names(facts, list(self.items))})


class SelfAssessment(Condition):
    """A standard that only experts can judge: a text makes it 需佐证, never 符合."""

    kind: Literal["self_assessment"]
    statement: str

    summary_zh: ClassVar[str] = (
        "有自评说明为需佐证（由评审专家认定），没有为信息不足；本助手不作认定。"
    )
    outcomes: ClassVar[dict[str, Outcome]] = {
        "given": outcome(Verdict.EVIDENCE),
        "missing": outcome(Verdict.UNKNOWN),
    }

    def fact_types(self) -> dict[str, FactType]:
        return {self.statement: FactType.TEXT}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        if facts.text(self.statement) is None:
            return Finding("missing", missing=(self.statement,))
        return Finding("given")


class Preference(Condition):
    """An item that is preferred, not required; its verdict never touches the overall one."""

    kind: Literal["preference"]
    item: str

    summary_zh: ClassVar[str] = "只影响优先推荐，不影响是否符合申报条件。"
    outcomes: ClassVar[dict[str, Outcome]] = {
        "has": outcome(Verdict.PASS),
        "has_not": outcome(Verdict.FAIL),
        "unknown": outcome(Verdict.UNKNOWN),
    }

    def fact_types(self) -> dict[str, FactType]:
        return {self.item: FactType.YES_NO}

    def evaluate(self, facts: Facts, as_of: date) -> Finding:
        value = facts.flag(self.item)
        if value is None:
            return Finding("unknown", missing=(self.item,))
        return Finding("has" if value else "has_not")
