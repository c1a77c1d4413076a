"""What an answer leaves open, and what reaches beyond the notices; cases/open_points.yml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy import Answer, PolicyBase
from policy.beyond import Beyond
from policy.open_points import Definitions
from tests import known

TODAY = date(2025, 10, 20)
CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "open_points.yml").read_text(encoding="utf-8")
)


def _ask(base: PolicyBase, question: str) -> Answer:
    return base.reply(question, subject=base.subject_in(question), today=TODAY)


def _shows(answer: Answer, case: dict[str, Any]) -> None:
    assert [words for words in case.get("show", []) if words not in answer.text] == [], answer.text
    assert [words for words in case.get("never", []) if words in answer.text] == [], answer.text
    if "outcome" in case:
        assert answer.outcome == case["outcome"]


@pytest.fixture(scope="module")
def beyond(base: PolicyBase) -> Beyond:
    return Beyond(known.library(), base.router.reader)


@pytest.fixture(scope="module")
def definitions(base: PolicyBase) -> Definitions:
    return Definitions(known.library().router, base.router.reader)


@pytest.mark.parametrize("case", CASES["not_held"], ids=lambda case: case["question"])
def test_a_document_that_is_not_held_is_said_to_be_none(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    assert answer.outcome == "declined"
    assert "福建省2025年714号文" in answer.text
    _shows(answer, case)


@pytest.mark.parametrize("question", CASES["known_documents"])
def test_a_notice_or_what_it_mentions_is_no_such_document(beyond: Beyond, question: str) -> None:
    assert beyond.not_held(question) is None


@pytest.mark.parametrize("case", CASES["mentioned"], ids=lambda case: case["question"])
def test_every_document_asked_about_is_told(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["terms"], ids=lambda case: case["question"])
def test_a_term_is_asked_about(definitions: Definitions, case: dict[str, Any]) -> None:
    assert definitions.term(case["question"]) == case["term"]


@pytest.mark.parametrize("question", CASES["no_terms"])
def test_no_term_is_asked_about(definitions: Definitions, question: str) -> None:
    assert definitions.term(question) is None


@pytest.mark.parametrize("case", CASES["undefined"], ids=lambda case: case["question"])
def test_a_term_that_no_notice_defines_is_said_to_be_undefined(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["defined"], ids=lambda case: case["question"])
def test_a_term_that_is_explained_is_not(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(_ask(base, case["question"]), {**case, "never": ["下定义"], "outcome": "answered"})


@pytest.mark.parametrize("case", CASES["how_often"], ids=lambda case: case["question"])
def test_how_often_is_of_the_thing_that_is_asked_for(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["families"], ids=lambda case: case["question"])
def test_what_a_family_asks_is_declined_with_whom_to_ask(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    answer = _ask(base, case["question"])
    assert (answer.topic, answer.outcome) == (case["topic"], "declined")
    assert "请问" in answer.text or "反映" in answer.text
    assert answer.citations


@pytest.mark.parametrize("question", CASES["no_families"])
def test_what_others_ask_is_no_family_s_question(beyond: Beyond, question: str) -> None:
    assert beyond.family(question) is None


@pytest.mark.parametrize("case", CASES["open_parts"], ids=lambda case: case["question"])
def test_a_question_that_nothing_answers_is_named(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("question", CASES["no_open_parts"])
def test_what_is_answered_is_not_said_to_be_open(base: PolicyBase, question: str) -> None:
    assert "这一点，" not in _ask(base, question).text


@pytest.mark.parametrize("case", CASES["each_answered"], ids=lambda case: case["question"])
def test_both_of_two_questions_are_answered(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["unlisted"], ids=lambda case: case["question"])
def test_what_is_only_counted_is_said_not_to_be_listed(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["empty"], ids=lambda case: case["question"])
def test_empty_beds_are_no_occupied_ones(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(base.answer("occupancy", question=case["question"], subject=None, today=TODAY), case)


@pytest.mark.parametrize("case", CASES["joined"], ids=lambda case: case["question"])
def test_a_short_question_goes_with_what_was_named(base: PolicyBase, case: dict[str, Any]) -> None:
    _shows(_ask(base, case["question"]), case)


@pytest.mark.parametrize("case", CASES["numbers"], ids=lambda case: case["question"])
def test_a_telephone_number_is_answered_with_whose_it_is(
    base: PolicyBase, case: dict[str, Any]
) -> None:
    _shows(_ask(base, case["question"]), case)


def test_a_second_answer_repeats_nothing_and_keeps_the_message_short(base: PolicyBase) -> None:
    most = known.library().router.beside_longest
    for question in ("国卫办老龄发〔2023〕3号是啥", "安全检查查什么", "材料要几份"):
        answer = _ask(base, question)
        lines = [line for line in answer.text.splitlines() if len(line) > 8]
        assert len(lines) == len(set(lines))
        if "如果您想问的是" in answer.text:
            assert len(answer.text.encode()) <= most
