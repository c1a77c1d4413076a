"""Which topic a question is about, over all notices, without training a model.

A small linear model weighs what speaks for each topic: likeness to its examples and to what it
cites, the number of the measure asked for, the notice that the question names or hints at, what the
dialogue engine believes, and the conversation so far. A second one tells whether the best topic
answers the question at all. The weights and the level are data (data/notices/router.yml), fitted
by `python -m evaluation.fit_router`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policy import examples
from policy.cues import Cues, item_number
from policy.entries import Entry
from policy.facts import Contact
from policy.follow_up import FollowUp
from policy.likeness import COLUMNS, Likeness, Matrix
from policy.notice import Notice
from policy.router_data import FEATURES, SIGNS_OF_KNOWING, RouterData
from policy.text import normalise

_REFUSED = "out_of_scope"
_OF_NOTICES = ("named_notice", "hinted_notice", "home_notice")
_SIDE_BY_SIDE = re.compile("[和跟与、,，;； ]|还有|以及|是不?是?")
_LEAST_PART = 3
_APART = re.compile(r"[\s,，;；。?？!！、]+")
_MOST_PARTS, _LEAST_QUESTION = 3, 2
_PLAIN = 0.5
_NO_SCORE = np.float32(-1000.0)
_OTHERS = 13
_LENGTHY = 30
_LONG = 14
"""Only a longer question is cleared of fillers."""


@dataclass(frozen=True)
class Route:
    """A topic (None: none is likely to answer), how likely it is right, its notice, the notices
    that the question names or else hints at, and the runner-up topics with their odds."""

    topic: str | None
    confidence: float
    notice: str | None = None
    asked_notices: tuple[str, ...] = ()
    of_all: bool = False
    """Whether the question asks what every notice says."""
    best: str | None = None
    """The best topic even when it is not likely enough."""
    others: tuple[tuple[str, float], ...] = ()


class Router:
    """Routes questions. Vectors are computed on first use, or read from ``cache``."""

    def __init__(
        self,
        notices: Sequence[Notice],
        data: RouterData,
        data_dir: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        self.data = data
        self.materials = examples.gather(notices, data_dir)
        self.topics = [material.topic for material in self.materials]
        self.likeness = Likeness(
            self.materials, data_dir, cache, [*examples.refused(data_dir), *data.outside]
        )
        self._ids = [notice.meta.id for notice in notices]
        self._notice = np.array([self._ids.index(m.notice) for m in self.materials], np.int32)
        self._prints_contact = np.array(
            [
                cites_contact(notice, entry)
                for notice in notices
                for entry in notice.entries.values()
            ]
        )
        self._items: dict[int, list[tuple[int, float]]] = {}
        for i, material in enumerate(self.materials):
            for number, share in material.items.items():
                self._items.setdefault(number, []).append((i, share))
        self._index_of = {topic: i for i, topic in enumerate(self.topics)}
        self._cues = Cues([notice.meta for notice in notices])
        places = [*data.places, *data.own_places]
        self._follow_up = FollowUp(data.follow_ups, self._cues.words(), places)
        self._home = self._ids.index(data.home)
        self._comparing = [i for i, n in enumerate(notices) if not n.tree]
        self._fillers = re.compile("|".join(sorted(data.fillers, key=len, reverse=True)))
        self._askers = re.compile("|".join(data.askers)) if data.askers else None
        never = "|".join(f"(?:{pattern})" for pattern in data.never_said)
        self._never = re.compile(never) if never else None
        self._known_text = ["".join([*m.asked, *m.quoted]) for m in self.materials]

    def warm_up(self) -> None:
        """Prepare everything now rather than with the first question."""
        self.likeness.warm_up()

    def read(self, question: str) -> str:
        """A question as it is compared: normalised, terms spelt right, without fillers."""
        text = self.without_asker(normalise(question))
        text = self._cues.written(self.likeness.correct(text))
        if len(text) > _LONG:
            text = self._fillers.sub("", text).strip() or text
        return text

    def without_asker(self, question: str) -> str:
        """A long question without who asks it, where that names no other place."""
        if self._askers is None or len(question) <= _LONG:
            return question
        found = self._askers.search(question)
        if found is None or any(place in found.group() for place in self.data.places):
            return question
        rest = question[: found.start()] + question[found.end() :]
        return rest.strip() or question

    def route(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None = None,
        last_topic: str | None = None,
    ) -> Route:
        """The topic of a question; `hints` are the engine's topics with their confidence."""
        if not any(sign.isalnum() for sign in question) or not self.topics:
            return Route(None, 0.0)
        text = self.read(question)
        features = self.features(text, hints or {}, last_topic)
        scores = features @ self.data.topic_weights
        asked = self._cues.named(text) or self._cues.hinted(text)
        if asked:  # never one notice's telephone for another's; what compares notices names them
            others = ~np.isin(self._notice, [*asked, *self._comparing])
            on_contact = bool(self._prints_contact[int(np.argmax(scores))])
            scores = np.where(others & (on_contact | self._prints_contact), _NO_SCORE, scores)
        order = np.argsort(-scores, kind="stable")
        best = self._agreed(scores, int(order[0]), hints or {})
        if best != order[0]:
            order = np.array([best, *order[order != best]])
        signs = self.signs(text, features, scores, best, hints or {})
        confidence = float(1 / (1 + np.exp(-signs @ self.data.known_weights)))
        odds = np.exp(scores[order[1:_OTHERS]] - scores[best])
        sign = dict(zip(SIGNS_OF_KNOWING, signs, strict=True))
        strange = sign["stranger"] > 0 and sign["strange_meaning"] >= self.data.strange
        foreign = self._is_foreign(text, best)
        agreed = (hints or {}).get(self.topics[best], 0.0) >= self.data.agreed
        likely = confidence >= self.data.level or (agreed and not sign["refused"])
        refused = sign["refused"] >= self.data.agreed and confidence < _PLAIN and not asked
        answers = likely and not (strange or foreign or refused)
        return Route(
            topic=self.topics[best] if answers else None,
            confidence=confidence,
            notice=self.materials[best].notice if answers else None,
            asked_notices=tuple(self._ids[i] for i in asked),
            of_all=any(word in text for word in self.data.all_of_them),
            best=self.topics[best],
            others=tuple(
                (self.topics[i], float(o))
                for i, o in zip(order[1:_OTHERS], odds, strict=True)
                if not self._is_foreign(text, int(i))
            ),
        )

    def in_context(
        self,
        question: str,
        last_question: str,
        *,
        hints: Mapping[str, float] | None,
        last_topic: str | None,
    ) -> tuple[str, Route]:
        """The question a follow-up is read as, and its route: as it stands, or made whole on the
        last question's words where that is surer."""
        alone = self.route(question, hints=hints, last_topic=last_topic)
        text, last = self.read(question), self.read(last_question)
        if not self.is_follow_up(text, alone):
            return question, alone
        put = self._follow_up.exchanged(text, last, freely=alone.topic is None)
        if put is not None:
            whole, nothing_else = put
            route = self.route(whole)
            if route.topic and (nothing_else or _surer(route, alone)):
                return whole, route
        joined = self._follow_up.joined(text, last)
        if joined is not None:
            route = self.route(joined, hints=hints, last_topic=last_topic)
            if route.topic and (route.topic == last_topic or _surer(route, alone)):
                return joined, route
        return question, alone

    def after(self, question: str, before: str, *, hints: Mapping[str, float] | None) -> str | None:
        """The question with what was stated before it in the same message, where it needs that:
        it points back, sets notices beside each other only then, or is not plain alone."""
        joined = f"{before} {question}"
        if self.compared(joined) and not self.compared(question):
            return joined
        alone, together = self.route(question, hints=hints), self.route(joined, hints=hints)
        if together.topic is None:
            return None
        back = self._follow_up.points_back(self.read(question))
        unsure = alone.topic is None or alone.confidence < _PLAIN
        return joined if back or (unsure and _surer(together, alone)) else None

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged."""
        put = self._follow_up.exchanged(self.read(question), self.read(last_question))
        return put is not None and put[1]

    def asks_which_file(self, question: str) -> bool:
        """Whether a question asks in which notice something stands."""
        text = normalise(question)
        return any(word in text for word in self.data.which_file)

    def never_said(self, question: str) -> bool:
        """Whether a question is of a kind that no notice answers."""
        return self._never is not None and bool(self._never.search(normalise(question)))

    def asks_every_file(self, question: str) -> bool:
        """Whether a question asks for all notices in which something stands."""
        text = normalise(question)
        many = next((word for word in self.data.many_files if word in text), None)
        return many is not None and any(w in text.replace(many, "") for w in self.data.using)

    def without_names(self, question: str) -> tuple[list[str], str]:
        """The ids of the notices that a question names or hints at, and the rest of it."""
        named, hinted, rest = self._cues.mentioned(self.read(question))
        return [self._ids[i] for i in (*named, *hinted)], rest

    def place_elsewhere(self, question: str) -> str | None:
        """The other place that a question asks about, where it names none of the home notice."""
        text = self.read(question)
        if any(place in text for place in (self.data.home_province, *self.data.own_places)):
            return None
        return next((place for place in self.data.places if place in text), None)

    def several(self, question: str) -> list[str]:
        """The topics of the things that a question about notices names side by side, when every
        one of them is plain; [] when they are fewer than two."""
        text = self.read(question)
        for word in sorted(self.data.which_file, key=len, reverse=True):
            text = text.replace(word, " ")
        found: dict[str, None] = {}
        for part in _SIDE_BY_SIDE.split(text):
            if len(part) >= _LEAST_PART:
                route = self.route(part)
                if route.topic is not None and route.confidence >= _PLAIN:
                    found[route.topic] = None
        return list(found) if len(found) > 1 else []

    def questions_in(self, question: str) -> list[str]:
        """The parts of a message that are questions of different topics, every one of them plain,
        set off by blanks or marks; [] when they are fewer than two or something else is said."""
        parts = [part for part in _APART.split(question.strip()) if part]
        if not 2 <= len(parts) <= _MOST_PARTS or min(map(len, parts)) < _LEAST_QUESTION:
            return []
        routes = [self.route(part) for part in parts]
        plain = all(route.topic and route.confidence >= _PLAIN for route in routes)
        distinct = len({route.topic for route in routes}) == len(parts)
        return parts if plain and distinct else []

    def compared(self, question: str) -> list[tuple[str, str | None]]:
        """For a question that sets two or more notices beside each other: each one's id and the
        topic that answers it there (None: the question names the notice, but nothing in it does).
        [] when the question does no such thing.
        """
        text = self.read(question)
        named, hinted, rest = self._cues.mentioned(text)
        compares = len(named) > 1 or any(w in text for w in self.data.comparing)
        if len(named) + len(hinted) < 2 or not compares:
            return []
        features = self.features(rest, {})
        features[:, [FEATURES.index(name) for name in _OF_NOTICES]] = 0.0
        scores = features @ self.data.topic_weights
        found: list[tuple[str, str | None]] = []
        for i in [*named, *hinted]:
            own = np.where(self._notice == i, scores, _NO_SCORE)
            best = int(np.argmax(own))
            signs = self.signs(rest, features, own, best, {})
            answers = 1 / (1 + np.exp(-signs @ self.data.known_weights)) >= self.data.level
            if answers or i in named:
                found.append((self._ids[i], self.topics[best] if answers else None))
        return found

    def features(
        self,
        text: str,
        hints: Mapping[str, float],
        last_topic: str | None = None,
        without: int | None = None,
    ) -> Matrix:
        """What speaks for each topic, shape (topics, features); columns as in `FEATURES`."""
        zeros = np.zeros(len(self.topics), np.float32)
        item = zeros.copy()
        for i, share in self._items.get(item_number(text) or 0, ()):
            item[i] = share
        engine = zeros.copy()
        for topic, confidence in hints.items():
            if topic in self._index_of:
                engine[self._index_of[topic]] = confidence
        named, hinted = self._cues.named(text), self._cues.hinted(text)
        last = self._index_of.get(last_topic or "")
        same_notice, same_topic = zeros.copy(), zeros.copy()
        if last is not None and not named and self.is_follow_up(text):
            same_notice = (self._notice == self._notice[last]).astype(np.float32)
            same_topic[last] = 1.0
        columns = [
            item,
            np.isin(self._notice, named).astype(np.float32),
            np.isin(self._notice, hinted).astype(np.float32),
            zeros if named or hinted else (self._notice == self._home).astype(np.float32),
            engine,
            same_notice,
            same_topic,
        ]
        made: Matrix = np.concatenate(
            [self.likeness.compare(text, without), np.stack(columns, axis=1)], axis=1
        )
        assert made.shape[1] == len(FEATURES)
        return made

    def signs(
        self,
        text: str,
        features: Matrix,
        scores: Matrix,
        best: int,
        hints: Mapping[str, float],
        without: int | None = None,
    ) -> NDArray[np.float32]:
        """What speaks for the best topic's answering the question, as in `SIGNS_OF_KNOWING`.

        `without` leaves out one example of what no notice speaks of.
        """
        strange = self.likeness.strangeness(text, without)
        others = np.delete(scores, best)
        own = dict(zip(FEATURES, features[best], strict=True))
        known = self._known_text[best]
        there = [place for place in self.data.places if place in text]
        made = {
            "constant": 1.0,
            "margin": float(scores[best] - others.max()) if len(others) else 1.0,
            "odds": float(1 / np.exp(scores - scores[best]).sum()),
            "length": min(len(text), _LENGTHY) / _LENGTHY,
            **{name: float(own[name]) for name in COLUMNS if name in SIGNS_OF_KNOWING},
            "engine": float(own["engine"]),
            "refused": hints.get(_REFUSED, 0.0),
            "strange_meaning": strange[0],
            "strange_apart": strange[1],
            "stranger": max(0.0, strange[0] - float(own["meaning_best"])),
            "named": float(own["named_notice"]),
            "same_topic": float(own["same_topic"]),
            "elsewhere": float(any(place not in known for place in there)),
        }
        return np.array([made[name] for name in SIGNS_OF_KNOWING], np.float32)

    def of_another_place(self, message: str, question: str, topic: str | None) -> str | None:
        """The other place that a message names, where the answer to one question in it (which names
        neither a notice nor that place) must not be given for it."""
        i = self._index_of.get(topic or "")
        place = self.place_elsewhere(message)
        text = self.read(question)
        if i is None or place is None or place in text or self._cues.named(text):
            return None
        return place if self._is_foreign(self.read(message), i) else None

    def _agreed(self, scores: Matrix, best: int, hints: Mapping[str, float]) -> int:
        """The topic that the engine is sure of where it is nearly the best, else the best."""
        for topic, confidence in hints.items():
            i = self._index_of.get(topic)
            if i is not None and confidence >= self.data.agreed:
                return i if np.exp(scores[i] - scores[best]) >= self.data.nearly else best
        return best

    def _is_foreign(self, text: str, topic: int) -> bool:
        """Whether a question names another place that the topic does not know, and the topic is
        the home notice's, or tells its telephone: its dates and contacts must never be given for
        another province's."""
        if all(place in self._known_text[topic] for place in self.data.places if place in text):
            return False
        at_home = self._notice[topic] in (self._home, *self._comparing)
        if not at_home or (self._notice[topic] != self._home and not self._prints_contact[topic]):
            return False
        return not any(place in text for place in (self.data.home_province, *self.data.own_places))

    def is_follow_up(self, text: str, alone: Route | None = None) -> bool:
        """Whether a question may leave out what the last one was about: a short one, and one of
        twice that length which starts so, or which nothing answers `alone`."""
        rule = self.data.follow_ups
        if len(text) <= rule.longest:
            return True
        leaves_out = text.startswith(tuple(rule.words)) or (alone is not None and not alone.topic)
        return len(text) <= 2 * rule.longest and leaves_out


def cites_contact(notice: Notice, entry: Entry) -> bool:
    """Whether an entry tells whom to ask: it cites a contact."""
    return any(
        isinstance(source, str) and isinstance(notice.facts.get(source), Contact)
        for _, say, _ in entry.sayings()
        for source in say.cite
    )


def _surer(one: Route, other: Route) -> bool:
    return other.topic is None or one.confidence >= other.confidence
