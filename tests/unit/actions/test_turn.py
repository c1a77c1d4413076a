"""Which parts of a message are questions and which are for the form."""

from __future__ import annotations

from typing import Any

import pytest

from actions.turn import Message, is_question, plan


def _message(*segments: tuple[str, str, str | None], intent: str = "ask") -> Message:
    made: list[dict[str, Any]] = [
        {"text": text, "intent": name, "topic": topic} for text, name, topic in segments
    ]
    return Message("s", "，".join(text for text, _, _ in segments), intent, made)


def test_a_value_is_input_even_when_the_engine_takes_it_for_a_topic() -> None:
    message = _message(("联系电话0591-83300000", "ask", "contact_phone"))
    assert [p.kind for p in plan(message, lambda text: "0591" in text)] == ["input"]


def test_a_question_stays_a_question_inside_a_form() -> None:
    message = _message(("联系电话是多少", "ask", "contact_phone"))
    parts = plan(message, lambda text: False)
    assert [(p.kind, p.topic) for p in parts] == [("question", "contact_phone")]


def test_a_question_keeps_what_the_engine_makes_of_its_parts() -> None:
    money = {"text": "有补助吗", "intent": "ask", "confidence": 0.99}
    money["topics"] = [{"topic": "award_money", "confidence": 0.99}]
    text = "国德康养多少床，有补助吗"
    segment = {"text": text, "intent": "out_of_scope", "topic": None, "parts": [money]}
    (part,) = plan(Message("s", text, "out_of_scope", [segment]))
    assert part.parts == {"有补助吗": {"award_money": 0.99}}
    assert part.each() == part.parts


def test_value_and_question_in_one_message_are_told_apart() -> None:
    message = _message(("床位120张", "inform", None), ("截止到什么时候？", "ask", "deadline"))
    parts = plan(message, lambda text: "床位" in text)
    assert [(p.kind, p.text) for p in parts] == [
        ("input", "床位120张"),
        ("question", "截止到什么时候？"),
    ]


def test_neighbouring_input_stays_together_with_its_punctuation() -> None:
    message = Message(
        "s",
        "负责人王建国；电话13805910001。什么时候截止",
        "ask",
        [
            {"text": "负责人王建国", "intent": "inform", "topic": None},
            {"text": "电话13805910001", "intent": "inform", "topic": None},
            {"text": "什么时候截止", "intent": "ask", "topic": "deadline"},
        ],
    )
    parts = plan(message, lambda text: "什么" not in text)
    assert [p.text for p in parts] == ["负责人王建国；电话13805910001", "什么时候截止"]


def test_a_text_for_the_form_keeps_its_last_full_stop() -> None:
    text = "坚持公益性原则，老年人评价良好。"
    segments = [{"text": text.rstrip("。"), "intent": "ask", "topic": "service_effect"}]
    parts = plan(Message("s", text, "ask", segments), lambda text: True)
    assert [(p.kind, p.text) for p in parts] == [("input", text)]


def test_an_unknown_question_in_a_form_is_declined_not_filled_in() -> None:
    message = _message(("明天会下雨吗", "out_of_scope", None), intent="out_of_scope")
    assert [p.kind for p in plan(message, lambda text: False)] == ["offtopic"]


def test_small_talk_beside_a_question_is_not_declined() -> None:
    message = _message(("你好", "greet", None), ("什么时候截止", "ask", "deadline"))
    assert [p.kind for p in plan(message)] == ["input", "question"]


def _outside(text: str, confidence: float) -> Message:
    segment = {"text": text, "intent": "out_of_scope", "topic": None, "confidence": confidence}
    return Message("s", text, "out_of_scope", [segment])


def test_what_is_surely_off_topic_beside_a_form_is_no_input_even_without_a_question() -> None:
    said = _outside("明天福州天气估计不好", 0.93)
    assert [p.kind for p in plan(said, lambda text: False)] == ["offtopic"]
    assert [p.kind for p in plan(said, lambda text: True)] == ["input"]
    unsure = _outside("明天福州天气估计不好", 0.3)
    assert [p.kind for p in plan(unsure, lambda text: False)] == ["input"]


@pytest.mark.parametrize("text", ["明天下雨不", "119造假咋说的", "年限够不够", "这条过了没"])
def test_everyday_questions_are_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["还没", "没有", "从来不", "床位180张", "福州市鼓楼区夕阳红养老院"]
)
def test_statements_are_no_questions(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize("text", ["抬头写的单位一样不一样", "消防演练一年几回", "需要不需要备案"])
def test_a_question_may_offer_both_answers_in_two_characters(text: str) -> None:
    assert is_question(text)


def test_what_is_no_question_is_none() -> None:
    assert not is_question("一年消防演练两回")
