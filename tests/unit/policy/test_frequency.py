"""Frequencies as people say them, as times a year; and what is no frequency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy.frequency import frequencies


@pytest.mark.parametrize(
    ("question", "rate", "shown"),
    [
        ("每季度一次防火检查够吗", 4, "每季度1次"),
        ("一个季度查一次", 4, "每季度1次"),
        ("每月至少组织1次防火检查", 12, "每月1次"),
        ("一个月搞两回", 24, "每月2次"),
        ("每半年至少开展1次消防演练", 2, "每半年1次"),
        ("半年一次", 2, "每半年1次"),
        ("半个月一次", 24, "每半个月1次"),
        ("两个月一次行不行", 6, "每2个月1次"),
        ("一年就演练一次", 1, "每年1次"),
        ("每年为提出申请的失能老年人开展至少1次", 1, "每年1次"),
        ("两年一次", Decimal("0.5"), "每2年1次"),
        ("每周一次", 52, "每周1次"),
        ("一个星期查一次", 52, "每周1次"),
        ("防火检查按季度做行吗", 4, "每季度1次"),
        ("每月都要查，一个月查一次", 12, "每月1次"),
        ("去年就办了一场讲座", 1, "一年1次"),
        ("三月份和九月份各搞一次", 2, "一年2次"),
        ("4月、8月、12月分别演练1次", 3, "一年3次"),
        ("上下半年各一次", 2, "一年2次"),
        ("春秋两季各办一场", 2, "一年2次"),
    ],
)
def test_a_frequency_is_read(question: str, rate: Decimal | int, shown: str) -> None:
    found = frequencies(question)
    assert [(measure.exact, measure.text) for measure in found] == [(Decimal(rate), shown)]


@pytest.mark.parametrize(
    "question",
    [
        "防火自己检查 按月算要几趟",
        "3月搞了两次",
        "3月和9月检查过没有",
        "2025年演练一次",
        "今年两次",
        "消防演练多久一次",
        "去年一次都没有",
        "第一季度",
        "每年要搞几次讲座",
        "每月都要检查吗",
        "",
    ],
)
def test_no_frequency_is_read_into_a_calendar(question: str) -> None:
    assert frequencies(question) == []
