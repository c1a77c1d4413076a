"""A finished form is put right in words, without opening it first."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions import services
from forms.drafts import Draft

from .conftest import Person

FORM, ANSWER = "declaration_form", "action_answer"
APPLICATION = "demonstration_county_application"
SUMMARY = "institution_recommendation_summary"
ROWS = [
    {"institution_name": "福州市康宁护理院", "contact_person": "李梅"},
    {"institution_name": "福州市安康医养中心", "contact_person": "林红"},
    {"institution_name": "福州市长乐颐养院", "contact_person": "吴丹"},
]


def _finished(
    office: services.Services, person: Person, form_id: str, values: dict[str, object]
) -> Draft:
    form = office.forms[form_id]
    draft = office.drafts.create(form.id, form.version, person.sender, {})
    draft.state = {"values": values, "phase": "done"}
    draft.status = "done"
    draft = office.drafts.save(draft, draft.revision, person.sender, "web")
    person.slots["draft_id"] = draft.id
    return draft


def _values(office: services.Services, draft: Draft) -> dict[str, object]:
    found = office.drafts.get(draft.id)
    assert found is not None
    return dict(found.values)


def test_a_value_said_anew_is_taken_and_the_document_made_again(
    person: Person, office: services.Services
) -> None:
    draft = _finished(
        office, person, APPLICATION, {"county_name": "南平市浦城县", "event_medical_quality": True}
    )
    reply = person.says(
        ANSWER, "医疗质量安全重大负面事件没发生过", "ask", topic="county_negative_events"
    )
    assert reply.outcomes == ["form"], "a statement about the own form asks no notice"
    assert "发生过 → 未发生" in reply.text
    assert _values(office, draft)["event_medical_quality"] is False
    person.says(FORM, "先生成草稿", "affirm")
    made = person.says(FORM, "先生成草稿", "affirm")
    assert made.outcomes == ["rendered"]


def test_rows_are_changed_and_deleted_at_once(person: Person, office: services.Services) -> None:
    draft = _finished(office, person, SUMMARY, {"institutions": ROWS})
    assert "林红 → 张三" in person.says(ANSWER, "第二行的联系人改成张三", "inform").text
    assert "确定要删掉第3行" in person.says(FORM, "删掉第三行", "inform").text
    assert "已删除第3行" in person.says(FORM, "删", "affirm").text
    rows = _values(office, draft)["institutions"]
    assert isinstance(rows, list) and len(rows) == 2


def test_what_cannot_be_done_leaves_it_finished(person: Person, office: services.Services) -> None:
    draft = _finished(office, person, SUMMARY, {"institutions": ROWS})
    for text, said in (
        ("删掉第九行", "没有第9行"),
        ("第二行的床位改成150", "没有对上栏目"),
        ("看看填了什么", "福州市长乐颐养院"),
    ):
        intent = "show_summary" if text.startswith("看") else "inform"
        action = FORM if intent == "show_summary" else ANSWER
        assert said in person.says(action, text, intent).text
        assert person.loop is None
        kept = office.drafts.get(draft.id)
        assert kept is not None and kept.status == "done"


def test_a_question_after_it_is_answered_and_changes_nothing(
    person: Person, office: services.Services
) -> None:
    draft = _finished(office, person, APPLICATION, {"care_homes": 26})
    reply = person.says(ANSWER, "养老机构要多少家才行", "ask", topic="county_care_homes")
    assert "form" not in reply.outcomes
    assert _values(office, draft) == {"care_homes": 26}


def test_the_word_file_and_the_workbook_are_named_again(
    person: Person, office: services.Services, executor: ActionExecutor
) -> None:
    _finished(office, person, SUMMARY, {"institutions": ROWS})
    person.says(FORM, "继续填写", "resume_form")
    person.says(FORM, "先生成草稿", "affirm")
    made = person.says(FORM, "先生成草稿", "affirm")
    again = person.says(ANSWER, "确认", "affirm")
    for url in made.form["documents"]:
        assert url in again.text
