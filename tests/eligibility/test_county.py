"""示范县（市、区）: thresholds as data, and what must hold for every county."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import EligibilityError, FactType, RuleSet, Verdict, load_rules
from policy import PolicyBase
from tests.eligibility.conftest import ROOT
from tests.eligibility.tables import COUNTY, DEFAULT_DAY, complete_facts

RULES = ROOT / "eligibility" / "rules" / f"{COUNTY}.yml"
RANK = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.EVIDENCE: 2, Verdict.PASS: 3}
PAIRS = {
    "care_homes": "care_homes_with_medical",
    "general_hospitals": "geriatric_hospitals",
    "medical_institutions": "green_channel_institutions",
}
DATED = {
    "title_revoked_on": ("title_revoked",),
    "latest_event_on": ("event_medical_quality", "event_elderly"),
}
BAD = {flag for flags in DATED.values() for flag in flags}


def _edited(tmp_path: Path, base: PolicyBase, old: str, new: str) -> RuleSet:
    text = RULES.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / RULES.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_rules(tmp_path, base)


@pytest.mark.parametrize(
    ("hospitals", "with_it", "verdict"),
    [(1000, 599, "不符合"), (5, 3, "不符合"), (1000, 601, "符合"), (5, 0, "不符合")],
)
def test_once_the_national_average_is_published_it_is_a_number_in_the_file(
    tmp_path: Path, policy_base: PolicyBase, hospitals: int, with_it: int, verdict: str
) -> None:
    """超过: just below and exactly 60 % fail, just above passes."""
    rules = _edited(tmp_path, policy_base, "average: null", "average: 60")
    facts = {"general_hospitals": hospitals, "geriatric_hospitals": with_it}
    found = rules.check(facts, DEFAULT_DAY).criterion("geriatric_share")
    assert found.verdict.value == verdict
    assert "60%" in found.reason or with_it == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("least: 2", "least: 9"),
        ("least: 2", "least: 1"),
        ("latest_count: 2026-11-30", "latest_count: 2025-01-01"),
        ("average: null", "average: 101"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused(
    tmp_path: Path, policy_base: PolicyBase, old: str, new: str
) -> None:
    with pytest.raises(EligibilityError):
        _edited(tmp_path, policy_base, old, new)


def test_all_six_groups_have_computed_conditions_and_named_evidence(county_rules: RuleSet) -> None:
    for number in range(1, 7):
        clause = f"附件1 三、（一）{number}"
        of_group = [c for c in county_rules.criteria if c.citation.clause == clause]
        assert {c.kind for c in of_group} == {"hard", "evidence"}
        assert all(c.evidence for c in of_group)


def test_what_may_be_done_is_no_condition(county_rules: RuleSet) -> None:
    """彩票公益金“可按规定适当支持”, 医联体“支持”: asked of nobody."""
    asked = " ".join(spec.question for spec in county_rules.facts.values())
    assert "彩票" not in asked and "医联体" not in asked


@st.composite
def _truths(draw: st.DrawFn) -> dict[str, Any]:
    """Everything about one county, nothing contradicting anything."""
    facts: dict[str, Any] = complete_facts(COUNTY)
    for key in facts:
        if isinstance(facts[key], bool):
            facts[key] = draw(st.booleans())
    for total, part in PAIRS.items():
        facts[total] = draw(st.sampled_from([0, 1, 2, 60]))
        facts[part] = draw(st.integers(0, facts[total]))
    for key, flags in DATED.items():
        if any(facts[flag] for flag in flags):
            facts[key] = draw(st.dates(date(2018, 1, 1), DEFAULT_DAY)).isoformat()
    return facts


def _told(draw: st.DataObject, truth: dict[str, Any]) -> dict[str, Any]:
    told = {key: truth[key] for key in draw.draw(st.sets(st.sampled_from(sorted(truth))))}
    for key in DATED.keys() & told.keys():
        told[key] = told[key][: draw.draw(st.sampled_from([4, 7, 10]))]
    return told


@given(data=st.data(), truth=_truths())
def test_what_is_decided_early_stays_decided(
    county_rules: RuleSet, data: st.DataObject, truth: dict[str, Any]
) -> None:
    early = county_rules.check(_told(data, truth), DEFAULT_DAY)
    full = county_rules.check(truth, DEFAULT_DAY)
    for result in early.criteria:
        if result.verdict is not Verdict.UNKNOWN:
            assert result.verdict is full.criterion(result.id).verdict, result.reason
        assert result.reason.endswith("。") and result.reason.count("。") == 1
        assert bool(result.missing) == (result.verdict is Verdict.UNKNOWN)


@given(data=st.data(), truth=_truths())
def test_forgetting_never_makes_a_pass(
    county_rules: RuleSet, data: st.DataObject, truth: dict[str, Any]
) -> None:
    told = _told(data, truth)
    before = county_rules.check(told, DEFAULT_DAY)
    for key in told:
        after = county_rules.check({**told, key: None}, DEFAULT_DAY)
        for result in before.criteria:
            if result.verdict is not Verdict.PASS:
                assert after.criterion(result.id).verdict is not Verdict.PASS


@given(truth=_truths())
def test_asking_for_what_is_missing_ends_at_the_verdict_of_the_truth(
    county_rules: RuleSet, truth: dict[str, Any]
) -> None:
    told: dict[str, Any] = {}
    while (missing := county_rules.check(told, DEFAULT_DAY).missing) != []:
        assert missing[0] not in told
        told[missing[0]] = truth[missing[0]]
    told_all = county_rules.check(truth, DEFAULT_DAY)
    assert county_rules.check(told, DEFAULT_DAY).overall is told_all.overall


@given(data=st.data(), truth=_truths())
def test_a_better_county_never_does_worse(
    county_rules: RuleSet, data: st.DataObject, truth: dict[str, Any]
) -> None:
    flags = [k for k, s in county_rules.facts.items() if s.type is FactType.YES_NO]
    key = data.draw(st.sampled_from([*flags, *PAIRS.values()]))
    if key in BAD:
        related = next(dated for dated, items in DATED.items() if key in items)
        better = {**truth, **dict.fromkeys(DATED[related], False), related: None}
    elif key in flags:
        better = {**truth, key: True}
    else:
        total = next(total for total, part in PAIRS.items() if part == key)
        better = {**truth, key: data.draw(st.integers(truth[key], truth[total]))}
    before, after = (county_rules.check(facts, DEFAULT_DAY) for facts in (truth, better))
    for result in before.criteria:
        assert RANK[after.criterion(result.id).verdict] >= RANK[result.verdict], result.id
