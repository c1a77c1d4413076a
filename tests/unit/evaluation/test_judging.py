"""The judge of the evaluation finds what is wrong, and only that."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from evaluation.judging import judge
from evaluation.questions import Expected, Question
from evaluation.report import wilson

SOURCES = {"某号": "请于2025年11月30日前报送。"}


def _question(**expected: Any) -> Question:
    full = {"outcomes": ("answered",), "must": (), "must_not": (), "clauses": (), **expected}
    return Question(
        "q", "file", "什么时候", (), "applicant", "deadline", "n", "dev", dt.date(2025, 10, 20),
        Expected(**full),
    )  # fmt: skip


def _reply(text: str, outcome: str = "answered", quote: str = "2025年11月30日前") -> Any:
    citation = {"notice": "某号", "clause": "三、（三）", "quote": quote}
    return [{"text": text, "custom": {"outcome": outcome, "citations": [citation]}}]


def test_a_right_reply_has_no_problem() -> None:
    question = _question(must=(("11月30日",),), clauses=("三、（三）",), must_not=("10月18日",))
    assert judge(question, _reply("2025年11月30日前"), SOURCES, 0.1).right


@pytest.mark.parametrize(
    ("expected", "reply"),
    [
        ({"must": (("11月30日", "十一月三十日"),)}, _reply("不知道", quote="前")),
        ({"must_not": ("11月30日",)}, _reply("不知道")),
        ({"must_not": ("10月18日",)}, _reply("10月18日")),
        ({"outcomes": ("declined",)}, _reply("2025年11月30日前")),
        ({"clauses": ("二、（一）",)}, _reply("2025年11月30日前")),
        ({}, _reply("好", quote="2025年12月1日前")),
    ],
    ids=["lacks", "shows in a quote", "shows", "outcome", "clause", "quote"],
)
def test_each_kind_of_error_is_found(expected: Any, reply: Any) -> None:
    assert not judge(_question(**expected), reply, SOURCES, 0.1).right


def test_answering_what_is_not_said_is_a_false_answer() -> None:
    judged = judge(_question(outcomes=("declined",)), _reply("给十万元"), SOURCES, 0.1)
    assert judged.false_answer
    assert not judged.false_decline


def test_wilson_holds_the_share_and_stays_within_bounds() -> None:
    low, high = wilson(95, 100)
    assert 0.88 < low < 0.95 < high < 0.99
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1.0)
