"""A day on which somebody means to hand in, beside the day before which it is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import PolicyBase
from policy.planned import When, planned

TODAY = date(2025, 10, 20)
UNTIL = date(2025, 11, 30)


@given(st.integers(0, 150))
def test_a_day_lies_before_on_or_after_the_last_one(days: int) -> None:
    day = TODAY + timedelta(days)
    plan = planned(f"我们{day.month}月{day.day}号报省里来得及吗", TODAY)
    assert plan is not None
    assert (plan.first, plan.last) == (day, day)
    wanted = "on" if day == UNTIL else "before" if day < UNTIL else "after"
    assert plan.beside(UNTIL) == wanted


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("月底交来得及不", "before"),
        ("下个月交行吗", "either"),
        ("下个月底才能弄好交上去，晚不晚", "on"),
        ("十一月底交推荐材料算不算晚", "on"),
        ("11月初送上去行吗", "either"),
        ("年底前报上去可以吧", "after"),
        ("明天交还来得及吗", "before"),
        ("十二月五号送过去会不会晚了", "after"),
    ],
)
def test_days_that_are_said_by_other_words(question: str, when: When) -> None:
    plan = planned(question, TODAY)
    assert plan is not None
    assert plan.beside(UNTIL) == when


@pytest.mark.parametrize(
    "question",
    [
        "截止是11月29号吗",
        "11月29号前交对吧",
        "我们机构11月20号交给市里行吗",
        "11月开会行不行",
        "2月30号交行吗",
    ],
)
def test_what_asks_for_the_rule_or_of_something_else_means_no_day(question: str) -> None:
    assert planned(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("我们县11月1号才交省里行不", "11月1日在这个期限以内"),
        ("1月5号报还来得及么", "1月5日已经过了期限"),
        ("我们市打算12月5日报省里 会不会晚了", "12月5日已经过了期限"),
        ("截止是11月29号吗", "不是11月29日"),
    ],
)
def test_the_day_is_told_to_be_in_time_or_not(base: PolicyBase, question: str, shown: str) -> None:
    answer = base.reply(question, hints={}, subject=None, today=TODAY, message=question)
    assert shown in answer.text
    assert "2025年11月30日前" in answer.text
