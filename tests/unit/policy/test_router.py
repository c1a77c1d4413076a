"""Finding the topic: by meaning, by characters, by sound, by the notice named, in context."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from policy import PolicyBase, load
from policy.grams import GramIndex, signs, syllables

NOTICES = Path(__file__).parents[3] / "data" / "notices"


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


def test_vectors_are_kept_and_made_again_when_the_kept_ones_are_broken(tmp_path: Path) -> None:
    first = load(NOTICES, tmp_path)
    asked = first.route("什么时候截止")
    (kept,) = tmp_path.glob("examples-*.npy")
    kept.write_bytes(b"broken")
    assert load(NOTICES, tmp_path).route("什么时候截止") == asked
    assert np.load(kept).shape[1] == 512


def test_sound_is_alike_for_homophones_and_typed_pinyin() -> None:
    index = GramIndex([syllables("示范机构"), syllables("截止时间")], 4)
    for text in ("示范机够", "shifan jigou"):
        likeness = index.likeness(syllables(text))
        assert likeness[0] > 0.95 > likeness[1]


def test_likeness_of_a_text_with_itself_is_one_and_of_strangers_nothing() -> None:
    index = GramIndex([signs("截止时间"), signs("联系电话")])
    assert index.likeness(signs("截止时间"))[0] == pytest.approx(1.0, abs=1e-5)
    assert index.likeness(signs("苹果"))[0] == 0.0
