"""Questions: asking back, memory, follow-ups, several at once, declining."""

from __future__ import annotations

from typing import Any

from actions.wording import words

from .conftest import Person

ANSWER = "action_answer"


def _says(person: Person, text: str, topic: str | None, intent: str = "ask") -> Any:
    return person.says(ANSWER, text, intent, topic=topic)


def test_asks_back_when_the_kind_matters_and_remembers_it(person: Person) -> None:
    first = _says(person, "创建标准有哪些", "criteria")
    assert first.outcomes == ["clarify"]
    second = _says(person, "示范机构", None, "choose_institution")
    assert second.outcomes == ["answered"]
    assert "65%" in second.text
    third = _says(person, "五年内不能有什么", "incidents")
    assert third.outcomes == ["answered"]
    assert "火灾" in third.text


def test_the_other_kind_gets_the_last_topic(person: Person) -> None:
    _says(person, "示范机构的创建标准", "criteria")
    other = _says(person, "那示范县呢", None, "choose_county")
    assert "党政重视" in other.text


def test_two_questions_get_two_answers_with_their_own_clauses(person: Person) -> None:
    segments = [
        {"text": "什么时候截止", "intent": "ask", "topic": "deadline"},
        {"text": "一个市能报几个", "intent": "ask", "topic": "quota_city"},
    ]
    reply = person.says(ANSWER, "什么时候截止，一个市能报几个", "ask", segments=segments)
    clauses = [[c["clause"] for c in m["custom"]["citations"]] for m in reply.messages]
    assert clauses == [["三、（三）"], ["二、（二）"]]


def test_the_deadline_is_told_beside_another_thing_of_its_notice(person: Person) -> None:
    segments = [
        {"text": "满意度要多少", "intent": "ask", "topic": "satisfaction"},
        {"text": "什么时候截止", "intent": "ask", "topic": "deadline"},
    ]
    reply = person.says(ANSWER, "满意度要多少，什么时候截止", "ask", segments=segments)
    assert "95%" in reply.text
    assert "2025年11月30日前" in reply.text


def test_what_was_told_in_the_same_turn_is_not_told_again(person: Person) -> None:
    segments = [
        {"text": "县级市是不能申报示范县的吧", "intent": "ask", "topic": "who_can_apply"},
        {"text": "只收县和区", "intent": "choose_county", "topic": None},
    ]
    reply = person.says(ANSWER, "县级市是不能申报示范县的吧，只收县和区", "ask", segments=segments)
    assert reply.text.count("县、县级市、市辖区都可以申报示范县") == 1


def test_what_is_left_open_beside_an_answer_is_told_to_whoever_counts(person: Person) -> None:
    reply = person.says(ANSWER, "一个市能报几个？有没有加班费？", "ask", topic=None)
    assert reply.outcomes == ["answered"]
    assert "只能推荐1个" in reply.text
    [message] = reply.messages
    assert message["custom"]["unanswered"] == ["有没有加班费"]


def test_a_supposition_about_one_threshold_is_judged_and_starts_no_check(person: Person) -> None:
    text = "医务室执业证2021年4月20号才下来，到明年三月底五年算够了吧"
    reply = person.says("eligibility_check", text, "start_check")
    assert (reply.outcomes, person.loop) == (["answered"], None)
    assert "不够" in reply.text


def test_two_parts_of_one_matter_are_one_question(person: Person) -> None:
    segments = [
        {"text": "示范机构被取消称号", "intent": "ask", "topic": "revocation"},
        {"text": "多久不能再报", "intent": "ask", "topic": "evaluation_frequency"},
    ]
    reply = person.says(ANSWER, "示范机构被取消称号，多久不能再报", "ask", segments=segments)
    assert reply.outcomes == ["answered"]
    assert reply.text.startswith("3年")


def test_a_side_that_the_answer_has_told_is_not_declined(person: Person) -> None:
    segments = [
        {"text": "医养结合示范单位每个市要几个", "intent": "ask", "topic": "quota_city"},
        {"text": "哪年前", "intent": "ask", "topic": "evaluation_frequency"},
    ]
    reply = person.says(ANSWER, "医养结合示范单位每个市要几个 哪年前", "ask", segments=segments)
    assert reply.outcomes == ["answered"]
    assert "2025年底" in reply.text


def test_a_wish_to_be_checked_beside_a_question_starts_the_check_after(person: Person) -> None:
    segments = [
        {"text": "什么时候截止", "intent": "ask", "topic": "deadline"},
        {"text": "我们能报吗", "intent": "start_check", "topic": None},
    ]
    reply = person.says(ANSWER, "什么时候截止，我们能报吗", "ask", segments=segments)
    assert reply.outcomes == ["answered", "form"]
    assert person.loop == "eligibility_check"


def test_what_the_notices_do_not_answer_is_declined_with_the_contact(person: Person) -> None:
    reply = _says(person, "养老金怎么领", None, "out_of_scope")
    assert reply.outcomes == ["declined"]
    assert "87272803" in reply.text


def test_every_button_says_something_the_assistant_can_use() -> None:
    for key in ("check", "form", "deadline", "contact", "change"):
        assert words(f"buttons.{key}.payload").strip()


def test_saying_who_one_is_does_not_repeat_an_answer_that_is_the_same_for_all(
    person: Person,
) -> None:
    _says(person, "什么时候截止", "deadline")
    reply = _says(person, "我们是养老机构", None, "choose_institution")
    assert reply.outcomes == ["smalltalk"]
    assert "示范机构" in reply.text


def test_who_is_not_understood_again_and_again_gets_the_contact(person: Person) -> None:
    for _ in range(2):
        assert "87272803" not in _smalltalk(person).text
    assert "87272803" in _smalltalk(person).text
    _says(person, "什么时候截止", "deadline")
    assert "87272803" not in _smalltalk(person).text


def _smalltalk(person: Person) -> Any:
    return person.says("action_smalltalk", "就那个那个", "chitchat")


def test_sides_that_stand_in_two_parts_are_answered_together(person: Person) -> None:
    asked = "满意度调查这个要求，21年质量行动里有没有？还是只有示范机构标准里才有"
    segments = [
        {
            "text": "满意度调查这个要求，21年质量行动里有没有？",
            "intent": "ask",
            "topic": "satisfaction",
        },
        {"text": "还是只有示范机构标准里才有", "intent": "ask", "topic": "criteria"},
    ]
    reply = person.says(ANSWER, asked, "ask", segments=segments)
    assert reply.outcomes == ["answered"]
    assert "95%" in reply.text


def test_a_part_that_only_leads_to_a_comparison_is_not_answered_alone(person: Person) -> None:
    segments = [
        {"text": "人才专业建设", "intent": "ask", "topic": "n29_majors"},
        {"text": "省里2021年那份和促进行动各有什么目标", "intent": "ask", "topic": "n29_goal"},
    ]
    asked = "，".join(segment["text"] for segment in segments)
    reply = person.says(ANSWER, asked, "ask", segments=segments)
    assert reply.outcomes == ["answered"]
    assert "若干措施" in reply.text
    assert "29号文" in reply.text


def test_facts_behind_the_wish_to_fill_are_for_the_form(person: Person) -> None:
    text = "帮我填示范机构申请表 我们是福州市仓山区康宁护理院 床位120张 住了96人"
    reply = person.says("eligibility_check", text, "start_check")
    assert reply.outcomes == ["form"]
    assert "机构名称 福州市仓山区康宁护理院、实际运营床位 120张、入住老年人数 96人" in reply.text
    assert person.loop == "declaration_form"


def test_counts_told_without_a_question_are_judged_by_what_they_come_to(person: Person) -> None:
    reply = _says(person, "一共住着180个老人，失能92个失智28个", None, "inform")
    assert "两类合起来是51.11～66.67%" in reply.text
    assert reply.outcomes[-1] == "clarify"  # what they are told for is still asked


def test_facts_that_no_threshold_decides_are_only_asked_what_for(person: Person) -> None:
    assert _says(person, "我们院有医生5名，护士10名，护理员30名", None, "inform").outcomes == [
        "clarify"
    ]
