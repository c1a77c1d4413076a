"""Several figures in one message, each judged by the threshold it is of (714号文 附件1, 二)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import PolicyBase

TODAY = date(2025, 10, 20)
HEADS = {"入住率": "入住率：", "失能": "失能、失智老年人占比：", "满意度": "满意度："}


def _said(base: PolicyBase, message: str) -> dict[str, str]:
    text = base.reply(message, subject=None, today=TODAY, message=message).text
    found = {}
    for name, head in HEADS.items():
        lines = [line for line in text.splitlines() if line.startswith(head)]
        if lines:
            found[name] = lines[0].removeprefix(head)
    return found


@pytest.mark.parametrize(
    "message",
    [
        "我们入住率66 失能66 满意度95 行吗",
        "入住率66%，失能占比66%，满意度95%，够吗",
        "失能66 满意度95 去年入住率66 够不够",
    ],
)
def test_every_figure_is_judged(base: PolicyBase, message: str) -> None:
    said = _said(base, message)
    assert said["入住率"].startswith("66%达到了要求")
    assert said["失能"].startswith("66%符合这一条")
    assert said["满意度"].startswith("正好95%算达到")


def test_a_figure_is_not_averaged_with_another_ones(base: PolicyBase) -> None:
    said = _said(base, "入住率60%，失能70%，够吗")
    assert said["入住率"].startswith("60%没有达到")
    assert said["失能"].startswith("70%符合")


def test_beds_are_no_residents(base: PolicyBase) -> None:
    said = _said(base, "120张床住了90人，失能60人，满意度95 够吗")
    assert said["入住率"].startswith("75%（90÷120）")
    assert said["失能"].startswith("66.67%（60÷90）")


@pytest.mark.parametrize(
    "message",
    ["入住率66，满意度95行吗，什么时候截止", "入住率六成六，满意度九十五行吗，什么时候截止"],
)
def test_what_is_asked_behind_them_is_answered(base: PolicyBase, message: str) -> None:
    text = base.reply(message, subject=None, today=TODAY, message=message).text
    assert "66%达到" in text
    assert "正好95%算达到" in text
    assert "2025年11月30日" in text


@pytest.mark.parametrize(
    "message", ["入住老年人及家属满意度94行不行", "入住率66 失能占比要多少", "入住率要多少"]
)
def test_one_figure_is_no_row(base: PolicyBase, message: str) -> None:
    assert not base.figures_in(message, TODAY)


@given(
    st.permutations(["入住率", "失能", "满意度"]),
    st.lists(st.integers(20, 99), min_size=3, max_size=3),
    st.sampled_from([" ", "，", "、", "；"]),
    st.sampled_from(["", "%"]),
)
def test_in_whatever_order_each_is_judged_by_its_own_threshold(
    base: PolicyBase, names: list[str], numbers: list[int], between: str, sign: str
) -> None:
    stated = dict(zip(names, numbers, strict=True))
    message = between.join(f"{name}{number}{sign}" for name, number in stated.items()) + " 行吗"
    said = _said(base, message)
    assert set(said) == set(names)
    fails = {"入住率": "没有达到", "失能": "不符合", "满意度": "没有达到"}
    holds = {
        "入住率": stated["入住率"] >= 65,
        "失能": stated["失能"] > 65,
        "满意度": stated["满意度"] >= 95,
    }
    for name, text in said.items():
        assert str(stated[name]) in text
        if name == "失能" and stated[name] == 65:
            assert text.startswith("正好65%不算")
        else:
            assert (fails[name] not in text) == holds[name]


@pytest.mark.parametrize("message", ["满意度94.9算95不", "满意度94.9四舍五入95行吗"])
def test_what_a_figure_is_to_pass_for_is_no_second_one(base: PolicyBase, message: str) -> None:
    text = base.reply(message, subject=None, today=TODAY, message=message).text
    assert text.startswith("94.9%没有达到")
