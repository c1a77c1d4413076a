"""Finding the topic: by meaning, by characters, by sound, by the notice named, in context."""

from __future__ import annotations

import pytest

from policy import PolicyBase


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("医养接合示范机够的截至时间", "deadline"),
        ("醫養結合示範機構什麼時候截止", "deadline"),
        ("shifan jigou jiezhi shijian", "deadline"),
        ("老年人失能失智比例要超过多少", "disabled_share"),
        ("材料晚了几天省里还收不收", "late_submission"),
    ],
)
def test_finds_the_topic_however_it_is_written(base: PolicyBase, question: str, topic: str) -> None:
    assert base.route(question).topic == topic


@pytest.mark.parametrize("question", ["明天下雨吗", "帮我写首诗", "高血压吃什么药", "", "😀😀"])
def test_what_no_notice_speaks_of_has_no_topic(base: PolicyBase, question: str) -> None:
    assert base.route(question).topic is None


def test_the_named_notice_decides_between_like_topics(base: PolicyBase) -> None:
    assert base.route("119号文的联系电话是多少").notice == "fujian-2021-119"
    assert base.route("联系电话是多少").notice == "fujian-2025-714"


def test_the_engines_belief_counts(base: PolicyBase) -> None:
    vague = "这个怎么弄"
    assert base.route(vague, hints={"process": 0.95}).confidence > base.route(vague).confidence


def test_a_refusal_of_the_engine_stops_every_topic(base: PolicyBase) -> None:
    assert base.route("北京的示范机构名额", hints={"out_of_scope": 0.95}).topic is None
