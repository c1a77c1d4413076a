"""How questions are read: notices named, follow-ups, comparisons, words, kinds of answer.

The cases are cases/reading.yml.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy import PolicyBase
from policy.conversation import Conversation
from policy.cues import Cues
from policy.follow_up import FollowUp
from policy.loader import Library, load_library
from policy.replying import Replier

TODAY = date(2025, 10, 20)
NOTICES = Path(__file__).resolve().parents[3] / "data" / "notices"
CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "reading.yml").read_text(encoding="utf-8")
)


def _ask(base: PolicyBase, question: str) -> Any:
    return base.reply(question, subject=base.subject_in(question), today=TODAY)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(NOTICES)


@pytest.fixture(scope="module")
def follow_up(library: Library) -> FollowUp:
    data = library.router
    names = Cues([notice.meta for notice in library.notices.values()]).words()
    return FollowUp(data.follow_ups, names, [*data.places, *data.own_places])


@pytest.mark.parametrize("case", CASES["named"], ids=lambda case: case["question"])
def test_a_notice_is_named_by_its_number(library: Library, case: dict[str, Any]) -> None:
    metas = [notice.meta for notice in library.notices.values()]
    named = Cues(metas).named(case["question"])
    assert [metas[i].id for i in named] == case["notices"]


@pytest.mark.parametrize("case", CASES["written"], ids=lambda case: case["said"])
def test_what_is_said_digit_by_digit_is_written(library: Library, case: dict[str, Any]) -> None:
    cues = Cues([notice.meta for notice in library.notices.values()])
    assert cues.written(case["said"]) == case["written"]


@pytest.mark.parametrize("case", CASES["askers"], ids=lambda case: case["said"])
def test_who_asks_is_left_out(base: PolicyBase, case: dict[str, Any]) -> None:
    assert base.router.reader.without_asker(case["said"]) == case["left"]


@pytest.mark.parametrize("case", CASES["named_beside"], ids=lambda case: case["message"])
def test_a_notice_named_in_a_message_goes_for_its_questions(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    found = Conversation(base.router).named_beside(
        case["question"], case["message"], hints=case.get("engine")
    )
    if "notice" not in case:
        assert found is None
    else:
        assert found is not None
        assert base.route(found).notice == case["notice"]


@pytest.mark.parametrize("part", [*CASES["only_names"], *CASES["more_than_names"]])
def test_a_part_may_only_name_a_notice(base: PolicyBase, part: str) -> None:
    assert base.only_names(part) == (part in CASES["only_names"])


@pytest.mark.parametrize("case", CASES["of_another_place"], ids=lambda case: case["message"])
def test_another_place_in_a_message_stops_the_answer(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    engine = case.get("engine")
    answer = base.reply(
        case["question"], hints=engine, subject=None, today=TODAY, message=case["message"]
    )
    if "place" in case:
        assert answer.outcome == "declined"
        assert case["place"] in answer.text
        assert "0591" not in answer.text
    else:
        assert answer.outcome == "answered"
        assert "0591-87272803" in answer.text


@pytest.mark.parametrize("case", CASES["compared"], ids=lambda case: case["question"])
def test_notices_are_set_beside_each_other(base: PolicyBase, case: dict[str, Any]) -> None:
    assert dict(base.router.compared(case["question"])) == case["topics"]


def test_what_is_compared_is_said_of_each_notice_by_name(base: PolicyBase) -> None:
    text = _ask(base, "联系电话714和119分别是多少").text
    assert text.rindex("714号文：") < text.rindex("0591-87272803")
    assert "119号文：" in text
    assert "0591-87860912" in text


@pytest.mark.parametrize("case", CASES["exchanged"], ids=str)
def test_a_follow_up_puts_one_thing_for_another(follow_up: FollowUp, case: dict[str, Any]) -> None:
    wanted = (case["whole"], case["alone"]) if "whole" in case else None
    freely = case.get("freely", False)
    assert follow_up.exchanged(case["asked"], case["last"], freely=freely) == wanted


@pytest.mark.parametrize("case", CASES["joined"], ids=lambda case: case["asked"])
def test_a_follow_up_that_points_back_is_told(follow_up: FollowUp, case: dict[str, Any]) -> None:
    assert follow_up.points_back(case["asked"]) == case.get("whole", False)


@pytest.mark.parametrize("case", CASES["doubtful"], ids=lambda case: case["asked"])
def test_what_is_not_plain_alone_is_read_with_the_last_question(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    last = {"last_topic": case["topic"], "last_question": case["last"]}
    answer = base.reply(case["asked"], subject=None, today=TODAY, **last)
    assert case["show"] in answer.text
    assert case["show"] not in _ask(base, case["asked"]).text


@pytest.mark.parametrize("case", CASES["another"], ids=lambda case: case["asked"])
def test_another_thing_is_not_answered_with_the_last_again(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    last = {"last_topic": case["topic"], "last_question": case["last"]}
    answer = base.reply(case["asked"], subject=None, today=TODAY, **last)
    assert case["show"] in answer.text
    assert case["hide"] not in answer.text


@pytest.mark.parametrize("case", CASES["runner_up"], ids=lambda case: case["question"])
def test_of_two_likely_answers_both_are_told(base: PolicyBase, case: dict[str, Any]) -> None:
    answer = _ask(base, case["question"])
    assert "如果您想问的是" in answer.text
    for words in case["show"]:
        assert words in answer.text
    beside = base.reply(case["question"], subject=None, today=TODAY, alone=False)
    assert "如果您想问的是" not in beside.text
    assert set(beside.citations) < set(answer.citations)


@pytest.mark.parametrize("case", CASES["mentions"], ids=lambda case: case["question"])
def test_a_word_is_found_where_the_notices_use_it(base: PolicyBase, case: dict[str, Any]) -> None:
    answer = _ask(base, case["question"])
    assert answer.outcome == "answered"
    for words in case["show"]:
        assert words in answer.text
    assert case["clause"] in {citation.clause for citation in answer.citations}


@pytest.mark.parametrize("question", CASES["unmentioned"])
def test_a_word_that_stands_nowhere_is_not_found(base: PolicyBase, question: str) -> None:
    assert "写到：" not in _ask(base, question).text


@pytest.mark.parametrize("case", CASES["kinds"], ids=lambda case: case["question"])
def test_an_answer_shows_the_kind_of_thing_asked_for(
    base: PolicyBase, library: Library, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    assert (answer.outcome, answer.topic) == (case["outcome"], case["topic"])
    blind = base.router.data.model_copy(update={"kinds_of_answer": []})
    plain = Library(library.notices, library.unstructured, library.wording, blind, library.across)
    replier = Replier(plain, base._composer, base.router, base._index)
    unchecked = replier.reply(
        case["question"], hints=None, subject=None, today=TODAY, last_topic=None
    )
    assert unchecked.topic == case["without"]


@pytest.mark.parametrize("question", CASES["never_said"])
def test_what_no_notice_answers_is_declined(base: PolicyBase, question: str) -> None:
    assert base.router.reader.never_said(question)
    assert _ask(base, question).outcome == "declined"


@pytest.mark.parametrize("question", CASES["said"])
def test_what_notices_answer_is_not_taken_for_it(base: PolicyBase, question: str) -> None:
    assert not base.router.reader.never_said(question)


@pytest.mark.parametrize("case", CASES["cities"], ids=lambda case: case["question"])
def test_a_city_is_told_from_its_districts(base: PolicyBase, case: dict[str, Any]) -> None:
    answer = _ask(base, case["question"])
    assert answer.topic == case["topic"]
    for words in case["show"]:
        assert words in answer.text
    assert "附件1 二、（一）" in {citation.clause for citation in answer.citations}


@pytest.mark.parametrize("question", CASES["elsewhere"])
def test_another_place_is_told_that_it_is_not_here_and_gets_no_telephone(
    base: PolicyBase, question: str
) -> None:
    sure = {"contact_phone": 0.9, "contact": 0.9}
    for hints in (None, sure):
        answer = base.reply(question, hints=hints, subject=None, today=TODAY)
        assert answer.outcome == "declined"
        assert "0591" not in answer.text
