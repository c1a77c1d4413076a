"""The benchmark of answers: of each question the quickest pass counts."""

from __future__ import annotations

import time
from typing import cast

import pytest

from bench import answers
from evaluation.questions import load
from policy import PolicyBase


class Clock:
    """A policy that takes the given milliseconds for each reply, in their order."""

    def __init__(self, *takes: int) -> None:
        self.now, self.asked = 0.0, list[str]()
        self._takes = iter(takes)

    def reply(self, text: str, **_: object) -> None:
        self.asked.append(text)
        self.now += next(self._takes) / 1000


def test_of_each_question_the_quickest_pass_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(20, 7, 9, 30)
    monkeypatch.setattr(time, "process_time", lambda: clock.now)
    questions = [question for question in load() if question.split == "dev"][:2]
    took = answers.measure(cast(PolicyBase, clock), questions, passes=2)
    assert took == pytest.approx([9, 7])
    assert clock.asked == [q.text for q in questions] * 2  # in turns, so that nothing is kept
