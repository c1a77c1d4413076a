"""A rule file that does not hold together is refused, with its place, and never half loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eligibility import EligibilityError, NoRuleInForce, RuleSet, Verdict, load_all, load_rules
from policy import PolicyBase
from tests.eligibility.conftest import ROOT
from tests.eligibility.tables import complete_facts

RULES = ROOT / "eligibility" / "rules" / "demonstration_institution.yml"
Load = Callable[..., RuleSet]


@pytest.fixture
def edited(tmp_path: Path, policy_base: PolicyBase) -> Load:
    """Load the real file after replacing each old text (which must be there) by the new one."""

    def load(*changes: tuple[str, str]) -> RuleSet:
        text = RULES.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / RULES.name).write_text(text, encoding="utf-8")
        return load_rules(tmp_path, policy_base)

    return load


REFUSALS = [
    pytest.param("kind: two_year_rate", "kind: three_year_rate", "condition", id="unknown kind"),
    pytest.param("    limit: 95", "    limt: 95", "condition", id="misspelt key"),
    pytest.param("    limit: 95", "    limit: 950", "limit", id="limit over 100 %"),
    pytest.param("    limit: 95", "    limit: 95\n    limit: 94", "limit", id="key twice"),
    pytest.param("65%及以上\n", "60%及以上\n", "quote", id="altered quote"),
    pytest.param("clause: a1.4.5", "clause: a1.4.9", "clause", id="no such clause"),
    pytest.param("notice: fujian-2025-714", "notice: fujian-1925", "clause", id="no such notice"),
    pytest.param("  name: 养老机构备案\n", "", "name", id="name missing"),
    pytest.param("  kind: hard\n", "  kind: soft\n", "kind", id="unknown criterion kind"),
    pytest.param("    value: satisfaction", "    value: happiness", "condition", id="no such fact"),
    pytest.param("    value: satisfaction", "    value: residents", "condition", id="wrong type"),
    pytest.param("type: percent", "type: ratio", "type", id="unknown fact type"),
    pytest.param("  to: null", "  to: 2025-08-06", "effective", id="ends before it begins"),
    pytest.param("by: 2026-03-31", "by: 31.3.2026", "by", id="not a date"),
    pytest.param("    years: 5\n", "    years: 0\n", "years", id="no years"),
    pytest.param("{{ by }}已满", "{{ bye }}已满", "reasons", id="unknown variable"),
    pytest.param("{{ by }}已满", "{{ by 已满", "reasons", id="broken template"),
    pytest.param('    enough: "入住', '    plenty: "入住', "reasons", id="unknown outcome"),
    pytest.param('    never: "没有被取消过示范称号。"\n', "", "reasons", id="outcome not worded"),
    pytest.param("{{ failed }}", "{{ losers }}", "summary", id="unknown variable in summary"),
    pytest.param("id: demonstration_institution", "id: other", "id", id="id is not the file name"),
    pytest.param("- id: care_years", "- id: medical_years", "criteria", id="periods overlap"),
    pytest.param(
        "  residents:\n",
        "  spare:\n    label: 备\n    question: 备\n    type: count\n"
        "    example: 1\n  residents:\n",
        "spare",
        id="example is not text",
    ),
    pytest.param(
        "  residents:\n",
        "  spare:\n    label: 备\n    question: 备\n    type: count\n"
        '    example: "1"\n  residents:\n',
        "spare",
        id="unused fact",
    ),
    pytest.param('    unit: "张"\n', '    unit: "张"\n    role: hard\n', "role", id="role set"),
]


@pytest.mark.parametrize(("old", "new", "place"), REFUSALS)
def test_refusal_names_file_and_place(edited: Load, old: str, new: str, place: str) -> None:
    with pytest.raises(EligibilityError) as caught:
        edited((old, new))
    assert caught.value.file.name == RULES.name
    assert place in caught.value.place
    assert "第" in caught.value.place
    assert any("一" <= letter <= "鿿" for letter in caught.value.problem_zh)


def test_facts_must_be_listed_conditions_first(edited: Load) -> None:
    moved = "  priority_it:\n    label: 信息化手段\n"
    text = RULES.read_text(encoding="utf-8")
    block = text[text.index(moved) : text.index("\ncriteria:")]
    with pytest.raises(EligibilityError, match="顺序有误"):
        edited((block, ""), ("facts:\n", "facts:\n" + block))


@pytest.mark.parametrize("content", ["", "just text", "- a\n- b\n", "a: [1\n", "a: 1\n"])
def test_a_file_that_is_no_rule_file_is_refused(
    tmp_path: Path, policy_base: PolicyBase, content: str
) -> None:
    (tmp_path / "broken.yml").write_text(content, encoding="utf-8")
    with pytest.raises(EligibilityError):
        load_rules(tmp_path, policy_base)


def test_an_empty_folder_and_an_ambiguous_one_are_refused(
    tmp_path: Path, policy_base: PolicyBase
) -> None:
    with pytest.raises(EligibilityError, match="没有规则文件"):
        load_rules(tmp_path, policy_base)
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("id: a\n", encoding="utf-8")
    with pytest.raises(EligibilityError, match="有多个规则文件"):
        load_rules(tmp_path, policy_base)


def test_all_rule_sets_load_by_id(policy_base: PolicyBase, rules: RuleSet) -> None:
    found = load_all(RULES.parent, policy_base)
    assert set(found) == {
        rules.id,
        "demonstration_county",
        "promotion_self_check",
        "quality_self_check",
    }
    assert found[rules.id].version == rules.version
    assert load_rules(RULES.parent, policy_base).version == rules.version


def test_version_follows_the_text(edited: Load, rules: RuleSet) -> None:
    assert edited().version == rules.version
    assert edited(("limit: 95", "limit: 96")).version != rules.version


def test_a_threshold_is_changed_in_the_data_alone(edited: Load, rules: RuleSet) -> None:
    facts = {**complete_facts(), "satisfaction": 95}
    day = date(2025, 10, 20)
    stricter = edited(("limit: 95", "limit: 96"))
    assert rules.check(facts, day).criterion("satisfaction").verdict is Verdict.PASS
    report = stricter.check(facts, day)
    assert report.criterion("satisfaction").verdict is Verdict.FAIL
    assert "96%" in report.criterion("satisfaction").reason


def test_a_later_period_takes_over_on_its_first_day(edited: Load) -> None:
    text = RULES.read_text(encoding="utf-8")
    block = text[text.index("- id: satisfaction\n") : text.index("- id: title_revoked\n")]
    head = "  kind: hard\n"
    old = block.replace(head, head + "  effective: {from: 2025-08-07, to: 2025-12-31}\n")
    new = block.replace(head, head + "  effective: {from: 2026-01-01, to: null}\n")
    dated = edited((block, old + new.replace("limit: 95", "limit: 98")))
    facts = {**complete_facts(), "satisfaction": 96}
    last, first = date(2025, 12, 31), date(2026, 1, 1)
    assert dated.check(facts, last).criterion("satisfaction").verdict is Verdict.PASS
    told = dated.check(facts, last).model_dump(mode="json")
    assert told["effective"] == {"since": "2025-08-07", "until": None}
    assert told["effective_source"]["quote"] == "2025年8月7日"
    periods = {one["id"]: one["effective"] for one in told["criteria"]}
    assert periods["satisfaction"] == {"since": "2025-08-07", "until": "2025-12-31"}
    assert periods["care_filing"] == told["effective"]
    assert dated.check(facts, first).criterion("satisfaction").verdict is Verdict.FAIL


def test_outside_its_dates_there_is_no_rule(edited: Load, rules: RuleSet) -> None:
    with pytest.raises(NoRuleInForce) as caught:
        rules.check({}, date(2025, 8, 6))
    assert "2025年8月6日没有可以适用的规则" in caught.value.message_zh
    assert rules.check({}, date(2025, 8, 7)).overall is Verdict.UNKNOWN
    assert rules.check({}, date(2030, 1, 1)).overall is Verdict.UNKNOWN
    ended = edited(("  to: null", "  to: 2026-12-31"))
    assert ended.check({}, date(2026, 12, 31)).overall is Verdict.UNKNOWN
    with pytest.raises(NoRuleInForce, match="至2026年12月31日适用"):
        ended.check({}, date(2027, 1, 1))
