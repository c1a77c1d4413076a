"""What would the verdict be if …: the same rules on changed facts, beside the present verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from eligibility.facts import FactValue
from eligibility.report import Report
from eligibility.ruleset import RuleSet
from eligibility.verdicts import Verdict


class Difference(BaseModel):
    """A criterion that comes out differently, or for another reason."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    present: Verdict
    present_reason: str
    supposed: Verdict
    supposed_reason: str
    advice: str
    """What would still be to do."""


class WhatIf(BaseModel):
    """Two reports of one rule set, version and day; nothing but the facts differs."""

    model_config = ConfigDict(frozen=True)

    present: Report
    supposed: Report
    differs: list[Difference]


def what_if(
    rules: RuleSet,
    facts: Mapping[str, FactValue],
    changes: Mapping[str, FactValue],
    as_of: date,
) -> WhatIf:
    """Check `facts`, and again with `changes` (None: not known); raises what `check` raises."""
    present = rules.check(facts, as_of)
    supposed = rules.check({**facts, **changes}, as_of)
    pairs = zip(present.criteria, supposed.criteria, strict=True)
    differs = [
        Difference(
            id=before.id,
            name=before.name,
            present=before.verdict,
            present_reason=before.reason,
            supposed=after.verdict,
            supposed_reason=after.reason,
            advice=after.advice,
        )
        for before, after in pairs
        if (before.verdict, before.reason) != (after.verdict, after.reason)
    ]
    return WhatIf(present=present, supposed=supposed, differs=differs)
