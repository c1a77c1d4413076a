"""What follow-ups are about: the notice and the matter spoken of (cases/talks.yml)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answering import BRIEFEST
from policy import Answer, PolicyBase
from policy.text import fold

_TELEPHONE = re.compile(r"0\d{2,3}-\d{7,8}")
TODAY = date(2025, 10, 20)
CASES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "talks.yml").read_text(encoding="utf-8")
)


def last_answer(base: PolicyBase, said: list[str], hints: dict[str, float] | None = None) -> Answer:
    """The answer to the last of some questions asked one after the other, of which the engine
    believes the `hints`."""
    topic: str | None = None
    question: str | None = None
    for i, text in enumerate(said, start=1):
        answer = base.reply(
            text,
            hints=hints if i == len(said) else None,
            subject=None,
            today=TODAY,
            last_topic=topic,
            last_question=question,
            message=text,
        )
        if answer.topic is not None:
            topic, question = answer.topic, answer.understood or text
        elif len(text) > BRIEFEST:  # as the conversation keeps it
            topic, question = None, text
    return answer


@pytest.mark.parametrize("case", CASES["talks"], ids=lambda case: " → ".join(case["said"]))
def test_a_follow_up_is_on_what_was_spoken_of(base: PolicyBase, case: dict[str, Any]) -> None:
    answer = last_answer(base, case["said"], case.get("hints"))
    assert case.get("topic", answer.topic) == answer.topic
    for words in case.get("show", ()):
        assert words in answer.text, answer.text
    for words in case.get("hide", ()):
        assert words not in answer.text, answer.text
    for words in case.get("once", ()):
        assert answer.text.count(words) == 1, answer.text
    quoted = fold("".join(citation.quote for citation in answer.citations))
    for number in _TELEPHONE.findall(answer.text):
        assert fold(number) in quoted, "a telephone without its clause"
    begins = answer.text.partition("如果您想问的是")[0]
    for words in case.get("first", ()):
        assert words in begins, answer.text
