"""The self-check of 29号文 over generated institutions, and where its quotes come from."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility import NoRuleInForce, RuleSet, Verdict
from eligibility.sheet import render_sheet
from tests.eligibility.conftest import ROOT
from tests.eligibility.tables import DEFAULT_DAY, PROMOTION, complete_facts

Facts = dict[str, Any]
RANK = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.EVIDENCE: 2, Verdict.PASS: 3}
FLAGS = [key for key, value in complete_facts(PROMOTION).items() if isinstance(value, bool)]


@pytest.fixture(scope="module")
def promotion(rule_sets: dict[str, RuleSet]) -> RuleSet:
    return rule_sets[PROMOTION]


@st.composite
def truths(draw: st.DrawFn) -> Facts:
    """Everything about one institution, nothing contradicting anything."""
    months = draw(st.integers(1, 12))
    kinds = draw(st.integers(0, 8))
    return {
        **{flag: draw(st.booleans()) for flag in FLAGS},
        "operated_months": months,
        "health_education_months": draw(st.integers(0, months)),
        "fire_inspection_months": draw(st.integers(0, months)),
        "fire_drill_halves": draw(st.integers(0, -(-months // 6))),
        "mental_health_lectures": draw(st.integers(0, 4)),
        "epidemic_drills": draw(st.integers(0, 3)),
        "pressure_sore_rate": draw(st.sampled_from(["0", "4.9", "5", "5.1", "30"]).map(float)),
        "tcm_kinds": kinds,
        "tcm_items": draw(st.integers(kinds, 12)),
        "self_core_systems": "已落实。",
        "self_daily_safety": "已落实。",
    }


def test_every_quote_is_verbatim_in_the_notice(promotion: RuleSet) -> None:
    text = (ROOT / "data" / "notices" / "national-2025-29" / "source.txt").read_text("utf-8")
    source = re.sub(r"\s", "", text)
    quotes = [c.citation for c in promotion.criteria] + [promotion.effective_source]
    assert {citation.notice for citation in quotes} == {"国卫办老龄发〔2025〕29号"}
    assert [c.clause for c in quotes if re.sub(r"\s", "", c.quote) not in source] == []
    assert [c.id for c in promotion.criteria if not c.evidence] == []


def test_the_page_in_the_docs_is_the_rule_file(promotion: RuleSet) -> None:
    page = ROOT / "docs" / "rules" / "promotion-self-check.md"
    assert page.read_text(encoding="utf-8") == render_sheet(promotion)


def test_after_the_action_is_over_nothing_is_checked(promotion: RuleSet) -> None:
    promotion.check({}, date(2027, 12, 31))
    with pytest.raises(NoRuleInForce):
        promotion.check({}, date(2028, 1, 1))


@given(data=st.data(), truth=truths())
def test_what_is_decided_early_stays_decided(
    promotion: RuleSet, data: st.DataObject, truth: Facts
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(truth))))
    early = promotion.check({key: truth[key] for key in kept}, DEFAULT_DAY)
    full = promotion.check(truth, DEFAULT_DAY)
    for result in early.criteria:
        if result.verdict is not Verdict.UNKNOWN:
            assert result.verdict is full.criterion(result.id).verdict, result.reason


@given(truth=truths(), data=st.data())
def test_doing_more_never_does_worse(promotion: RuleSet, truth: Facts, data: st.DataObject) -> None:
    """More months, lectures, drills, items; fewer sores; one more thing in place."""
    better = dict(truth)
    key = data.draw(st.sampled_from(sorted(set(truth) - {"operated_months", "tcm_kinds"})))
    if key == "late_report":
        better[key] = False
    elif key == "primary_care_unit":
        assume(not truth[key])
    elif key in FLAGS:
        better[key] = True
    elif key == "pressure_sore_rate":
        better[key] = data.draw(st.floats(0, truth[key]).map(lambda rate: round(rate, 2)))
    elif key in ("health_education_months", "fire_inspection_months"):
        better[key] = data.draw(st.integers(truth[key], truth["operated_months"]))
    elif key == "fire_drill_halves":
        better[key] = data.draw(st.integers(truth[key], -(-truth["operated_months"] // 6)))
    elif not key.startswith("self_"):
        better[key] = truth[key] + data.draw(st.integers(0, 5))
    before, after = promotion.check(truth, DEFAULT_DAY), promotion.check(better, DEFAULT_DAY)
    for result in before.criteria:
        assert RANK[after.criterion(result.id).verdict] >= RANK[result.verdict], result.id
    assert RANK[after.basic] >= RANK[before.basic]


@given(truth=truths())
def test_answering_what_is_missing_asks_everything_once(promotion: RuleSet, truth: Facts) -> None:
    """A self-check goes on after a failure, and ends at the verdict of the whole truth."""
    told: Facts = {}
    for _ in range(len(promotion.facts) + 1):
        missing = promotion.check(told, DEFAULT_DAY).missing
        if not missing:
            break
        assert missing[0] not in told
        told[missing[0]] = truth[missing[0]]
    found, whole = promotion.check(told, DEFAULT_DAY), promotion.check(truth, DEFAULT_DAY)
    verdicts = [[c.verdict for c in r.criteria if c.kind != "priority"] for r in (found, whole)]
    assert verdicts[0] == verdicts[1]
