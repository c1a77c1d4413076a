"""History, comparison and list of drafts, and a form whose fields changed under a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import services
from actions.records import asked_by, asked_of
from actions.turn import Message
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
        ("两份申请表有什么不同", "two"),
        ("帮我比较一下这两份表", "two"),
        ("两份比一比", "two"),
        ("两份草稿放在一起看看", "two"),
        ("谁改过床位", "history"),
        ("床位改成170张", None),
        ("改过床位", None),
        ("谁写工作报告", None),
        ("继续填第二份", "take_up"),
        ("我的续填码是多少？", "code"),
        ("续填码", "code"),
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


def test_the_history_says_what_was_changed_in_another_channel(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "实际运营床位180张", "inform")
    draft = office.drafts.open_of("person-1")[0]
    draft.state["values"] = {"operating_beds": 120}
    office.drafts.save(draft, draft.revision, "person-1", "wechat")
    lines = person.says(FORM, "修改记录", "nlu_fallback").messages[0]["text"].splitlines()
    assert lines[1].endswith("您在微信里修改 实际运营床位：180张 → 120张")
    assert lines[2].endswith("您填写 实际运营床位：180张")


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


ROWS = (
    "福州市康宁护理院，负责人王建国13805910001，联系人李梅0591-83300000",
    "第1行负责人改成陈志强",
    "加一行：厦门市安和护理院，负责人陈秀英13700002345",
    "把第2行移到最前面",
)


def test_what_happened_to_the_rows_of_a_table_is_told_row_by_row(person: Person) -> None:
    person.says(FORM, "填附件5", "start_form")
    for said in ROWS:
        person.says(FORM, said, "inform")
    told = person.says(FORM, "修改记录", "nlu_fallback").messages[0]["text"]
    head, moved, added, changed, first = told.splitlines()
    assert head.startswith("这份汇总表的修改记录共4条")
    assert "您：已调整顺序：第1行（厦门市安和护理院）" in moved
    assert "已加第2行（厦门市安和护理院）" in added
    assert "已改第1行（福州市康宁护理院）：负责人 王建国 → 陈志强" in changed
    assert "已加第1行（福州市康宁护理院）" in first


def test_two_drafts_of_a_form_are_compared_and_taken_up_by_their_place(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院，实际运营床位180张", "inform")
    person.says(FORM, "另填一份示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市福寿护理院，实际运营床位180张，邮编350001", "inform")
    told = person.says(FORM, "两份有什么不同", "ask_policy").messages[0]["text"]
    assert (
        "（福州市福寿护理院）”和“全国医养结合示范机构申请表（福州市康宁护理院）”有2项不同" in told
    )
    assert "机构名称：福州市福寿护理院 → 福州市康宁护理院" in told
    assert "邮政编码：350001 → （空）" in told
    assert "实际运营床位" not in told
    taken = person.says(FORM, "继续填第二份", "resume_form")
    assert taken.form["filled"] == 2
    recalled = person.says(FORM, "我填的机构名称是什么", "inform").text
    assert recalled.startswith("您填的是：机构名称 福州市康宁护理院")
    assert "没有这一份" in person.says(FORM, "继续填第5份", "resume_form").text


def test_who_has_one_draft_asks_the_notices_what_differs(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    message = Message("person-1", "两份有什么不同", "ask_policy", [])
    assert asked_by(message) is None


def test_submitting_what_is_ready_says_so_and_where_it_goes(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    assert "必填的还差" in person.says(FORM, "提交", "affirm").text
    person.says(FORM, "先生成草稿", "inform")
    made = person.says(FORM, "先生成草稿", "inform")
    assert made.outcomes == ["rendered"]
    for said in ("提交", "确认"):
        again = person.says(ANSWER, said, "affirm")
        assert again.messages[0]["text"].startswith("这份申请表已经确认，文件也已生成：/documents/")
        assert again.outcomes == ["rendered", "answered"]
        assert "逐级" in again.text
    assert office.drafts.of_member("person-1")[0].status == "done"


def test_a_label_that_sounds_like_a_self_check_is_the_field(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    said = "服务质量自评：为每位老年人制定个人服务计划，公开收费标准，投诉3个工作日内答复。"
    reply = person.says(FORM, said, "start_check", topic="service_quality")
    assert "已记下：服务质量自评" in reply.text
    assert reply.form["form_id"] == "demonstration_institution_application"
    assert "119号文" in person.says(FORM, "做一次服务质量自查", "start_check").text


def test_what_is_finished_is_named_beside_what_is_not(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    for _ in range(2):
        person.says(FORM, "先生成草稿", "inform")
    told = person.says(ANSWER, "我有几份申请表", "nlu_fallback").text
    assert "没填完的" not in told
    assert "已经填好的：《全国医养结合示范机构申请表（福州市康宁护理院）》" in told


def test_a_draft_is_taken_up_by_whose_it_is(person: Person) -> None:
    person.says(FORM, "填示范县申请表", "start_form")
    person.says(FORM, "浦城县，60岁以上老人8.6万人", "inform")
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：福州市康宁护理院", "inform")
    back = person.says(FORM, "切换到浦城县的申请表", "inform")
    assert back.form["form_id"] == "demonstration_county_application"
    back = person.says(FORM, "回到康宁护理院那份吧", "inform")
    assert back.form["form_id"] == "demonstration_institution_application"
    same = person.says(FORM, "切换到福州市安康医养中心", "inform")
    assert same.form["form_id"] == "demonstration_institution_application"


def test_the_resume_code_is_told_when_asked_for(person: Person) -> None:
    code = person.says(FORM, "填示范机构申请表", "start_form").form["resume_code"]
    told = person.says(FORM, "我的续填码是多少？", "ask")
    assert f"续填码是 {code}" in told.messages[0]["text"]
    assert told.form["field"] == "institution_name"


def test_a_resume_code_alone_is_one_whatever_the_engine_takes_it_for(
    person: Person, executor: ActionExecutor
) -> None:
    code = person.says(FORM, "填示范机构申请表", "start_form").form["resume_code"]
    other = Person(executor, sender="person-2")
    assert other.says("action_smalltalk", code, "thank").form["resume_code"] == code
    third = Person(executor, sender="person-3")
    assert "没有找到" in third.says("action_smalltalk", "K7QM-3F9T", "thank").text


def test_how_the_letter_is_made_is_told_also_in_the_middle_of_a_form(person: Person) -> None:
    assert "推荐材料包" in person.says(FORM, "帮我生成推荐函", "start_form").text
    person.says(FORM, "填示范机构申请表", "start_form")
    told = person.says(FORM, "帮我生成推荐函", "start_form")
    assert "推荐材料包" in told.messages[0]["text"]
    assert told.form["field"] == "institution_name"
