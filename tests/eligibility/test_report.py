"""What a report carries, and that nothing in it is without its source."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from eligibility import RuleSet, Verdict
from eligibility.facts import Facts
from eligibility.partial_dates import add_years
from eligibility.sheet import render_sheet
from eligibility.showing import show_percent
from eligibility.verdicts import overall_verdict
from tests.eligibility.conftest import ROOT
from tests.eligibility.tables import COUNTY, DEFAULT_DAY, INSTITUTION, complete_facts

SOURCE = ROOT / "data" / "notices" / "fujian-2025-714" / "source.txt"
SHEETS = ROOT / "docs" / "rules"


def _squash(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("rule_set", [INSTITUTION, COUNTY])
def test_every_quote_is_verbatim_in_the_notice(
    rule_sets: dict[str, RuleSet], rule_set: str
) -> None:
    rules = rule_sets[rule_set]
    source = _squash(SOURCE.read_text(encoding="utf-8"))
    report = rules.check({}, date(2026, 1, 1))
    citations = [c for result in report.criteria for c in (result.citation, *result.further)]
    citations += [*report.note_citations, rules.effective_source]
    assert len(citations) > 20
    assert [c.clause for c in citations if _squash(c.quote) not in source] == []
    assert {c.notice for c in citations} == {"闽卫老龄函〔2025〕714号"}


def test_the_criteria_are_the_ones_of_the_notice(rules: RuleSet) -> None:
    kinds = [criterion.kind for criterion in rules.criteria]
    assert (kinds.count("hard"), kinds.count("evidence"), kinds.count("priority")) == (10, 5, 6)
    assert [criterion.id for criterion in rules.criteria if not criterion.evidence] == []


def test_every_fact_has_a_question_and_a_role(rules: RuleSet) -> None:
    assert [
        key for key, spec in rules.facts.items() if not spec.question.endswith(("？", "。"))
    ] == []
    assert rules.facts["medical_qualified_on"].role == "hard"
    assert rules.facts["self_effect"].role == "evidence"
    assert rules.facts["priority_tcm"].role == "priority"
    assert rules.labels(["residents", "satisfaction"]) == ["现入住老年人数", "老年人及家属满意度"]


def test_a_report_is_json_with_the_chinese_verdicts(rules: RuleSet) -> None:
    report = rules.check({**complete_facts(), "satisfaction": Decimal("94.5")}, DEFAULT_DAY)
    data = json.loads(report.model_dump_json())
    assert data["overall"] == "不符合"
    assert data["as_of"] == "2025-10-20"
    found = next(item for item in data["criteria"] if item["id"] == "satisfaction")
    assert found["verdict"] == "不符合"
    assert found["reason"] == "入住老年人及家属满意度94.5%，低于95%。"
    assert found["citation"]["clause"] == "附件1 三、（二）5"


def test_the_notice_lists_no_evidence_and_the_report_says_so(rules: RuleSet) -> None:
    assert "通知没有列出证明材料清单" in rules.check({}, DEFAULT_DAY).evidence_note


@pytest.mark.parametrize("kind", [int, float, Decimal])
def test_the_edge_is_exact_for_every_kind_of_number(rules: RuleSet, kind: type) -> None:
    facts = {**complete_facts(), "occupancy_last_year": kind(65), "occupancy_year_before": kind(65)}
    facts |= {"disabled_dementia_residents": None, "disabled_dementia_share": kind(65)}
    report = rules.check(facts, DEFAULT_DAY)
    assert report.criterion("occupancy").verdict is Verdict.PASS
    assert report.criterion("disabled_share").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(65), "65%"),
        (Fraction(130, 2), "65%"),
        (Fraction(1301, 20), "65.05%"),
        (Fraction(250, 3), "约83.33%"),
        (Fraction(6500001, 100000), "约65.00001%"),
        (Fraction(0), "0%"),
        (Fraction(100), "100%"),
        (Fraction(9999999, 100000), "约99.99999%"),
    ],
)
def test_a_rounded_number_never_reads_as_the_limit(value: Fraction, shown: str) -> None:
    assert show_percent(value) == shown


def test_years_are_full_on_the_same_day(rules: RuleSet) -> None:
    assert add_years(date(2021, 3, 31), 5) == date(2026, 3, 31)
    assert add_years(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert add_years(date(2026, 3, 31), -5) == date(2021, 3, 31)


def test_a_date_known_to_the_year_was_not_after_the_check(rules: RuleSet) -> None:
    facts = Facts.parse(rules.facts, {"care_filed_on": "2025"}, DEFAULT_DAY)
    filed = facts.when("care_filed_on")
    assert filed is not None
    assert (filed.earliest, filed.latest) == (date(2025, 1, 1), DEFAULT_DAY)
    assert filed.show() == "2025年"


def test_the_order_of_verdicts() -> None:
    good, bad, unknown, doubt = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.EVIDENCE
    assert overall_verdict([good, bad, unknown, doubt], []) is bad
    assert overall_verdict([good, unknown, doubt], [doubt]) is unknown
    assert overall_verdict([good, doubt], [unknown]) is doubt
    assert overall_verdict([good, good], [unknown, doubt]) is doubt
    assert overall_verdict([good, good], []) is good
    assert overall_verdict([], []) is unknown


@pytest.mark.parametrize("rule_set", [INSTITUTION, COUNTY])
def test_the_rule_sheet_is_up_to_date(rule_sets: dict[str, RuleSet], rule_set: str) -> None:
    sheet, page = render_sheet(rule_sets[rule_set]), f"{rule_set.replace('_', '-')}.md"
    assert sheet == (SHEETS / page).read_text(encoding="utf-8"), (
        f"run: python -m eligibility.sheet {rule_set} > docs/rules/{page}"
    )
    assert all(criterion.name in sheet for criterion in rule_sets[rule_set].criteria)
