"""The answers from 闽卫老龄函〔2021〕119号: entry by entry, and what holds for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from policy import PolicyBase
from tests.unit.policy.answer_cases import (
    TODAY,
    check_case,
    check_coverage,
    check_own_questions,
    read_cases,
)

NOTICE = "fujian-2021-119"
CASES = read_cases(NOTICE)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_an_answer_shows(case: dict[str, Any], base: PolicyBase) -> None:
    check_case(base, case)


def test_each_question_an_entry_lists_is_answered_verbatim(base: PolicyBase) -> None:
    check_own_questions(base, NOTICE)


def test_every_clause_is_answered_from(base: PolicyBase) -> None:
    check_coverage(base, NOTICE, "q21_")


def test_every_answer_says_that_its_time_is_over(base: PolicyBase) -> None:
    """Nothing of an expired notice may be taken for a demand of today."""
    notice = base.notice(NOTICE)
    assert notice.meta.status == "已过执行期"
    for topic, entry in notice.entries.items():
        for question in ["", *entry.asks]:
            answer = base.answer(topic, question=question, subject=None, today=TODAY)
            assert "执行期" in answer.text, (topic, question)
            assert "2022年" in answer.text, (topic, question)


def test_the_contact_of_2021_is_never_given_without_its_year(base: PolicyBase) -> None:
    for topic, entry in base.notice(NOTICE).entries.items():
        for question in ["", *entry.asks]:
            answer = base.answer(topic, question=question, subject=None, today=TODAY)
            if "周爽" in answer.text or "87860912" in answer.text:
                assert "2021" in answer.text, (topic, question)
            if "87272803" in answer.text:
                assert "传真" in answer.text, (topic, question)
