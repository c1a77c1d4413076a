"""Two questions in one message: each gets the answer that it gets alone, in whichever order."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from policy import PolicyBase
from policy.heard import Heard

TODAY = date(2025, 10, 20)
ASKED = [
    "什么时候截止",
    "入住率要多少",
    "满意度要多少",
    "失能老人占比要多少",
    "要满几年",
    "名额有多少",
    "国家什么时候验收",
    "公办的能报吗",
    "国德康养多少床",
    "压疮发生率要多少",
]


def _ask(base: PolicyBase, question: str, **heard: dict[str, dict[str, float]]) -> str:
    return base.reply(question, subject=None, today=TODAY, message=question, **heard).text


def _fact(base: PolicyBase, question: str) -> str:
    return _ask(base, question).split("\n", 1)[0]


@pytest.mark.parametrize(("one", "other"), [*permutations(ASKED, 2)], ids="，".join)
def test_two_plain_questions_are_both_answered(base: PolicyBase, one: str, other: str) -> None:
    told = _ask(base, f"{one}，{other}")
    assert _fact(base, one) in told
    assert _fact(base, other) in told


def test_of_a_part_that_its_words_do_not_tell_the_engine_does(base: PolicyBase) -> None:
    message = "国德康养多少床，有补助吗"
    assert "奖励资金或补助" not in _ask(base, message)
    told = _ask(base, message, parts={"有补助吗": {"award_money": 0.99}})
    assert "奖励资金或补助" in told
    assert "326张" in told


def test_what_the_engine_makes_of_a_fragment_does_not_count() -> None:
    heard = Heard.of_parts(
        {"限到哪年": {"operation_years": 0.9}, "有 补助吗": {"award_money": 0.99}}
    )
    assert heard.of("限到哪年") is None
    assert heard.of("有补助吗") == {"award_money": 0.99}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("入住率60行吗，66呢", ["60%没有达到", "66%达到"]),
        ("满意度94行吗，96呢", ["94%没有达到", "96%达到"]),
        ("2022年才开的院能报吗，2019年的可以吗", ["从2022年算起不够", "从2019年算起，够了"]),
        ("消防多久查一回，演练呢", ["防火检查每月", "消防演练每半年"]),
    ],
)
def test_a_second_case_is_asked_of_the_same(
    base: PolicyBase, message: str, shown: list[str]
) -> None:
    told = _ask(base, message)
    assert all(words in told for words in shown)


@pytest.mark.parametrize(
    ("question", "first", "shown"),
    [
        ("县卫健局要做什么", "县级卫健部门", "逐级推荐"),
        ("市卫健委要做什么", "市级卫健部门", "2025年11月30日"),
        ("省市县怎么分工", "示范创建里各级卫健部门", "省卫健委"),
        ("29号文要县卫健局干什么", "29号文", "各地"),
    ],
)
def test_who_asks_for_the_duties_of_an_office_gets_the_programmes(
    base: PolicyBase, question: str, first: str, shown: str
) -> None:
    told = _ask(base, question)
    assert told.startswith(first)
    assert shown in told
