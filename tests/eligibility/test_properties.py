"""What must hold for every institution, not only for those in the tables."""

from __future__ import annotations

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility import Report, RuleSet, Verdict
from tests.eligibility.tables import DEFAULT_DAY
from tests.eligibility.worlds import FLAGS, Facts, percents, rumours, tellings, truths

RANK = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.EVIDENCE: 2, Verdict.PASS: 3}
"""Shared machines stall now and then; a slow example is not a failure."""


def _verdicts(report: Report) -> dict[str, Verdict]:
    return {result.id: result.verdict for result in report.criteria}


@given(data=st.data(), truth=truths())
def test_what_is_decided_early_stays_decided(
    rules: RuleSet, data: st.DataObject, truth: Facts
) -> None:
    """No verdict on part of the truth is ever overturned by the rest of it."""
    early = rules.check(data.draw(tellings(truth)), DEFAULT_DAY)
    full = rules.check(truth, DEFAULT_DAY)
    for result in early.criteria:
        if result.verdict is not Verdict.UNKNOWN:
            assert result.verdict is full.criterion(result.id).verdict, result.reason
    if early.overall is not Verdict.UNKNOWN:
        assert early.overall is full.overall


@given(facts=rumours(), data=st.data())
def test_forgetting_a_fact_never_makes_a_pass(
    rules: RuleSet, facts: Facts, data: st.DataObject
) -> None:
    """Unknown is never a pass. Only a contradiction may be resolved by taking one side away."""
    assume(facts)
    key = data.draw(st.sampled_from(sorted(facts)))
    before = rules.check(facts, DEFAULT_DAY)
    after = rules.check({**facts, key: None}, DEFAULT_DAY)
    for result in before.criteria:
        if result.verdict is not Verdict.PASS and not result.contradiction:
            assert after.criterion(result.id).verdict is not Verdict.PASS


@given(facts=rumours(), seed=st.integers())
def test_the_order_of_telling_does_not_matter(rules: RuleSet, facts: Facts, seed: int) -> None:
    items = list(facts.items())
    random.Random(seed).shuffle(items)
    assert rules.check(dict(items), DEFAULT_DAY) == rules.check(facts, DEFAULT_DAY)


@given(facts=rumours())
def test_a_check_repeats_exactly(rules: RuleSet, facts: Facts) -> None:
    first, second = (rules.check(facts, DEFAULT_DAY).model_dump_json() for _ in range(2))
    assert first == second


@given(facts=rumours())
def test_a_report_is_whole_and_can_be_read(rules: RuleSet, facts: Facts) -> None:
    """Each reason is one sentence; an open criterion says what it needs; a pass is never open."""
    report = rules.check(facts, DEFAULT_DAY)
    for result in report.criteria:
        assert result.reason.endswith("。") and result.reason.count("。") == 1
        assert bool(result.missing) == (result.verdict is Verdict.UNKNOWN) or result.contradiction
        assert set(result.missing) <= set(report.missing_all)
    assert Report.model_validate_json(report.model_dump_json()) == report
    if report.overall is Verdict.FAIL:
        assert report.missing == []
    if report.overall is Verdict.UNKNOWN:
        assert report.missing


@given(truth=truths())
def test_answering_what_is_missing_leads_to_the_verdict(rules: RuleSet, truth: Facts) -> None:
    """Asking only for missing[0], again and again, ends, and ends with the verdict of the truth."""
    told: Facts = {}
    for _ in range(len(rules.facts) + 1):
        report = rules.check(told, DEFAULT_DAY)
        askable = [key for key in report.missing if key in truth]
        if not askable:
            break
        assert askable[0] not in told
        told[askable[0]] = truth[askable[0]]
    assert report.missing == []
    assert report.overall is rules.check(truth, DEFAULT_DAY).overall


@given(truth=truths(), priorities=st.booleans())
def test_priority_items_have_no_say(rules: RuleSet, truth: Facts, priorities: bool) -> None:
    items = {key: priorities for key in rules.facts if rules.facts[key].role == "priority"}
    with_items = rules.check({**truth, **items}, DEFAULT_DAY)
    without = rules.check({**truth, **dict.fromkeys(items)}, DEFAULT_DAY)
    assert with_items.overall is without.overall
    assert with_items.missing == without.missing


def _improvements(truth: Facts, data: st.DataObject) -> Facts:
    """One thing about the institution made better, the rest as it was."""
    better: Facts = {}
    choice = data.draw(st.sampled_from(["rate", "people", "date", "incident", "service"]))
    if choice == "rate":
        keys = ["occupancy_last_year", "occupancy_year_before", "satisfaction"]
        key = data.draw(st.sampled_from(keys))
        better[key] = max(truth[key], data.draw(percents))
    elif choice == "people":
        people, total = truth["disabled_dementia_residents"], truth["residents"]
        better["disabled_dementia_residents"] = data.draw(st.integers(people, total))
        unused = ("disabled_residents", "dementia_residents", "disabled_dementia_share")
        better |= dict.fromkeys(unused)
    elif choice == "date":
        key = data.draw(st.sampled_from(["medical_qualified_on", "care_filed_on"]))
        held = "medical_qualification" if key == "medical_qualified_on" else "care_filing"
        better = {held: True, key: min(truth.get(key, "2018"), "2018")}
    else:
        key = data.draw(st.sampled_from([flag for flag in FLAGS if flag.startswith(choice)]))
        better[key] = choice == "service"
    return better


@given(data=st.data(), truth=truths())
def test_a_better_institution_never_does_worse(
    rules: RuleSet, data: st.DataObject, truth: Facts
) -> None:
    before = rules.check(truth, DEFAULT_DAY)
    after = rules.check({**truth, **_improvements(truth, data)}, DEFAULT_DAY)
    for key, verdict in _verdicts(before).items():
        assert RANK[_verdicts(after)[key]] >= RANK[verdict], key
    assert RANK[after.basic] >= RANK[before.basic]
