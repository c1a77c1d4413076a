"""The router's weights and levels as data: data/notices/router.yml."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from policy import likeness
from policy.models import Pattern, Strict, Text

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
    that with one of `words` at its start. `back`: words at its start that point back at what
    the last question spoke of; `back_elsewhere`: those that do so only where that was another
    notice than the home one, whose own matter is asked for in such words too (什么时候截止).
    `kinds`:
    lists of words, one of which may be put in the place of another, beside at most `beside`
    characters of its own; `in_place`: such lists that do not set things beside each other in
    one question. `at_home`: words of the home notice's matter: who asks for a telephone with
    one of them asks for that notice's. `aspects`: regular expressions of questions that only
    say which side of the matter they ask for (谁牵头): they are about what was spoken of, whatever
    else has such a side. `of_notice`: those that ask something of the notice as a whole (谁发的):
    they are about the notice spoken of."""

    longest: Annotated[int, Field(ge=1)]
    words: list[Text]
    back: list[Text]
    back_elsewhere: list[Text]
    beside: Annotated[int, Field(ge=0)]
    kinds: list[list[Text]]
    in_place: list[list[Text]]
    at_home: list[Text]
    aspects: list[Pattern]
    of_notice: list[Pattern]


class KindOfAnswer(Strict):
    """What an answer shows (`shows`) where the question asks for a thing of a kind (`asks`): both
    regular expressions. `always`: without it the notices do not say. `open`: what is said not to be
    written (由谁来做) before an answer that does not show it."""

    asks: Pattern
    shows: Pattern
    always: bool = False
    open: Text | None = None


class Defining(Strict):
    """`asks`: regular expressions of questions for what a `term` means (one with a group `loose`
    only for one of `terms`); `defined`: the terms that a notice explains, with the topic; `near`:
    terms that none explains, with the topic that is told."""

    asks: list[Pattern]
    terms: list[Text]
    defined: dict[Text, Text]
    near: dict[Text, Text]


class Frequency(Strict):
    """`asks` is how one asks how often something is done, `shows` what shows it in an answer, both
    regular expressions; `nothing`: words that do not say what is done."""

    asks: Pattern
    shows: Pattern
    nothing: list[Text]


class Told(Strict):
    """A regular expression by which one of some notices (ids) is told without its name."""

    like: Pattern
    notices: list[Text] = Field(min_length=1)
    each: bool = False
    """Every one of them is meant, not the one that fits best."""


class SidesRule(Strict):
    """How a question sets notices beside each other, in regular expressions: `setting`, the words
    that do; `plainly`, those of them that do nothing else; `things`, those of them that do so with
    things whose notices are not told; `spread`, those that do so with all the notices that one mark
    may mean (2025年那两份). Notices are told by their `years`, by who speaks in them, and by their
    matter."""

    setting: Pattern
    plainly: Pattern
    things: Pattern
    spread: Pattern
    years: list[Told]
    speakers: list[Told]
    matters: list[Told]


class Further(Strict):
    """When a further question of a message is said to be answered nowhere: no thing of one of the
    `kinds` it asks for is shown, and it says something beside words that are `vague`."""

    kinds: list[KindOfAnswer]
    vague: list[Text]


class RouterData(Strict):
    """router.yml. `home`: the notice meant when a question names none; `level`: how likely the best
    topic must be the right one before it is answered; `strange`: an example of what no notice
    speaks of, as near as this and nearer than the topic's own, stops the answer; `agreed`: a
    topic of which the engine is as sure as this answers where it is the best, or its odds
    beside the best are at least `nearly`; `doubted`: from this belief of the engine on, that no
    notice speaks of it, what the home notice states answers only when it is as likely as
    `doubtful`; `general`: topics that tell of a notice as a whole, of
    each notice first the one that is told where it is only named; `together`: the odds beside the
    best topic with which another of its family answers too, `beside`: that with which any other is
    told after it, as far as both together have at most `beside_longest` bytes, `telephone`: the
    topic of a number that none tells of, and `all_of_them`: words that ask for every one of the
    family; `comparing`: words without which two notices in one question are not set beside each
    other, `sides`: how they are told there; `document_leads`: words said before the number of a
    document; `which_file`: words
    that ask in which document a thing stands, `many_files`, beside one of `using`, those that ask
    for every such document; `never_said`: regular expressions of what no notice answers;
    `families`: those of what families ask of a home, by the topic that says that no notice does;
    `asks_if_enough`: those of the end of a question that
    asks no more than whether what it states suffices;
    `articles`: the home notice's topic that says how its
    parts are numbered; `asks_whether`: that of a part of a message that only asks whether the
    notice says it;
    `asking_words`: words that only ask, left out when a word is looked for in the notices;
    `askers`: regular expressions of who asks; `outside`: further examples of what no notice speaks
    of; `kinds_of_answer`: what an answer of a kind shows, `further`: what a further question asks
    for; `places`: other places, `own_places`:
    those of the home notice, in `home_province`, which is also said `home_called`; `no_places`:
    regular expressions of what holds the name of a place and means none; `of_a_place`: a question
    that only asks how it is done in a `place`, read as `place_asked`."""

    home: Text
    level: Share
    strange: Share
    agreed: Share
    doubted: Share
    doubtful: Share
    nearly: Share
    topic: dict[Text, float]
    known: dict[Text, float]
    follow_ups: FollowUps
    together: Share
    beside: Share
    beside_longest: Annotated[int, Field(ge=1)]
    telephone: Text
    general: list[Text]
    all_of_them: list[Text]
    comparing: list[Text]
    document_leads: list[Text]
    sides: SidesRule
    which_file: list[Text]
    many_files: list[Text]
    using: list[Text]
    never_said: list[Pattern]
    families: dict[Text, list[Pattern]]
    defining: Defining
    frequency: Frequency
    asks_if_enough: list[Pattern]
    asks_whether: Pattern
    articles: Text
    asking_words: list[Text]
    outside: list[Text]
    fillers: list[Text]
    askers: list[Pattern]
    kinds_of_answer: list[KindOfAnswer]
    further: Further
    places: list[Text]
    own_places: list[Text]
    no_places: list[Pattern]
    of_a_place: Pattern
    place_asked: Text
    home_province: Text
    home_called: list[Text]

    @model_validator(mode="after")
    def _complete(self) -> RouterData:
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
