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
from policy.beside import Beside
from policy.conversation import Conversation
from policy.cues import Cues
from policy.follow_up import FollowUp
from policy.loader import Library
from policy.naming import Naming
from policy.replying import Replier
from tests import known

TODAY = date(2025, 10, 20)
NOTICES = Path(__file__).resolve().parents[3] / "data" / "notices"
CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "reading.yml").read_text(encoding="utf-8")
)


def _ask(base: PolicyBase, question: str) -> Any:
    return base.reply(question, subject=base.subject_in(question), today=TODAY)


@pytest.fixture(scope="module")
def library() -> Library:
    return known.library()


@pytest.fixture(scope="module")
def follow_up(library: Library) -> FollowUp:
    data = library.router
    names = Cues([notice.meta for notice in library.notices.values()]).words()
    return FollowUp(data.follow_ups, names, [[*data.places, *data.own_places]])


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


@pytest.mark.parametrize("case", CASES["of_a_place"], ids=lambda case: case["said"])
def test_what_only_asks_after_a_place_is_read_alike(base: PolicyBase, case: dict[str, Any]) -> None:
    assert base.router.reader.read(case["said"]).rstrip("?") == case["read"]


@pytest.mark.parametrize("case", CASES["named_beside"], ids=lambda case: case["message"])
def test_a_notice_named_in_a_message_goes_for_its_questions(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    found = Naming(base.router).beside(case["question"], case["message"], hints=case.get("engine"))
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
    assert dict(Beside(base.router).notices(case["question"])) == case["topics"]


@pytest.mark.parametrize("case", CASES["things"], ids=lambda case: case["question"])
def test_things_of_several_notices_are_set_beside_each_other(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    assert Beside(base.router).things(case["question"]) == case["topics"]
    answer = _ask(base, case["question"])
    leads = [f"{notice.name}：" for notice in base.notices]
    assert (sum(lead in answer.text for lead in leads) > 1) == bool(case["topics"])


@pytest.mark.parametrize("case", CASES["everywhere"], ids=lambda case: case["question"])
def test_what_several_notices_speak_of_is_told_of_each(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    assert Beside(base.router).everywhere(case["question"]) == case["topics"]
    answer = _ask(base, case["question"])
    leads = [f"{notice.name}：" for notice in base.notices]
    assert (sum(lead in answer.text for lead in leads) > 1) == bool(case["topics"])


@pytest.mark.parametrize("case", CASES["the_same"], ids=lambda case: case["question"])
def test_a_further_question_is_of_the_notice_that_answered(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    assert _reading(base).cutting.one_by_one(case["question"]) == case["runs"]


def _reading(base: PolicyBase) -> Conversation:
    return Conversation(base.router, base.subject_in)


def test_a_side_is_asked_in_its_own_words_and_those_before_all(base: PolicyBase) -> None:
    first, second = Beside(base.router).sides.of("中医药,29号文讲几类几项,示范标准里又列了哪些")
    ids = [notice.id for notice in base.notices]
    assert {ids[i] for i in first.notices} == {"national-2025-29"}
    assert {ids[i] for i in second.notices} == {"fujian-2025-714"}
    assert (first.named, second.named) == (True, False)
    assert first.ways[0] == "中医药,讲几类几项"
    assert second.ways[0] == "中医药,里又列了哪些"


def test_every_notice_that_is_told_is_one(library: Library) -> None:
    rule = library.router.sides
    told = {
        one
        for group in (rule.years, rule.speakers, rule.matters)
        for t in group
        for one in t.notices
    }
    assert told == set(library.notices)


def test_a_year_alone_leaves_open_which_notice_speaks(base: PolicyBase) -> None:
    first, second = Beside(base.router).sides.of("培训21年说的和今年说的一样吗")
    ids = [notice.id for notice in base.notices]
    assert {ids[i] for i in first.notices} == {"fujian-2021-119", "fujian-2021-measures"}
    assert {ids[i] for i in second.notices} == {"fujian-2025-714", "national-2025-29"}
    spoken = Beside(base.router).sides.of("培训省里21年说的和25年说的一样吗")
    assert {ids[i] for i in spoken[1].notices} == {"fujian-2025-714"}


@pytest.mark.parametrize(
    ("question", "topic", "other"),
    [
        ("周爽和孙晓惠两位我该找谁报示范", "x_contacts", None),
        ("姓孙的姓周的两个联系人，今年报示范找谁", "contact", "周爽"),
    ],
)
def test_both_contacts_are_told_where_both_may_be_meant(
    base: PolicyBase, question: str, topic: str, other: str | None
) -> None:
    answer = _ask(base, question)
    assert answer.topic in (topic, "x_contacts")
    assert "孙晓惠" in answer.text
    assert (other or "周爽") in answer.text


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
    elsewhere = not case.get("at_home", False)
    assert follow_up.points_back(case["asked"], elsewhere=elsewhere) == case.get("whole", False)


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


@pytest.mark.parametrize("case", CASES["other_place"], ids=lambda case: case["question"])
def test_only_a_place_that_is_meant_is_another_place(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    assert base.router.reader.place_elsewhere(case["question"]) == case["place"]


@pytest.mark.parametrize("case", CASES["several"], ids=lambda case: case["message"])
def test_every_question_of_a_message_is_answered(base: PolicyBase, case: dict[str, Any]) -> None:
    message = case["message"]
    answer = base.reply(message, subject=None, today=TODAY, message=message)
    for words in case["show"]:
        assert words in answer.text, answer.text
    for words in case.get("hide", []):
        assert words not in answer.text, answer.text


@pytest.mark.parametrize("message", CASES["one_question"])
def test_one_question_is_not_cut_in_two(base: PolicyBase, message: str) -> None:
    assert _reading(base).cutting.one_by_one(message) == []


@pytest.mark.parametrize("case", CASES["set_beside"], ids=lambda case: case["question"])
def test_two_things_of_a_kind_are_set_beside_each_other(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    for words in case["show"]:
        assert words in answer.text, answer.text


@pytest.mark.parametrize("question", CASES["set_beside_once"])
def test_what_one_topic_answers_is_not_set_beside_itself(base: PolicyBase, question: str) -> None:
    assert _reading(base).set_beside(question) == []


@pytest.mark.parametrize("case", CASES["meant"], ids=lambda case: case["question"])
def test_a_notice_as_a_whole_or_one_thing_of_it(base: PolicyBase, case: dict[str, Any]) -> None:
    assert base.route(case["question"]).topic == case["topic"]


@pytest.mark.parametrize("case", CASES["never_for_another"], ids=lambda case: case["question"])
def test_what_is_one_notices_own_is_never_told_for_another(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    for words in case["hide"]:
        assert words not in answer.text, answer.text


@pytest.mark.parametrize("case", CASES["hinted"], ids=lambda case: case["question"])
def test_a_year_and_who_speaks_hint_at_a_notice(base: PolicyBase, case: dict[str, Any]) -> None:
    assert sorted(base.notices_in(case["question"])) == case["notices"]


@pytest.mark.parametrize("case", CASES["in_the_name"], ids=lambda case: case["question"])
def test_a_place_in_a_notices_name_is_not_asked_about(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    assert answer.outcome == "answered", answer.text
    for words in case["show"]:
        assert words in answer.text, answer.text


@pytest.mark.parametrize("case", CASES["contact_after"], ids=lambda case: case["asked"])
def test_a_follow_up_gets_the_contact_of_the_notice_it_names(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = base.reply(
        case["asked"],
        subject=None,
        today=TODAY,
        last_topic=case["topic"],
        last_question=case["last"],
        message=case["asked"],
    )
    for words in case["show"]:
        assert words in answer.text, answer.text
    for words in case["hide"]:
        assert words not in answer.text, answer.text


def test_how_it_is_done_in_a_place_is_read_alike_but_where_a_place_stands_for_a_notice(
    base: PolicyBase,
) -> None:
    read = base.router.reader.read
    assert read("随州咋弄的") == read("随州有什么经验") == "随州是怎么做的"
    assert read("鞍山有什么经验") == "鞍山有什么经验"
