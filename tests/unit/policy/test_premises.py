"""A figure that is to be confirmed, against what the notice's answer gives."""

from __future__ import annotations

import pytest

from policy.premises import other_figure

BEDS = "附件1：床位数达到3000张以上，2025年底，落实单位省卫健委。"
CARERS = "每年培训养老护理员不少于1万人。\n另有5000人以上。"


@pytest.mark.parametrize(
    ("question", "told", "denied"),
    [
        ("全省医养床位目标是5000张吧", BEDS, "5000张"),
        ("床位是三千张对吗", BEDS, None),
        ("护理员每年要培训两万人吧", CARERS, "两万人"),
        ("护理员每年培训一万人没错吧", CARERS, None),
        ("是2027年底完成对不对", BEDS, "2027年底"),
        ("每年5000人吧", CARERS, None),  # it is told further below
        ("床位要5000张", BEDS, None),  # nothing is to be confirmed
        ("我们有300张床，是报市里吧", BEDS, None),  # their own
        ("三个县5000张吧", BEDS, None),  # two figures
        ("目标是5000张吧", "不是5000张，是3000张以上。", None),
        ("一共十个部门吧", BEDS, None),  # nothing of that unit is told
    ],
)
def test_only_another_figure_of_the_same_unit_is_denied(
    question: str, told: str, denied: str | None
) -> None:
    assert other_figure(question, told) == denied
