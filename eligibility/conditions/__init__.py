"""The kinds of condition a rule file may use. A new kind joins by being named in the union."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from eligibility.conditions.assortment import KindsAndItems
from eligibility.conditions.base import Condition, Finding, Outcome, Remark
from eligibility.conditions.coverage import EveryOne, ShareOverAverage, Widespread
from eligibility.conditions.declarations import (
    AllOf,
    NoneOf,
    Preference,
    SelfAssessment,
    SeveralOf,
)
from eligibility.conditions.holdings import FullYears, HeldQualification
from eligibility.conditions.periods import NoEventWithin, NotBarred
from eligibility.conditions.rates import AtLeast, AtMost, TwoYearRate
from eligibility.conditions.regularity import Regularly
from eligibility.conditions.shares import ShareOver

AnyCondition = Annotated[
    HeldQualification
    | FullYears
    | NotBarred
    | AtLeast
    | AtMost
    | TwoYearRate
    | Regularly
    | KindsAndItems
    | ShareOver
    | NoneOf
    | AllOf
    | SeveralOf
    | EveryOne
    | Widespread
    | ShareOverAverage
    | NoEventWithin
    | SelfAssessment
    | Preference,
    Field(discriminator="kind"),
]

__all__ = ["AnyCondition", "Condition", "Finding", "Outcome", "Remark"]
