"""The engine recognised a wish for a person, or a question that staff have answered."""

from dataclasses import replace
from typing import Any

from actions import services
from policy import Answer
from tests.unit.actions.conftest import Person

NOTE = {
    "text": "已转给工作人员。",
    "custom": {"outcome": "handoff", "citations": [], "person": {"state": "waiting"}},
}


def with_desk(office: services.Services, **changes: Any) -> None:
    services.configure(replace(office, **changes))


def test_a_wish_in_other_words_is_handed_over(office: services.Services, person: Person) -> None:
    with_desk(office, hand_over=lambda sender, seq: [NOTE])
    reply = person.says("action_handoff", "有没有真人能跟我讲讲", "handoff")
    assert reply.text == NOTE["text"]
    assert reply.messages[0]["custom"]["person"] == {"state": "waiting"}


def test_without_anybody_there_the_contact_is_named(
    office: services.Services, person: Person
) -> None:
    with_desk(office, hand_over=lambda sender, seq: None)
    reply = person.says("action_handoff", "有没有真人能跟我讲讲", "handoff")
    assert "这里没有人工坐席" in reply.text
    assert "0591-87272803" in reply.text


def test_staff_answer_what_the_notices_do_not(office: services.Services, person: Person) -> None:
    kept: list[str] = []

    def instead(question: str, declined: Answer, last: str | None) -> Answer:
        assert declined.outcome == "declined"
        return Answer(text="工作人员答复：要办证。", outcome="answered")

    with_desk(office, instead=instead, record_unanswered=kept.append)
    reply = person.says("action_answer", "食堂要办什么证", "out_of_scope")
    assert reply.text == "工作人员答复：要办证。"
    assert kept == []


def test_of_several_questions_those_left_open_are_on_the_list(
    office: services.Services, person: Person
) -> None:
    kept: list[str] = []
    with_desk(office, record_unanswered=kept.append)
    both = "示范机构可以由社会资本办吗，奖励多少钱"
    reply = person.says("action_answer", both, "ask_eligibility")
    assert "鼓励社会力量兴办" in reply.text and "没有写" in reply.text
    assert kept == ["奖励多少钱"]
