"""The answers from 国卫办老龄发〔2025〕29号: entry by entry, and what holds for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from policy import PolicyBase
from tests.unit.policy.answer_cases import (
    check_case,
    check_coverage,
    check_own_questions,
    read_cases,
)

NOTICE = "national-2025-29"
CASES = read_cases(NOTICE)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_an_answer_shows(case: dict[str, Any], base: PolicyBase) -> None:
    check_case(base, case)


def test_each_question_an_entry_lists_is_answered_verbatim(base: PolicyBase) -> None:
    check_own_questions(base, NOTICE)


def test_every_clause_is_answered_from(base: PolicyBase) -> None:
    check_coverage(base, NOTICE, "n29_")
