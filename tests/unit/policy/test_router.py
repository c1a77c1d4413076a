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


@pytest.mark.parametrize(
    "question",
    [
        "浙江省的示范机构申报截止时间是哪天",
        "上海的示范县报材料找谁，电话多少",
        "杭州市的申报材料什么时候交",
        "广东这边示范机构名额有几个",
    ],
)
def test_dates_and_contacts_are_never_given_for_another_province(
    base: PolicyBase, question: str
) -> None:
    sure = dict.fromkeys(("deadline", "contact_phone", "quota_province"), 0.9)
    assert base.route(question).notice != "fujian-2025-714"
    assert base.route(question, hints=sure).notice != "fujian-2025-714"


def test_another_province_beside_this_one_is_no_hindrance(base: PolicyBase) -> None:
    asked = "浙江那边不管，福建的申报截止时间是哪天"
    assert base.route(asked, hints={"deadline": 0.9}).topic == "deadline"


@pytest.mark.parametrize(
    "question",
    ["2021年那个联系人电话多少", "2021年那位联系人是谁", "2021年的联系电话", "119号文的电话"],
)
def test_the_contact_of_one_year_is_never_given_for_another(
    base: PolicyBase, question: str
) -> None:
    sure = {"contact": 0.9, "contact_phone": 0.9}
    assert base.route(question, hints=sure).notice == "fujian-2021-119"
