"""The review from the applicant's side, as they type it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions import services
from actions.reviewing import recognise
from review.store import Decision
from tests.reviewing import Office, knowledge, office_on

from .conftest import Person

FORM, ANSWER = "declaration_form", "action_answer"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("提交审核", "submit"),
        ("帮我把申请表提交给卫健局审核吧", "submit"),
        ("我要送审", "submit"),
        ("重新提交审核。", "submit"),
        ("撤回提交", "withdraw"),
        ("审核进度怎么样了？", "progress"),
        ("我的申请表审到哪了", "progress"),
        ("为什么被退回？", "progress"),
        ("按意见修改", "fix"),
        ("提交", None),
        ("审核推荐阶段是什么时候", None),
        ("提交什么材料", None),
        ("谁负责审核", None),
        ("错了，撤回", None),
    ],
)
def test_what_is_read_as_speaking_of_the_review(text: str, meant: str | None) -> None:
    assert recognise(text) == meant


@pytest.fixture
def reviewed(office: services.Services, tmp_path: Path) -> Office:
    """The actions with a review behind them, and a reviewer of 鼓楼区."""
    sessions: Any = office.drafts._factory
    made = office_on(sessions, tmp_path / "documents")
    known = knowledge()
    services.configure(replace(office, review=made.desk, forms=known.forms, drafts=made.drafts))
    made.reviewer("county", "福州市/鼓楼区")
    return made


def test_from_submitting_to_mending_what_was_returned(reviewed: Office, person: Person) -> None:
    draft = reviewed.draft(owner=person.sender)
    person.slots["draft_id"] = draft.id
    sent = person.says(ANSWER, "提交审核", "inform")
    assert "已提交（第1号），现在由福州市鼓楼区的县级审核人员审核" in sent.text
    assert "不用重复提交" in person.says(ANSWER, "提交审核", "inform").text
    one = reviewed.desk.store.of_draft(draft.id)
    county = reviewed.accounts.everyone()[0]
    assert one is not None
    fields = {"residents": "与花名册不一致", "contact_phone": "打不通"}
    reviewed.desk.decide(one.id, Decision("return", one.version, "请核对", fields), county)
    told = person.says("action_handoff", "人工", "handoff")
    assert "退回补正" in told.messages[0]["text"] and "与花名册不一致" in told.messages[0]["text"]
    stands = person.says(ANSWER, "审核进度", "inform").messages[-1]
    assert "按意见修改" in [button["title"] for button in stands["buttons"]]
    asked = person.says(FORM, "按意见修改", "resume_form")
    assert person.loop == FORM
    assert "审核意见：打不通" in asked.text and asked.form["field"] == "contact_phone"
    assert "0591-83300000" in asked.text and "与花名册不一致" not in asked.text
    second = person.says(FORM, "联系电话0591-83300009", "inform")
    assert second.form["field"] == "residents" and "审核意见：与花名册不一致" in second.text
    third = person.says(FORM, "入住老年人90人", "inform")
    assert third.form["phase"] == "reviewing"
    done = person.says(FORM, "确认", "affirm")
    assert done.outcomes[-1] == "rendered"
    assert "提交审核" in [button["title"] for button in done.messages[-1]["buttons"]]
    assert "改动了2项" in person.says(ANSWER, "提交审核", "inform").text
    assert "县级审核中" in person.says(ANSWER, "审核进度", "inform").text
    assert "已撤回" in person.says(ANSWER, "撤回提交", "inform").text


def test_a_finished_application_is_found_though_the_conversation_forgot_it(
    reviewed: Office, person: Person
) -> None:
    reviewed.draft(owner="somebody-else")
    assert "没有找到您填好的、可以提交的表" in person.says(ANSWER, "提交审核", "inform").text
    reviewed.draft(owner=person.sender)
    assert "已提交（第1号）" in person.says(ANSWER, "提交审核", "inform").text


def test_in_the_middle_of_the_form_it_says_what_is_missing(
    reviewed: Office, person: Person
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    reply = person.says(FORM, "提交审核", "affirm")
    assert "还没有填完并确认" in reply.text
    assert person.loop == FORM
    assert person.says(FORM, "机构名称是福州市康宁护理院", "inform").form["filled"] == 1


def test_without_anybody_to_review_nothing_is_offered(
    office: services.Services, reviewed: Office, person: Person
) -> None:
    draft = reviewed.draft(owner=person.sender, address="厦门市思明区示例路8号")
    person.slots["draft_id"] = draft.id
    reply = person.says(ANSWER, "提交审核", "inform")
    assert "厦门市思明区还没有开通在线审核，所以没有提交" in reply.text
    titles = [button["title"] for button in reply.messages[-1]["buttons"]]
    assert titles == ["修改内容", "联系谁"], "there is no progress to ask for"
    document = person.says(FORM, "确认", "affirm")
    assert "提交审核" not in document.text


def test_a_return_that_names_no_field_shows_the_whole(reviewed: Office, person: Person) -> None:
    draft = reviewed.draft(owner=person.sender)
    person.slots["draft_id"] = draft.id
    person.says(ANSWER, "提交审核", "inform")
    one, county = reviewed.desk.store.of_draft(draft.id), reviewed.accounts.everyone()[0]
    assert one is not None
    reviewed.desk.decide(one.id, Decision("return", one.version, "请全面核对"), county)
    person.says(ANSWER, "审核进度", "inform")
    asked = person.says(FORM, "按意见修改", "resume_form")
    assert "审核意见没有写到具体的栏目" in asked.text and "审核意见：请全面核对" in asked.text
    assert asked.form["phase"] == "reviewing" and "【机构基本信息】" in asked.text


def test_a_self_check_is_asked_where_it_is_before_it_is_reported(
    reviewed: Office, person: Person
) -> None:
    draft = reviewed.draft("service_quality_rectification", owner=person.sender)
    person.slots["draft_id"] = draft.id
    asked = person.says(ANSWER, "提交审核", "inform")
    assert "看不出填报机构在哪个县（市、区）" in asked.text
    assert asked.form["field"] == "address" and person.loop == FORM
    told = person.says(FORM, "地址是福州市鼓楼区示例路8号", "inform")
    assert told.form["phase"] == "reviewing"
    done = person.says(FORM, "确认", "affirm")
    assert "通知要求向当地县级卫生健康行政部门报告自查及整改情况" in done.text
    assert "提交审核" in [button["title"] for button in done.messages[-1]["buttons"]]
    assert "现在由福州市鼓楼区的县级审核人员核查" in person.says(ANSWER, "提交审核", "inform").text


def test_a_self_check_by_29_stays_with_the_institution(reviewed: Office, person: Person) -> None:
    draft = reviewed.draft("promotion_self_check", owner=person.sender)
    person.slots["draft_id"] = draft.id
    told = person.says(ANSWER, "提交审核", "inform").text
    assert "不在线提交审核。这份自查表供本单位自己使用" in told
    assert "常态化开展风险隐患自查自纠，建立隐患台账并及时整改" in told
    person.says(FORM, "继续填写", "resume_form")
    done = person.says(FORM, "确认", "affirm")
    assert "供本单位自己使用" in done.text and "提交审核" not in done.text


def test_nothing_finished_nothing_submitted(reviewed: Office, person: Person) -> None:
    assert "没有找到您填好的、可以提交的表" in person.says(ANSWER, "提交审核", "inform").text
    stages = person.says("action_handoff", "审核进度", "handoff")  # left to the action
    assert stages.outcomes == ["handoff"]
    assert "还没有提交过审核" in person.says(ANSWER, "撤回提交", "inform").text


def test_what_was_handed_in_keeps_its_verdict_and_the_version_of_its_rules(
    reviewed: Office, person: Person
) -> None:
    draft = reviewed.draft(owner=person.sender)
    person.slots["draft_id"] = draft.id
    person.says(ANSWER, "提交审核", "inform")
    before = services.current()
    version = before.rules.version
    changed = person.says(ANSWER, "满意度改成80%", "correct_value")
    assert "→ 80%" in changed.text
    assert person.says(FORM, "确认", "affirm").outcomes == ["rendered"]
    newer = replace(before.rules, version="9.9.9+changed")
    sets = {**before.rule_sets, newer.id: newer}
    services.configure(replace(before, rules=newer, rule_sets=sets))

    told = person.says(ANSWER, "提交时的核对结论", "ask")
    assert "提交审核（第1号）时" in told.text and f"规则版本{version}" in told.text
    assert "规则后来改过（现在是9.9.9+changed）" in told.text
    verdict = told.messages[0]["custom"]["verdict"]
    shown = {one["id"]: one["verdict"] for one in verdict["criteria"]}
    assert shown["satisfaction"] == "符合", "the 80 % came after"
    made = person.says(ANSWER, "生成时的核对结论", "ask").messages[0]["custom"]["verdict"]
    assert {o["id"]: o["verdict"] for o in made["criteria"]}["satisfaction"] == "不符合"

    one = reviewed.desk.store.of_draft(draft.id)
    assert one is not None
    (kept,) = reviewed.desk.store.snapshots(one.id)
    assert kept.verdict is not None and kept.verdict["version"] == version
    assert kept.values["satisfaction"] >= 95
