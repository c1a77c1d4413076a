"""Rules as code: is an institution eligible, why, and what is still needed to know?"""

from __future__ import annotations

from eligibility.errors import EligibilityError, FactError, NoRuleInForce
from eligibility.facts import FactSpec, FactType, FactValue
from eligibility.loader import load_all, load_rules
from eligibility.report import CriterionResult, Report
from eligibility.ruleset import RuleSet
from eligibility.verdicts import Verdict

__all__ = [
    "CriterionResult",
    "EligibilityError",
    "FactError",
    "FactSpec",
    "FactType",
    "FactValue",
    "NoRuleInForce",
    "Report",
    "RuleSet",
    "Verdict",
    "load_all",
    "load_rules",
]
