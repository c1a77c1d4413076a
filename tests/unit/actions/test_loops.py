"""The loops as the engine drives them: order of replies, memory, repeats, two people."""

from __future__ import annotations

from typing import Any

from docx import Document
from rasa_sdk.executor import ActionExecutor

from actions import services
from forms.drafts import DraftStore

from .conftest import Person

CHECK, FORM, ANSWER = "eligibility_check", "declaration_form", "action_answer"


def _ask(topic: str, text: str) -> list[dict[str, Any]]:
    return [{"text": text, "intent": "ask", "topic": topic}]


def test_the_check_takes_what_was_said_and_asks_only_for_the_rest(person: Person) -> None:
    first = person.says(CHECK, "我们2019年拿的证，现在180张床住了150人，能报吗", "start_check")
    assert first.outcomes == ["answered", "form"]
    assert "从2019年算起，够了" in first.text
    assert "哪一个证" in first.text
    person.says(CHECK, "两个证都是2019年", "inform")
    person.says(CHECK, "失能失智110人", "inform")
    person.says(CHECK, "去年82%，前年78%", "inform")
    person.says(CHECK, "都没有发生", "inform")
    person.says(CHECK, "96%", "inform")
    person.says(CHECK, "没有被取消过", "deny")
    last = person.says(CHECK, "都能提供", "affirm")
    assert last.outcomes == ["checked"]
    verdict = last.messages[-1]["custom"]["verdict"]
    assert verdict["basic"] == "符合"
    assert person.loop is None
    cited = {citation["clause"] for citation in last.messages[-1]["custom"]["citations"]}
    assert "附件1 三、（二）" in cited


def test_a_hard_failure_ends_the_check_at_once(person: Person) -> None:
    reply = person.says(CHECK, "医疗和养老两个证都是2021年6月拿的，能报吗", "start_check")
    if reply.outcomes != ["checked"]:
        reply = person.says(CHECK, "两个证都是2021年6月", "inform")
    assert reply.outcomes == ["checked"]
    assert reply.messages[-1]["custom"]["verdict"]["basic"] == "不符合"
    assert person.loop is None


def test_what_the_check_learned_is_not_asked_by_the_form(person: Person) -> None:
    person.says(CHECK, "实际运营床位180张，住了150人，能报吗", "start_check")
    reply = person.says(CHECK, "填申请表", "start_form")
    assert person.loop == FORM
    assert reply.form["filled"] == 2
    assert reply.form["field"] == "institution_name"


def test_a_plain_wish_to_fill_in_asks_which_form(person: Person) -> None:
    asked = person.says(FORM, "填申请表", "start_form")
    assert asked.outcomes == ["clarify"]
    assert person.loop is None
    titles = [button["title"] for button in asked.messages[-1]["buttons"]]
    assert titles == ["示范县（市、区）申请表", "示范机构申请表"]
    chosen = person.says(ANSWER, "1", "inform")
    assert chosen.form["form_id"] == "demonstration_county_application"
    assert chosen.form["field"] == "county_name"


def test_asking_for_the_form_again_goes_on_with_it(person: Person) -> None:
    person.says(FORM, "填示范县申请表", "start_form")
    person.says(FORM, "福州市仓山区", "inform")
    again = person.says(FORM, "填申请表", "start_form")
    assert again.outcomes == ["form"]
    assert "没能对上" not in again.text
    assert again.form["filled"] == 2


def test_a_county_is_known_by_its_name(person: Person) -> None:
    reply = person.says(CHECK, "我们浦城县想申报，能报吗", "start_check")
    assert reply.outcomes == ["answered", "form"]
    assert reply.form["field"] == "county_kind"


def test_the_drafts_of_both_forms_are_kept_apart(person: Person, office: services.Services) -> None:
    person.says(FORM, "填示范县申请表", "start_form")
    person.says(FORM, "福州市仓山区", "inform")
    other = person.says(FORM, "填示范机构申请表", "start_form")
    assert other.form["filled"] == 0
    person.says(FORM, "幸福护理院", "inform")
    back = person.says(FORM, "填示范县申请表", "start_form")
    assert back.form["filled"] == 2
    county = office.drafts.latest_open(person.sender, "demonstration_county_application")
    assert county is not None
    assert county.values == {"county_name": "福州市仓山区", "county_kind": "district"}


def test_a_running_check_follows_the_applicant(person: Person) -> None:
    first = person.says(CHECK, "我们能不能申报", "start_check")
    assert "示范机构" in first.text
    county = person.says(CHECK, "我们是县里的", "choose_county")
    assert county.form["form_id"] == "demonstration_county_application"
    asked = person.says(CHECK, "机构的入住率要多少", "ask", topic="occupancy")
    assert asked.form["form_id"] == "demonstration_county_application"


def test_a_question_is_answered_before_the_field_is_asked_again(person: Person) -> None:
    asked = person.says(FORM, "填示范机构申请表", "start_form").form["field"]
    for _ in range(5):
        reply = person.says(FORM, "什么时候截止", "ask", segments=_ask("deadline", "什么时候截止"))
        assert reply.outcomes == ["answered", "form"]
        assert "2025年11月30日" in reply.messages[0]["text"]
        assert reply.form["field"] == asked
        assert reply.form["filled"] == 0


def test_a_preview_of_the_form_says_that_it_is_one(person: Person) -> None:
    """So that channels which show little can lead to where it is seen whole."""
    person.says(FORM, "我要填示范机构申请表", "start_form")
    for words, listed in (("机构名称：福州市康宁护理院", None), ("预览一下", True)):
        reply = person.says(FORM, words, "inform")
        assert reply.messages[-1]["custom"]["form"].get("listed") is listed
    assert "机构名称：福州市康宁护理院" in reply.text


def test_the_words_that_start_the_form_fill_nothing(person: Person) -> None:
    reply = person.says(FORM, "我要填福州市幸福护理院的申请表", "start_form")
    assert reply.form["filled"] == 0


def test_a_message_delivered_twice_is_applied_once(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    first = person.says(FORM, "幸福护理院", "inform", message_id="once")
    again = person.says(FORM, "幸福护理院", "inform", message_id="once")
    assert again.text == first.text
    draft = office.drafts.latest_open(person.sender)
    assert draft is not None
    assert draft.values == {"institution_name": "幸福护理院"}


def test_an_answer_to_an_older_screen_is_not_applied(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    reply = person.says(FORM, "幸福护理院", "inform", stale=True)
    assert "另一个窗口" in reply.text
    draft = office.drafts.latest_open(person.sender)
    assert draft is not None
    assert draft.values == {}


def test_another_browser_goes_on_with_the_resume_code_and_is_told_of_changes(
    executor: ActionExecutor, office: services.Services
) -> None:
    first, second = Person(executor, "first"), Person(executor, "second")
    first.says(FORM, "填示范机构申请表", "start_form")
    code = first.says(FORM, "幸福护理院", "inform").form["resume_code"]
    resumed = second.says(ANSWER, f"续填码 {code}", "nlu_fallback")
    assert second.loop == FORM
    assert resumed.form["filled"] == 1
    second.says(FORM, "床位改成120张", "correct_value")
    told = first.says(FORM, "跳过", "skip")
    assert "另一位填写人在网页上改了这份申请表：实际运营床位 120张。" in told.text
    assert _values(office.drafts, "first") == _values(office.drafts, "second")


def test_an_unknown_resume_code_is_refused_kindly(person: Person) -> None:
    reply = person.says(FORM, "续填码 AAAA-2345", "resume_form")
    assert reply.outcomes == ["error"]
    assert "没有找到" in reply.text
    assert person.loop is None


def test_the_finished_form_is_a_word_document_with_the_values(
    person: Person, office: services.Services
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：<b>{{ 7*7 }}</b>护理院", "inform")
    person.says(FORM, "先生成草稿", "affirm")
    done = person.says(FORM, "先生成草稿", "affirm")
    assert done.outcomes == ["rendered"]
    (url,) = done.form["documents"]
    document = office.documents.get_document(url.removeprefix("/documents/"))
    word = Document(str(document.path))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert "<b>{{ 7*7 }}</b>护理院" in cells
    assert person.loop is None


def test_a_finished_form_can_still_be_corrected(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称：幸福护理院，床位120张", "inform")
    person.says(FORM, "先生成草稿", "affirm")
    person.says(FORM, "先生成草稿", "affirm")
    reply = person.says(FORM, "床位改成130张", "correct_value")
    assert "120张 → 130张" in reply.text
    assert person.loop == FORM


def test_cancelling_asks_first_and_then_leaves(person: Person) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    asked = person.says(FORM, "取消", "cancel")
    assert "确定" in asked.text
    assert person.loop == FORM
    person.says(FORM, "确认取消", "affirm")
    assert person.loop is None


def _values(drafts: DraftStore, owner: str) -> dict[str, Any]:
    draft = drafts.latest_open(owner)
    assert draft is not None
    return draft.values


def test_a_question_about_one_number_is_answered_and_starts_no_check(person: Person) -> None:
    reply = person.says(CHECK, "我们这两年入住率都只有60%，能过线吗", "start_check")
    assert reply.outcomes == ["answered"]
    assert "65%" in reply.text
    assert person.loop is None


def test_a_number_of_another_notice_is_answered_out_of_it(person: Person) -> None:
    reply = person.says(CHECK, "我们压疮发生率百分之六超了吗", "start_check")
    assert reply.outcomes == ["answered"]
    assert "5%" in reply.text
    assert "29号文" in reply.text


def test_a_wish_to_apply_with_one_number_is_checked_as_a_whole(person: Person) -> None:
    reply = person.says(CHECK, "我们入住率72%，能报示范机构吗", "start_check")
    assert reply.outcomes == ["answered", "form"]
    assert "72%达到了要求" in reply.text
    assert person.loop == CHECK


def test_a_number_that_does_not_suffice_is_told_and_kept_for_a_check(person: Person) -> None:
    reply = person.says(CHECK, "满意度93%，能报示范机构么", "start_check")
    assert reply.outcomes == ["answered"]
    assert "93%没有达到" in reply.text
    assert person.loop is None
    checked = person.says(CHECK, "核对示范机构", "start_check")
    assert "满意度 93%" in checked.text
    assert "没有对上" not in checked.text


def test_small_change_of_topic_in_a_form_is_declined_and_the_field_asked_again(
    person: Person,
) -> None:
    asked = person.says(FORM, "填示范机构申请表", "start_form")
    text = "明天福州下雨不"
    outside = {"text": text, "intent": "out_of_scope", "topic": None, "confidence": 0.93}
    reply = person.says(FORM, text, "out_of_scope", segments=[outside])
    assert reply.outcomes == ["declined", "form"]
    assert reply.form["field"] == asked.form["field"]
    assert "没能对上" not in reply.text
