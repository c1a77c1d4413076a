"""Normalisation, numbers and today."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import clock
from policy.measures import measures
from policy.numerals import to_number
from policy.since import since
from policy.text import fold, normalise, sentences, squash


def test_normalise_brings_everything_to_one_form() -> None:
    assert normalise("請問　聯繫電話？") == "请问 联系电话?"
    assert normalise("６５％") == "65%"
    assert normalise("a\x00b\u200bc") == "a b c"
    assert len(normalise("养" * 10_000)) <= 2000


def test_fold_makes_dashes_and_widths_equal() -> None:
    assert fold("0591—87272803") == fold("0591-87272803") == "0591-87272803"
    assert fold("（一） 甲") == "(一)甲"


@given(st.text(max_size=200))
def test_sentences_are_parts_of_the_text(text: str) -> None:
    for sentence in sentences(text):
        assert squash(sentence) in squash(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("65", "65"),
        ("六十五", "65"),
        ("九十四点五", "94.5"),
        ("二〇二六", "2026"),
        ("两", "2"),
        ("十", "10"),
        ("一百八十", "180"),
    ],
)
def test_chinese_numbers(text: str, number: str) -> None:
    assert to_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "甲", "点", "%"])
def test_what_is_no_number(text: str) -> None:
    assert to_number(text) is None


@pytest.mark.parametrize(
    "question",
    ["2025年11月30日", "电话0591-87272803", "180张床", "第3条", "65岁以上", "满5年", "文号714号"],
)
def test_other_numbers_are_no_shares(question: str) -> None:
    assert measures(question, "percent") == []


@pytest.mark.parametrize(
    "question",
    ["2019年", "21年6月", "近2年", "5年内", "今年", "第3年", "2025年8月—2025年9月", "65%"],
)
def test_other_numbers_are_no_durations(question: str) -> None:
    assert measures(question, "year") == []


@given(st.text(max_size=80))
def test_any_text_can_be_measured(text: str) -> None:
    for unit in ("percent", "year"):
        for measure in measures(text, unit):
            assert measure.low <= measure.high
    since(text, date(2025, 10, 20), date(2026, 3, 31))


def test_today_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TODAY", "2025-10-20")
    assert clock.today() == date(2025, 10, 20)
    monkeypatch.setenv("ASSISTANT_TODAY", "2025-13-40")
    with pytest.raises(ValueError, match="ASSISTANT_TODAY"):
        clock.today()
    monkeypatch.delenv("ASSISTANT_TODAY")
    assert abs((clock.today() - date.today()).days) <= 1
