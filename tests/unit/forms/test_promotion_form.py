"""The self-check form of 29号文: counts in words, and verdicts that are printed and never told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import eligibility
from forms import Form, State, commands, dialogue
from forms.errors import FormError
from forms.extraction import extract
from forms.facts import day_of, facts_of, fields_for
from forms.loader import load_form
from forms.verdicts import with_verdicts, without_verdicts
from tests import known
from tests.unit.forms.conftest import ROOT
from tests.unit.forms.test_extraction import TODAY, asked

CASES = yaml.safe_load((ROOT / "tests/forms_cases/promotion/messages.yml").read_text("utf-8"))


RECTIFICATION = yaml.safe_load(
    (ROOT / "tests/forms_cases/rectification/messages.yml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def promotion(forms_by_id: dict[str, Form]) -> Form:
    return forms_by_id["promotion_self_check"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"][:24])
def test_a_message_gives_exactly_what_it_says(promotion: Form, case: dict[str, Any]) -> None:
    found = extract(promotion, case["say"], asked(promotion, case), TODAY)
    assert found.values == case["gives"]
    assert {rejection.key for rejection in found.rejected} == set(case.get("rejected", []))
    assert [doubt.key for doubt in found.doubtful] == case.get("doubtful", [])


@pytest.mark.parametrize("case", RECTIFICATION, ids=lambda case: case["say"][:24])
def test_what_is_wrong_is_a_problem_found(
    forms_by_id: dict[str, Form], case: dict[str, Any]
) -> None:
    form = forms_by_id["service_quality_rectification"]
    found = extract(form, case["say"], asked(form, case), TODAY)
    assert (found.values, found.doubtful) == (case["gives"], [])


def test_what_is_reported_of_the_form_is_no_question(promotion: Form) -> None:
    state = State(asking=["care_filing"])
    for text, ours in (
        ("去年11月才开业的，到现在快一年", True),
        ("消防演练春天秋天都搞过了", True),
        ("防火检查多久一次", False),
        ("材料什么时候交", False),
    ):
        assert dialogue.claims(promotion, state, text, TODAY) is ours, text


def test_an_optional_last_question_holds_nobody_up(promotion: Form) -> None:
    sample = yaml.safe_load((promotion.folder / "sample.yml").read_text("utf-8"))
    told = {key: value for key, value in sample.items() if key != "corrected_by"}
    asked_last = State(values=told, asking=["corrected_by"])
    for text in ("没有了", "提交"):
        turn = dialogue.handle(promotion, asked_last, text, TODAY)
        assert turn.state.phase == "reviewing", turn.say


def test_what_was_refused_is_asked_next(promotion: Form) -> None:
    state = State(asking=["operated_months"])
    turn = dialogue.handle(promotion, state, "压疮率120%", TODAY)
    assert turn.field == "pressure_sore_rate" and "0到100" in turn.say


def test_every_example_of_a_question_is_understood(
    promotion: Form, forms_by_id: dict[str, Form]
) -> None:
    for form in (promotion, forms_by_id["service_quality_rectification"]):
        for field in [f for f in form.fields.values() if f.spoken is not None]:
            group = form.group_of[field.key]
            together = [field] if group.one_by_one else group.fields
            keys = [f.key for f in together if f.asked]
            found = extract(form, field.spoken or "", keys, TODAY)
            assert field.key in found.values, (field.spoken, found)
            assert not found.leftovers
        for group in [g for g in form.groups if g.example is not None]:
            keys = [f.key for f in group.fields if f.asked]
            assert set(extract(form, group.example or "", keys, TODAY).values) == set(keys)


def _rules() -> dict[str, eligibility.RuleSet]:
    return eligibility.load_all(ROOT / "eligibility" / "rules", known.base())


@pytest.mark.parametrize("form_id", ["promotion_self_check", "service_quality_rectification"])
def test_every_condition_of_the_rules_has_its_field_and_its_printed_verdict(
    forms_by_id: dict[str, Form], form_id: str
) -> None:
    form = forms_by_id[form_id]
    rules = _rules()[form.rule_set or ""]
    assert {f.fact for f in form.fields.values() if f.fact} == set(rules.facts)
    printed = {f.verdict_of for f in form.fields.values() if f.verdict_of}
    assert printed == {c.id for c in rules.criteria if c.kind != "priority"}


def test_the_verdict_is_printed_with_its_reason(promotion: Form) -> None:
    rules = _rules()["promotion_self_check"]
    values = {"health_education_months": 8, "operated_months": 12}
    report = rules.check(facts_of(promotion, values), date(2025, 10, 20))
    shown = with_verdicts(promotion, values, report)["verdict_health_education"]
    assert shown.startswith("不符合：") and "还差4个月" in shown


@pytest.mark.parametrize(
    ("values", "fact", "asked_next"),
    [
        ({}, None, ["medical_found"]),
        ({"medical_found": False}, False, []),
        ({"medical_found": True}, None, ["medical_fixed"]),
        ({"medical_found": True, "medical_fixed": True}, False, []),
        ({"medical_found": True, "medical_fixed": False}, True, []),
        (
            {"medical_found": False, "medical_fixed": False},
            False,
            [],
        ),  # told before it was put right
        ({"medical_fixed": False}, None, ["medical_found"]),
    ],
)
def test_a_problem_is_left_while_it_was_found_and_not_mended(
    forms_by_id: dict[str, Form],
    values: dict[str, Any],
    fact: bool | None,
    asked_next: list[str],
) -> None:
    form = forms_by_id["service_quality_rectification"]
    assert facts_of(form, values).get("medical_unresolved") is fact
    assert fields_for(form, "medical_unresolved", values) == asked_next


@pytest.mark.parametrize(
    ("asked_for", "text", "gives"),
    [
        ("data_fixed", "信息填报的改好了", {"data_fixed": True}),
        ("infection_fixed", "院感还没有", {"infection_fixed": False}),
        ("infection_fixed", "院感没改完", {"infection_fixed": False}),
        (
            "infection_deadline",
            "院感的2021年8月",
            {"infection_deadline": "2021-08", "infection_fixed": False},
        ),
        ("infection_problem", "院感没有分区", {"infection_problem": "院感没有分区"}),
        ("infection_problem", "院感没有问题", {"infection_found": False}),
        (
            "infection_measure",
            "院感争取2021年8月整改完",
            {"infection_fixed": False, "infection_deadline": "2021-08"},
        ),
        (
            "infection_problem",
            "院感这块主要是二楼没有分区，医废间也不规范",
            {"infection_problem": "院感这块主要是二楼没有分区，医废间也不规范"},
        ),
        ("reported", "已经报给县里了", {"reported": True}),
    ],
)
def test_an_aspect_named_again_speaks_of_its_mending(
    forms_by_id: dict[str, Form], asked_for: str, text: str, gives: dict[str, Any]
) -> None:
    form = forms_by_id["service_quality_rectification"]
    assert extract(form, text, [asked_for], TODAY).values == gives
    assert commands.of_intent("correct_value", "信息填报的改好了") is None
    assert commands.of_intent("correct_value", "填服务质量自查整改表") is None
    assert commands.of_intent("correct_value", "上一个不对") == "wrong"


def test_the_day_of_the_check_is_the_one_told(
    promotion: Form, forms_by_id: dict[str, Form]
) -> None:
    form = forms_by_id["service_quality_rectification"]
    assert day_of(form, {"checked_on": "2021-05-10"}, TODAY) == date(2021, 5, 10)
    assert day_of(form, {}, TODAY) == day_of(promotion, {}, TODAY) == TODAY
    assert "没有对照" in without_verdicts(form, {})["verdict_medical"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  day: checked_on", "  day: director", "day"),
        ("  day: checked_on", "  day: nowhere", "day"),
        ("  day_wanted:", "  day_wanted: ''\n#", "day_wanted"),
        ("fact_values: {true: false, false: true}", "fact_values: {有: false}", "fact_values"),
    ],
)
def test_a_check_without_its_day_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = (ROOT / "forms" / "service_quality_rectification" / "form.yml").read_text("utf-8")
    assert old in text
    path = tmp_path / "form.yml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FormError, match=problem):
        load_form(path, known.base())
