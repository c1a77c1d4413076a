"""What is done for one message: nothing twice, and nothing that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from policy import PolicyBase, encoder
from policy.likeness import Likeness, Matrix
from policy.router import Route, Router

TODAY = date(2025, 10, 20)


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[object, ...]]]:
    """What the router is made to weigh: the text, the engine's belief, the last topic."""
    found: list[tuple[object, ...]] = []
    real = Router._likeliest

    def weigh(self: Router, text: str, hints: Any, last_topic: str | None) -> Route:
        found.append((text, tuple(hints.items()), last_topic))
        return real(self, text, hints, last_topic)

    monkeypatch.setattr(Router, "_likeliest", weigh)
    yield found


@pytest.mark.parametrize(
    "message",
    [
        "长护险试点在21年的措施里由谁牵头，谁跟着做呢",
        "示范机构什么时候截止啊，材料往哪里寄呢",
        "鞍山的文跟辽宁8号文到底啥关系",
        "714号和29号文分别是哪天印发出来的",
    ],
)
def test_no_text_is_weighed_twice_for_a_message(
    base: PolicyBase, routed: list[tuple[object, ...]], message: str
) -> None:
    base.reply(message, hints={"deadline": 0.3}, subject=None, today=TODAY, message=message)
    assert routed
    assert len(routed) == len(set(routed))


def test_parts_of_which_one_is_no_question_of_its_own_are_not_weighed_together(
    base: PolicyBase, routed: list[tuple[object, ...]]
) -> None:
    message = "示范机构入住率要达到多少 要带什么"
    base.reply(message, hints={}, subject=None, today=TODAY, message=message)
    texts = [str(text) for text, *_ in routed]
    assert sum("入住率" in text for text in texts) == 1
    assert "要带什么" in texts


def test_the_engines_belief_and_the_last_topic_are_part_of_what_is_kept(base: PolicyBase) -> None:
    vague = "这个到底怎么弄呀"
    alone = base.route(vague)
    assert base.route(vague, hints={"process": 0.95}) != alone
    assert base.route(vague, last_topic="materials") != alone
    assert base.route(vague) == alone


def test_the_scores_of_all_topics_are_those_of_each(base: PolicyBase) -> None:
    apart = base.router.likeness
    apart.warm_up()
    text = "示范机构的材料报给谁"
    vector = encoder.encode_one(text)
    topics = len(base.router.topics)
    every = apart._apart.scores(text, vector, slice(0, topics))
    some = apart._apart.scores(text, vector, np.arange(0, topics, 7))
    assert np.allclose(every[::7], some, atol=1e-6)


ROUNDED = 1e-5
"""A processor sums a product of few rows in another order than one of many."""
SEVERAL = [
    "入住率要达到多少",
    "谁",
    "材料什么时候交，交到哪里",
    "714号文和29号文分别提了什么要求",
    "我们县想申报示范县，去年的床位使用率是六成，请问这样够不够格，另外材料要交到哪里、由谁来审核",
    "入住率要达到多少",
    "",
]


def test_a_text_has_one_vector_whatever_it_is_encoded_with() -> None:
    encoder.forget()
    together = encoder.encode_each(SEVERAL)
    encoder.forget()
    assert np.allclose(together, list(map(encoder.encode_one, SEVERAL)), atol=ROUNDED)


def test_a_text_is_as_like_to_topics_whatever_it_is_compared_with(base: PolicyBase) -> None:
    likeness = base.router.likeness
    together = likeness.compare_each(SEVERAL)
    encoder.forget()
    assert np.allclose(together, list(map(likeness.compare, SEVERAL)), atol=ROUNDED)


@pytest.mark.parametrize(
    "message",
    [
        "入住率要达到多少，满意度要达到多少",
        "院里想请个营养师，29号文对营养指导员怎么说，要做哪些事",
        "老年医学科在119和714里分别怎么说",
    ],
)
def test_what_a_message_is_cut_into_is_compared_together(
    base: PolicyBase, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    passes: list[Sequence[str]] = []
    one, each = Likeness.compare, Likeness.compare_each

    def compare(self: Likeness, text: str, without: int | None = None) -> Matrix:
        passes.append([text])
        return one(self, text, without)

    def compare_each(self: Likeness, texts: Sequence[str]) -> list[Matrix]:
        passes.append(texts)
        return each(self, texts)

    monkeypatch.setattr(Likeness, "compare", compare)
    monkeypatch.setattr(Likeness, "compare_each", compare_each)
    base.router._compared.clear()
    base.router._found.cache_clear()
    base.reply(message, hints={}, subject=None, today=TODAY, message=message)
    assert len(passes) == 1
    assert len(passes[0]) > 2


def test_what_is_foreseen_changes_no_answer(base: PolicyBase) -> None:
    message = "失能老人健康评估一年几次，谁可以要求做"
    asked: dict[str, Any] = {"hints": {}, "subject": None, "today": TODAY, "message": message}
    base.router._compared.clear()
    alone = base.reply(message, **asked)
    base.prepare([*SEVERAL, message], message, whole=True)
    assert base.reply(message, **asked) == alone
