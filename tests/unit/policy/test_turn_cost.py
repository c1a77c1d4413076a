"""What is done for one message: nothing twice, and nothing that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from policy import PolicyBase, encoder
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
    message = "养老机构备案去哪个窗口办 要带什么"
    base.reply(message, hints={}, subject=None, today=TODAY, message=message)
    texts = [str(text) for text, *_ in routed]
    assert sum("备案" in text for text in texts) == 1
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
