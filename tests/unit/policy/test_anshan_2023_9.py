"""The answers from 鞍卫发〔2023〕9号: entry by entry, and what holds for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from policy import PolicyBase
from policy.facts import Statement
from policy.text import sentences, squash
from tests.unit.policy.answer_cases import (
    TODAY,
    check_case,
    check_coverage,
    check_own_questions,
    read_cases,
)

NOTICE = "anshan-2023-9"
CASES = read_cases(NOTICE)


def _practices(base: PolicyBase) -> dict[str, Statement]:
    """The facts that hold one place and its practice."""
    return {
        fact.id: fact
        for fact in base.notice(NOTICE).facts.values()
        if isinstance(fact, Statement) and "place" in fact.values
    }


def _text(base: PolicyBase, topic: str, question: str = "") -> str:
    return base.answer(topic, question=question, subject=None, today=TODAY).text


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_an_answer_shows(case: dict[str, Any], base: PolicyBase) -> None:
    check_case(base, case)


def test_each_question_an_entry_lists_is_answered_verbatim(base: PolicyBase) -> None:
    check_own_questions(base, NOTICE)


def test_every_clause_is_answered_from(base: PolicyBase) -> None:
    check_coverage(base, NOTICE, "as23_")


def test_every_sentence_of_the_ten_items_is_answered_from(base: PolicyBase) -> None:
    notice = base.notice(NOTICE)
    cited = {
        squash(notice.citation(source).quote)
        for entry in notice.entries.values()
        for _, say, _ in entry.sayings()
        for source in say.cite
    }
    items = [clause for top in notice.tree[11:15] for clause in top.children]
    assert len(items) == 10
    for clause in items:
        for sentence in sentences(clause.text)[1:]:
            assert squash(sentence) in cited, sentence


def test_every_place_is_answered_by_name_and_stands_in_the_list(base: PolicyBase) -> None:
    practices = _practices(base)
    assert len(practices) == 33
    listed = _text(base, "as23_places")
    assert "三十三处" in listed
    for name, fact in practices.items():
        place, did = str(fact.values["place"]), str(fact.values["did"])
        assert place in listed
        assert did in _text(base, name if name in base.topics else "as23_places", place), name


def test_a_place_that_is_named_is_never_said_to_be_absent(base: PolicyBase) -> None:
    for name, fact in _practices(base).items():
        for topic in ("as23_places", "as23_place_absent"):
            question = f"{fact.values['place']}写了吗"
            answer = base.answer(topic, question=question, subject=None, today=TODAY)
            assert answer.outcome == "answered", (topic, name)
            assert str(fact.values["did"]) in answer.text, (topic, name)


def test_a_place_and_its_practice_carry_the_year(base: PolicyBase) -> None:
    for name in _practices(base).keys() & base.topics.keys():
        for question in ["", *base.topics[name].asks]:
            assert "2023年" in _text(base, name, question), (name, question)


def test_the_phones_are_never_given_without_liaoning_and_the_year(base: PolicyBase) -> None:
    for topic, entry in base.notice(NOTICE).entries.items():
        for question in ["", *entry.asks]:
            text = _text(base, topic, question)
            assert "0591" not in text
            if "024-" in text or "lnlljk" in text:
                assert "辽宁" in text, (topic, question)
                assert "2023年" in text or "没有福建的联系人" in text, (topic, question)


@pytest.mark.parametrize(
    "question",
    ["江西省民政厅的联系电话", "养老服务和老年人福利处联系电话", "电子邮箱：lnlljk@163.com"],
)
def test_a_phone_of_liaoning_is_no_nearest_content(question: str, base: PolicyBase) -> None:
    assert any("联系" in hit.clause for hit in base.nearest(question))
    text = base.decline(question, TODAY).text
    assert "024-" not in text
    assert "lnlljk" not in text
