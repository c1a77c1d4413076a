"""History, comparison and list of drafts, and a form whose fields changed under a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import services
from actions.records import asked_of
from forms import Form

from .conftest import Person

FORM, ANSWER = "declaration_form", "action_answer"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("修改记录", "history"),
        ("看看改过什么", "history"),
        ("请查看修改历史", "history"),
        ("这份表谁改过？", "history"),
        ("和上次比有什么不同", "compare"),
        ("跟上一版对比一下", "compare"),
        ("我有几份申请表", "drafts"),
        ("看看我的草稿", "drafts"),
        ("换另一份表", "drafts"),
        ("床位改成120张", None),
        ("这些和去年的标准比有什么变化", None),
        ("谁可以申报", None),
        ("示范县的申请表是哪一份", None),
        ("都有", None),
    ],
)
def test_what_is_read_as_a_question_about_the_drafts(said: str, asked: str | None) -> None:
    assert asked_of(said) == asked


def test_the_history_names_each_change_the_last_one_first(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    person.says(FORM, "实际运营床位180张", "inform")
    person.says(FORM, "床位改成120张", "inform")
    reply = person.says(FORM, "修改记录", "nlu_fallback")
    lines = reply.messages[0]["text"].splitlines()
    assert "共3条" in lines[0]
    assert lines[1].endswith("您修改 实际运营床位：180张 → 120张")
    assert lines[2].endswith("您填写 实际运营床位：180张")
    assert "福州市康宁护理院" in lines[3]
    assert reply.form["filled"] == 2  # and the form goes on


def test_another_person_s_change_is_not_called_yours(
    person: Person, executor: ActionExecutor
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    code = person.says(FORM, "实际运营床位180张", "inform").form["resume_code"]
    other = Person(executor, sender="person-2")
    other.says(FORM, f"继续填表，续填码 {code}", "resume_form")
    other.says(FORM, "床位改成120张", "inform")
    text = person.says(FORM, "修改记录", "nlu_fallback").text
    assert "另一位填写人修改 实际运营床位：180张 → 120张" in text
    assert "您填写 实际运营床位：180张" in text
    assert "person-2" not in text


def test_what_changed_since_the_last_file(person: Person, office: services.Services) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    assert "还没有生成过文件" in person.says(FORM, "和上次比有什么不同", "nlu_fallback").text
    person.says(FORM, "实际运营床位180张", "inform")
    draft = office.drafts.open_of("person-1")[0]
    office.documents.save_document(draft.id, draft.revision, b"PK", "表.docx")
    assert "内容没有变化" in person.says(FORM, "和上次比有什么不同", "nlu_fallback").text
    person.says(FORM, "床位改成100张", "inform")
    person.says(FORM, "床位改成120张", "inform")
    person.says(FORM, "邮编350001", "inform")
    text = person.says(FORM, "和上次比有什么不同", "nlu_fallback").messages[0]["text"]
    assert "有2项不同" in text
    assert "实际运营床位：180张 → 120张" in text
    assert "邮政编码：（空） → 350001" in text


def test_two_drafts_side_by_side(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    person.says(FORM, "填示范县申请表", "start_form")
    reply = person.says(ANSWER, "我有几份申请表", "nlu_fallback")
    listed = reply.messages[0]
    assert "您有2份没填完的表" in listed["text"]
    assert "全国医养结合示范机构申请表（福州市康宁护理院）" in listed["text"]
    buttons = {button["title"]: button["payload"] for button in listed["buttons"]}
    back = person.says(
        FORM, buttons["全国医养结合示范机构申请表（福州市康宁护理院）"], "resume_form"
    )
    assert back.form["form_id"] == "demonstration_institution_application"
    assert back.form["filled"] == 1


def test_without_a_draft_nothing_is_made_up(person: Person, office: services.Services) -> None:
    assert "还没有您正在填的申请表" in person.says(ANSWER, "修改记录", "nlu_fallback").text
    assert "还没有您正在填的申请表" in person.says(ANSWER, "我的草稿", "nlu_fallback").text
    assert office.drafts.open_of("person-1") == []


def _without(form: Form, *gone: str) -> Form:
    """The same form in a version without some fields."""
    groups = tuple(
        group.model_copy(update={"fields": tuple(f for f in group.fields if f.key not in gone)})
        for group in form.groups
    )
    data = form.data.model_copy(update={"groups": groups})
    return Form(data, content_hash="other", citations=form.citations)


def test_a_form_that_changed_under_a_draft_is_gone_on_with(
    person: Person, office: services.Services
) -> None:
    form_id = "demonstration_institution_application"
    now = office.forms[form_id]
    earlier = _without(now, "postcode")
    services.configure(replace(office, forms={**office.forms, form_id: earlier}))
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院，实际运营床位180张", "inform")
    services.configure(office)
    reply = person.says(FORM, "床位改成120张", "inform")
    assert "栏目有更新（新增 邮政编码）" in reply.messages[0]["text"]
    assert reply.form["filled"] == 2
    assert "栏目有更新" not in person.says(FORM, "邮编350001", "inform").text
    draft = office.drafts.open_of("person-1")[0]
    assert draft.form_version == now.version
    fields = [change.field for change in office.drafts.history(draft.id)]
    assert "@form_version" in fields


def test_a_field_that_is_gone_takes_its_value_along(
    person: Person, office: services.Services
) -> None:
    form_id = "demonstration_institution_application"
    now: Any = office.forms[form_id]
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "邮编350001，实际运营床位180张", "inform")
    later = _without(now, "postcode")
    services.configure(replace(office, forms={**office.forms, form_id: later}))
    reply = person.says(FORM, "床位改成120张", "inform")
    assert "不再填 邮政编码" in reply.messages[0]["text"]
    draft = office.drafts.open_of("person-1")[0]
    assert draft.values == {"operating_beds": 120}
