"""Suppositions in the check: the verdict as it would be beside the present one."""

from __future__ import annotations

from typing import Any

import pytest

from actions import services
from tests.unit.actions.conftest import Person

CHECK, ANSWER = "eligibility_check", "action_answer"
TOLD = (
    "我们能不能申报，医疗资质2019年6月，养老备案2018年3月，床位120张，入住100人，失能失智63人，"
    "去年入住率70%，前年68%，满意度96%"
)


@pytest.fixture
def checked(person: Person) -> Person:
    """Somebody who has been told that 63 of 100 is not over 65 %."""
    person.says(CHECK, TOLD, "start_check")
    return person


def _supposed(person: Person, text: str) -> dict[str, Any]:
    reply = person.says(ANSWER, text, "ask")
    found: dict[str, Any] = reply.messages[-1]["custom"]["what_if"]
    return found


def _verdicts(card: dict[str, Any]) -> dict[str, str]:
    return {criterion["id"]: criterion["verdict"] for criterion in card["criteria"]}


@pytest.mark.parametrize(
    ("text", "changes", "criterion", "verdict"),
    [
        ("如果再收5位失能老人呢", {"失能、失智老年人数": "68人"}, "disabled_share", "不符合"),
        ("如果再收6位失能老人呢", {"失能、失智老年人数": "69人"}, "disabled_share", "符合"),
        ("再多收十位失智老人会怎样？", {"入住老年人数": "110人"}, "disabled_share", "符合"),
        ("要是入住率到60%呢", {"上年度入住率": "60%"}, "occupancy", "不符合"),
        ("满意度提到85%会怎样", {"满意度": "85%"}, "satisfaction", "不符合"),
        ("假如满意度降到95%还符合吗", {"满意度": "95%"}, "satisfaction", "符合"),
        ("要是没有备案呢", {"养老机构备案": "未备案"}, "care_filing", "不符合"),
        ("如果再收6位失能老人、满意度降到94%呢", {"满意度": "94%"}, "satisfaction", "不符合"),
        ("如果能自理的老人减少10位呢", {"入住老年人数": "90人"}, "disabled_share", "符合"),
    ],
)
def test_a_supposition_is_answered_beside_the_present(
    checked: Person, text: str, changes: dict[str, str], criterion: str, verdict: str
) -> None:
    found = _supposed(checked, text)
    told = {change["label"]: change["new"] for change in found["changes"]}
    for label, new in changes.items():
        assert next(value for name, value in told.items() if label in name) == new, told
    assert _verdicts(found["supposed"])[criterion] == verdict
    assert _verdicts(found["present"])["disabled_share"] == "不符合"


def test_nothing_is_changed_by_supposing(office: services.Services, checked: Person) -> None:
    before = office.drafts.get(checked.slots["draft_id"])
    checked.says(ANSWER, "如果再收10位失能老人呢", "ask")
    after = office.drafts.get(checked.slots["draft_id"])
    assert before is not None and after is not None
    assert before.state["values"] == after.state["values"]
    assert "不符合" in checked.says(ANSWER, "看结果", "ask").text


def test_the_words_say_both_verdicts_and_the_distance(checked: Person) -> None:
    said = checked.says(ANSWER, "如果再收5位失能老人呢", "ask")
    assert "现在不符合" in said.text and "假设以后不符合" in said.text
    assert "至少再收1位" in said.text and "您填的内容没有改" in said.text
    assert said.messages[-1]["custom"]["citations"][0]["quote"].startswith("入住失能、失智老年人")


def test_more_residents_than_beds_is_pointed_out(checked: Person) -> None:
    assert "多于实际运营床位120张" in checked.says(ANSWER, "如果再收30位失能老人呢", "ask").text


def test_what_cannot_be_supposed_is_said(checked: Person, person: Person) -> None:
    assert "减不了200" in checked.says(ANSWER, "如果少收200位老人呢", "ask").text


def test_without_the_present_figure_it_is_asked_for(person: Person) -> None:
    person.says(CHECK, "帮我核对，满意度96%", "start_check")
    asked = person.says(CHECK, "如果再收10位失能老人呢", "ask")
    assert "还不知道入住老年人数" in asked.messages[0]["text"]
    assert asked.outcomes == ["clarify", "form"] and person.loop == CHECK


def test_a_supposition_in_the_check_goes_on_asking(person: Person) -> None:
    person.says(CHECK, "帮我核对，满意度96%", "start_check")
    before = person.says(CHECK, "满意度96%", "inform").form["field"]
    said = person.says(CHECK, "要是满意度到90%呢", "ask")
    assert said.outcomes == ["checked", "form"] and said.form["field"] == before


def test_a_supposition_about_the_notice_is_a_question(checked: Person) -> None:
    said = checked.says(ANSWER, "如果11月30日以后报送怎么办", "ask", topic="late")
    assert "what_if" not in said.messages[-1]["custom"]


def test_a_self_check_can_be_supposed_too(person: Person) -> None:
    person.says(ANSWER, "按29号文自查，运营满一年，心理讲座1次，健康教育8个月", "ask")
    said = person.says(CHECK, "如果再开1次心理讲座呢", "ask")
    found = said.messages[0]["custom"]["what_if"]
    assert _verdicts(found["supposed"])["mental_health"] == "符合"
    assert _verdicts(found["present"])["mental_health"] == "不符合"


@pytest.mark.parametrize(
    "text",
    [
        "现在满意度达到96%，能报吗",
        "到2025年10月入住100人，能报吗？",
        "今年新增床位20张能报吗",
        "还差多少天截止呢",
    ],
)
def test_what_is_stated_is_no_supposition(checked: Person, text: str) -> None:
    said = checked.says(CHECK, text, "start_check")
    assert all("what_if" not in message["custom"] for message in said.messages)


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("还差几位失能老人？", "至少再收6位", "满意度"),
        ("那要多少失能老人才够", "至少再收6位", "满意度"),
        ("我们哪条没达到", "至少再收6位", "满5年"),
        ("还差多久满5年", "没有不符合的", "失能"),
        ("那还差多少", "至少再收6位", "满意度"),
    ],
)
def test_what_is_lacking_is_said_of_ones_own_facts(
    checked: Person, text: str, shown: str, hidden: str
) -> None:
    reply = checked.says(ANSWER, text, "ask")
    assert shown in reply.text
    assert hidden not in reply.text
    assert reply.outcomes == ["checked"]
    assert reply.messages[0]["custom"]["citations"]


@pytest.mark.parametrize("text", ["还差哪些材料要报省里", "离截止还差几天"])
def test_what_asks_the_notice_is_not_answered_from_ones_own_facts(
    checked: Person, text: str
) -> None:
    assert "按您说过的情况" not in checked.says(ANSWER, text, "ask").text


def test_facts_told_after_a_verdict_are_checked_at_once(checked: Person) -> None:
    reply = checked.says(ANSWER, "失能失智改成70人，没有发生过重大医疗事故", "inform")
    assert "已改：失能、失智老年人数 63人 → 70人" in reply.text
    assert "您是想核对" not in reply.text


def test_what_stays_open_but_for_another_reason_is_said(person: Person) -> None:
    person.says(CHECK, "我们能不能申报，床位120张，入住90人，失能50人，失智20人", "start_check")
    told = person.says(CHECK, "如果再收20位失能老人呢", "ask").text
    assert "都和现在一样" not in told, "the share would be another one"
    assert "约55.56%到约77.78%" in told
    assert "约63.64%到约81.82%" in told


def test_what_is_lacking_and_the_result_are_told_while_the_check_runs(person: Person) -> None:
    person.says(CHECK, "我们能不能申报，床位120张，入住90人，失能60人", "start_check")
    lacking = person.says(CHECK, "还差多少", "show_progress")
    assert lacking.outcomes[0] == "checked"
    assert "信用代码" not in lacking.text, "the check asks for no code"
    share = person.says(CHECK, "还差几位失能老人", "ask", topic="disabled_share")
    assert "超过65%" in share.text and share.outcomes[0] == "checked"
    result = person.says(CHECK, "结果怎么样", "ask", topic="publicity")
    assert result.outcomes[0] == "checked"
    assert "1项符合" in result.text


def test_facts_and_the_wish_to_be_checked_within_a_form(person: Person) -> None:
    person.says("declaration_form", "填示范机构申请表", "start_form")
    reply = person.says(
        "declaration_form", "床位130张，入住100人，失能40人，核对示范机构条件", "inform"
    )
    assert "没有对上" not in reply.text
    checked = reply.messages[0]["custom"]
    assert checked["outcome"] == "checked"
    assert "40%" in reply.messages[0]["text"] or "入住100人" in reply.messages[0]["text"]


def test_another_form_is_gone_back_to_by_its_name(person: Person) -> None:
    person.says("declaration_form", "填示范机构申请表，床位120张", "start_form")
    person.says("declaration_form", "再填一份示范县申请表", "start_form")
    back = person.says("declaration_form", "回到机构的申请表", "resume_form")
    assert back.form["form_id"] == "demonstration_institution_application"
    changed = person.says("declaration_form", "床位改成130张", "inform")
    assert "130张" in changed.text


def test_what_is_lacking_is_told_after_the_verdict_too(checked: Person) -> None:
    lacking = checked.says("declaration_form", "还差多少", "show_progress")
    assert lacking.outcomes == ["checked"]
    assert "我按通知里的标准" not in lacking.text, "the check does not begin anew"
    assert "还没有达到" in lacking.text and "至少再收6位" in lacking.text
