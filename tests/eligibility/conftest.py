"""The real notice and the real rule files, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

import policy
from eligibility import DEFAULT_RULE_SET, RuleSet, load_all
from tests import known

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def policy_base() -> policy.PolicyBase:
    return known.base()


@pytest.fixture(scope="session")
def rule_sets(policy_base: policy.PolicyBase) -> dict[str, RuleSet]:
    return load_all(ROOT / "eligibility" / "rules", policy_base)


@pytest.fixture(scope="session")
def rules(rule_sets: dict[str, RuleSet]) -> RuleSet:
    return rule_sets[DEFAULT_RULE_SET]


@pytest.fixture(scope="session")
def county_rules(rule_sets: dict[str, RuleSet]) -> RuleSet:
    return rule_sets["demonstration_county"]
