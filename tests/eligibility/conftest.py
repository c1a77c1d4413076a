"""The real notice and the real rule file, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

import policy
from eligibility import RuleSet, load_rules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def policy_base() -> policy.PolicyBase:
    return policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")


@pytest.fixture(scope="session")
def rules(policy_base: policy.PolicyBase) -> RuleSet:
    return load_rules(ROOT / "eligibility" / "rules", policy_base)
