"""Rules as code: is an applicant eligible, why, and what is still needed to know?"""

from __future__ import annotations

from eligibility.errors import EligibilityError, FactError, NoRuleInForce
from eligibility.facts import FactSpec, FactType, FactValue
from eligibility.loader import DEFAULT_RULE_SET, default_of, load_all, load_rules
from eligibility.report import CriterionResult, InForce, Report
from eligibility.ruleset import RuleSet
from eligibility.verdicts import Verdict

__all__ = [
    "DEFAULT_RULE_SET",
    "CriterionResult",
    "EligibilityError",
    "FactError",
    "FactSpec",
    "FactType",
    "FactValue",
    "InForce",
    "NoRuleInForce",
    "Report",
    "RuleSet",
    "Verdict",
    "default_of",
    "load_all",
    "load_rules",
]
