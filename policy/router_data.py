"""The router's weights and levels as data: data/notices/router.yml."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from policy import likeness
from policy.models import Strict, Text

FEATURES = (
    *likeness.COLUMNS,
    "item",
    "named_notice",
    "hinted_notice",
    "home_notice",
    "engine",
    "same_notice",
    "same_topic",
)
"""What is weighed for each topic. `item`: the measure of the number asked for; `engine`: the
dialogue engine's belief; `same_*`: like the last answer, for a follow-up."""

SIGNS_OF_KNOWING = (
    "constant",
    "margin",
    "odds",
    "length",
    "meaning_best",
    "meaning_three",
    "cited_meaning",
    "all_words",
    "apart",
    "engine",
    "refused",
    "refused_fact",
    "strange_meaning",
    "strange_apart",
    "stranger",
    "named",
    "same_topic",
    "elsewhere",
)
"""What is weighed for whether the best topic answers at all. `margin`: its lead over the next, and
`odds` against all others; `length`: of the question, 1 from 30 characters on;
`refused`: the engine's belief that no notice speaks of it, and `refused_fact` the same where the
topic is not itself that a notice does not say; `strange_*`: likeness to examples of
that, and `stranger` by how much such an example is nearer than the topic's own; `elsewhere`: a
place is named that the topic does not know."""

Share = Annotated[float, Field(ge=0, le=1)]


class FollowUps(Strict):
    """A question is a follow-up when it is at most `longest` characters long, or at most twice
    that with one of `words` at its start. `back`: words at its start that point back at what the
    last question spoke of. `kinds`: lists of words, one of which may be put in the place of
    another, beside at most `beside` characters of its own."""

    longest: Annotated[int, Field(ge=1)]
    words: list[Text]
    back: list[Text]
    beside: Annotated[int, Field(ge=0)]
    kinds: list[list[Text]]


class KindOfAnswer(Strict):
    """What an answer shows (`shows`) where the question asks for a thing of a kind (`asks`): both
    regular expressions. `always`: without it the notices do not say."""

    asks: Text
    shows: Text
    always: bool = False

    @model_validator(mode="after")
    def _reads(self) -> KindOfAnswer:
        for pattern in (self.asks, self.shows):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern} 不是正则表达式") from error
        return self


class RouterData(Strict):
    """router.yml. `home`: the notice meant when a question names none; `level`: how likely the best
    topic must be the right one before it is answered; `strange`: an example of what no notice
    speaks of, as near as this and nearer than the topic's own, stops the answer; `agreed`: a
    topic of which the engine is as sure as this answers where it is the best, or its odds
    beside the best are at least `nearly`; `together`: the odds beside the best topic with which
    another of its family answers too, `beside`: that with which any other is told after it, and
    `all_of_them`: words that ask for every one of the family; `comparing`: words without which
    two notices in one question are not set beside each other; `which_file`: words that ask in
    which document a thing stands, `many_files`, beside one of `using`, those that ask for every
    such document; `never_said`: regular expressions of what no notice answers; `asking_words`:
    words that only ask, left out when a word is looked for in the notices; `askers`: regular
    expressions of who asks; `outside`: further examples of what no notice speaks of;
    `kinds_of_answer`: what an answer of a kind shows; `places`: other places, `own_places`:
    those of the home notice, in `home_province`."""

    home: Text
    level: Share
    strange: Share
    agreed: Share
    nearly: Share
    topic: dict[Text, float]
    known: dict[Text, float]
    follow_ups: FollowUps
    together: Share
    beside: Share
    all_of_them: list[Text]
    comparing: list[Text]
    which_file: list[Text]
    many_files: list[Text]
    using: list[Text]
    never_said: list[Text]
    asking_words: list[Text]
    outside: list[Text]
    fillers: list[Text]
    askers: list[Text]
    kinds_of_answer: list[KindOfAnswer]
    places: list[Text]
    own_places: list[Text]
    home_province: Text

    @model_validator(mode="after")
    def _complete(self) -> RouterData:
        for pattern in self.never_said:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern} 不是正则表达式") from error
        for name, wanted in (("topic", FEATURES), ("known", SIGNS_OF_KNOWING)):
            if set(getattr(self, name)) != set(wanted):
                raise ValueError(f"{name} 要写这些项目：{'、'.join(wanted)}")
        return self

    @cached_property
    def topic_weights(self) -> NDArray[np.float32]:
        """The weights in the order of `FEATURES`."""
        return np.array([self.topic[name] for name in FEATURES], np.float32)

    @cached_property
    def known_weights(self) -> NDArray[np.float32]:
        """The weights in the order of `SIGNS_OF_KNOWING`."""
        return np.array([self.known[name] for name in SIGNS_OF_KNOWING], np.float32)
