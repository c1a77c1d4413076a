"""The self-check of 119号: in force while the action ran, and every quote its own."""

import re
from datetime import date

import pytest

from eligibility import NoRuleInForce, RuleSet
from eligibility.sheet import render_sheet
from tests.eligibility.conftest import ROOT
from tests.eligibility.tables import QUALITY, complete_facts


@pytest.fixture(scope="module")
def quality(rule_sets: dict[str, RuleSet]) -> RuleSet:
    return rule_sets[QUALITY]


@pytest.mark.parametrize("day", [date(2021, 2, 25), date(2023, 1, 1), date(2025, 10, 20)])
def test_not_before_and_not_after_the_action(quality: RuleSet, day: date) -> None:
    with pytest.raises(NoRuleInForce, match="2021年2月26日至2022年12月31日"):
        quality.check(complete_facts(QUALITY), day)


def test_every_quote_is_verbatim_in_the_notice(quality: RuleSet) -> None:
    text = (ROOT / "data" / "notices" / "fujian-2021-119" / "source.txt").read_text("utf-8")
    source = re.sub(r"\s", "", text)
    quotes = [c for one in quality.criteria for c in (one.citation, *one.further)]
    assert {citation.notice for citation in quotes} == {"闽卫老龄函〔2021〕119号"}
    assert [c.clause for c in quotes if re.sub(r"\s", "", c.quote) not in source] == []


def test_the_page_in_the_docs_is_the_rule_file(quality: RuleSet) -> None:
    page = ROOT / "docs" / "rules" / "quality-self-check.md"
    assert page.read_text(encoding="utf-8") == render_sheet(quality)
