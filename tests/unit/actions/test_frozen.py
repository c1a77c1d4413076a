"""The verdict stays with the finished form as it was, whatever is changed afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from actions import services
from tests.unit.actions.conftest import ROOT, Person

FORM, ANSWER = "declaration_form", "action_answer"


@pytest.fixture
def finished(office: services.Services, person: Person) -> Person:
    """Somebody whose application is filled in and made."""
    folder = ROOT / "forms" / "demonstration_institution_application"
    sample = yaml.safe_load((folder / "sample.yml").read_text(encoding="utf-8"))
    form = office.forms["demonstration_institution_application"]
    state = {"values": sample, "phase": "filling", "asking": [], "undo": [{}]}
    draft = office.drafts.create(form.id, form.version, person.sender, {}, channel="web")
    draft.state = {"@loop": FORM, **state}
    office.drafts.save(draft, draft.revision, person.sender, "web")
    person.slots["draft_id"] = draft.id
    person.says(FORM, "继续填", "resume_form")
    made = person.says(FORM, "确认", "affirm")
    assert made.outcomes == ["rendered"], made.text
    return person


@pytest.mark.parametrize(
    ("action", "intent"), [(FORM, "ask"), (ANSWER, "ask"), ("eligibility_check", "start_check")]
)
def test_the_verdict_of_then_is_shown_again(finished: Person, action: str, intent: str) -> None:
    finished.says(FORM, "满意度改成80%", "correct_value")
    said = finished.says(action, "生成申请表时的核对结论是什么", intent)
    assert "2025年10月20日生成" in said.messages[0]["text"]
    verdict = said.messages[0]["custom"]["verdict"]
    satisfaction = next(c for c in verdict["criteria"] if c["id"] == "satisfaction")
    assert satisfaction["verdict"] == "符合" and "96.5%" in satisfaction["reason"]
    assert verdict["version"] in said.text


def test_it_is_known_when_the_rules_have_changed_since(
    office: services.Services, finished: Person
) -> None:
    rules = replace(office.rules, version="9.9.9+changed")
    changed = {**office.rule_sets, rules.id: rules}
    services.configure(replace(office, rules=rules, rule_sets=changed))
    said = finished.says(ANSWER, "当时的核对结论", "ask")
    assert "规则后来改过（现在是9.9.9+changed）" in said.text
    assert said.messages[0]["custom"]["verdict"]["version"] == office.rules.version


def test_without_a_finished_form_there_is_none(office: services.Services, person: Person) -> None:
    said = person.says(ANSWER, "当时的核对结论", "ask")
    assert all("verdict" not in message["custom"] for message in said.messages)


def test_what_is_not_met_is_said_with_the_document(finished: Person) -> None:
    finished.says(FORM, "满意度改成80%", "correct_value")
    made = finished.says(FORM, "确认", "affirm")
    assert made.outcomes == ["rendered"]
    assert "老年人及家属满意度没有达到通知要求，目前不符合申报条件" in made.text
    [citation] = made.messages[-1]["custom"]["citations"]
    assert "95%" in citation["quote"]
    lacking = finished.says(ANSWER, "还差多少", "ask")
    assert "还差15个百分点" in lacking.text


def test_an_application_that_meets_all_is_made_without_a_warning(finished: Person) -> None:
    finished.says(FORM, "满意度改成97%", "correct_value")
    assert "不符合" not in finished.says(FORM, "确认", "affirm").text


@pytest.mark.parametrize("text", ["先生成草稿", "生成", "打印"])
def test_what_is_made_is_handed_out_again(finished: Person, text: str) -> None:
    again = finished.says("action_smalltalk", text, "skip")
    assert "/documents/" in again.text
