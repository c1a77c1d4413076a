"""Supposing changes nothing but the facts, and names what comes out differently."""

from __future__ import annotations

import pytest

from eligibility import FactError, RuleSet, Verdict
from eligibility.what_if import what_if
from tests.eligibility.tables import DEFAULT_DAY, complete_facts


def test_what_differs_is_named_with_both_reasons(rules: RuleSet) -> None:
    facts = complete_facts()
    found = what_if(rules, facts, {"satisfaction": 94}, DEFAULT_DAY)
    assert [d.id for d in found.differs] == ["satisfaction"]
    assert (found.differs[0].present, found.differs[0].supposed) == (Verdict.PASS, Verdict.FAIL)
    assert "还差1个百分点" in found.differs[0].advice
    assert found.present == rules.check(facts, DEFAULT_DAY)
    assert found.supposed == rules.check({**facts, "satisfaction": 94}, DEFAULT_DAY)


def test_a_fact_can_be_supposed_unknown(rules: RuleSet) -> None:
    found = what_if(rules, complete_facts(), {"satisfaction": None}, DEFAULT_DAY)
    assert found.supposed.criterion("satisfaction").verdict is Verdict.UNKNOWN


def test_the_same_facts_differ_in_nothing(rules: RuleSet) -> None:
    facts = complete_facts()
    assert what_if(rules, facts, {"satisfaction": facts["satisfaction"]}, DEFAULT_DAY).differs == []


def test_what_cannot_be_is_refused(rules: RuleSet) -> None:
    with pytest.raises(FactError):
        what_if(rules, complete_facts(), {"satisfaction": 120}, DEFAULT_DAY)
