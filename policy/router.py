"""Which topic a question is about, over all notices, without training a model.

A small linear model weighs what speaks for each topic: likeness to its examples and to what it
cites, the number of the measure asked for, the notice that the question names or hints at, what the
dialogue engine believes, and the conversation so far. A second one tells whether the best topic
answers the question at all. The weights and the level are data (data/notices/router.yml), fitted
by `python -m evaluation.fit_router`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policy import examples
from policy.cues import item_number
from policy.heard import Believed
from policy.likeness import COLUMNS, Likeness, Matrix
from policy.memo import Memo
from policy.notice import Notice
from policy.reading import QuestionReader
from policy.router_data import FEATURES, SIGNS_OF_KNOWING, RouterData
from policy.whom_to_ask import WhomToAsk

_REFUSED = "out_of_scope"
_OF_NOTICES = ("named_notice", "hinted_notice", "home_notice")
PLAIN = 0.5
"""How likely the topic of a plain question is right."""
_ITS_WORDS = 0.9
"""From this share on a question is in the words of a topic's examples, whatever the engine says."""
_ALONE = -1
"""In the place of a family, where a topic has none."""
_NO_SCORE = np.float32(-1000.0)
_OTHERS = 13
_LENGTHY = 30
_HEARD = 0.1
"""How likely a topic that only says that nothing is said must be by the question's own words."""
_KEPT = 64
"""So many texts are kept as they were compared."""
_APART = 0.7
"""The odds among a notice's topics with which one of them is plainly meant."""
_WELL_KNOWN = 0.75
"""How likely it answers that the others of its notice need not be so far behind."""
_SOMETHING = 2
"""Fewer characters beside the words of asking say nothing."""


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

    @property
    def plain(self) -> bool:
        """Whether a topic is found that is likely right."""
        return self.topic is not None and self.confidence >= PLAIN


@dataclass(frozen=True)
class Within:
    """The best topic of some notices, its notice, how likely it answers, its odds among theirs,
    its score."""

    topic: str
    notice: str
    known: float
    odds: float
    score: float


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
            self.materials,
            data_dir,
            cache,
            [*examples.refused(data_dir), *data.outside],
            data.places,
        )
        # A message is routed and compared by all who look at it, and so are its parts.
        self._found = lru_cache(maxsize=_KEPT)(self._route)
        self._compared: Memo[str, Matrix] = Memo(_KEPT)
        self._strangeness = lru_cache(maxsize=_KEPT)(self.likeness.strangeness)
        self.ids = [notice.meta.id for notice in notices]
        self._notice = np.array([self.ids.index(m.notice) for m in self.materials], np.int32)
        self._states = [e.kind == "fact" for notice in notices for e in notice.entries.values()]
        self._items: dict[int, list[tuple[int, float]]] = {}
        for i, material in enumerate(self.materials):
            for number, share in material.items.items():
                self._items.setdefault(number, []).append((i, share))
        self._index_of = {topic: i for i, topic in enumerate(self.topics)}
        self.reader = QuestionReader([n.meta for n in notices], data, self.likeness.correct)
        self._cues = self.reader.cues
        self._whom = WhomToAsk(notices, self.reader)
        self.persons = self._whom.persons
        self._home = self.ids.index(data.home)
        self._general = np.isin(self.topics, data.general)
        families = [e.family for notice in notices for e in notice.entries.values()]
        codes = {family: i for i, family in enumerate(dict.fromkeys(families))}
        self._family = np.array([codes[f] if f is not None else _ALONE for f in families], np.int32)
        self._comparing = [i for i, n in enumerate(notices) if not n.tree]
        self.sources = [i for i, n in enumerate(notices) if n.tree]
        """The places of the notices themselves, without what compares them."""
        self._known_text = ["".join([*m.asked, *m.quoted]) for m in self.materials]

    def warm_up(self) -> None:
        """Prepare everything now rather than with the first question."""
        self.likeness.warm_up()

    def prepare(self, texts: Iterable[str]) -> None:
        """Compare several texts (as they are read) together, which takes less time than one after
        the other. Nothing else depends on it."""
        new = [text for text in dict.fromkeys(texts) if text not in self._compared]
        if len(new) > 1 and self.topics:
            for text, made in zip(new, self.likeness.compare_each(new), strict=True):
                self._compared.put(text, made)

    def route(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None = None,
        last_topic: str | None = None,
    ) -> Route:
        """The topic of a question; `hints` are the engine's topics with their confidence.

        What tells of a notice as a whole gives way where the question plainly asks one thing of the
        notice that it names, and is told where it says nothing but the name.
        """
        if not any(sign.isalnum() for sign in question) or not self.topics:
            return Route(None, 0.0)
        believed = tuple((hints or {}).items())
        return self._found(self.reader.read(question), believed, last_topic)

    def _route(self, text: str, believed: Believed, last_topic: str | None) -> Route:
        found = self._likeliest(text, dict(believed), last_topic)
        meant = self._meant(found.topic, text)
        if meant is None:
            return found
        topic, confidence = meant
        notice = self.materials[self._index_of[topic]].notice
        return replace(found, topic=topic, best=topic, confidence=confidence, notice=notice)

    def _likeliest(self, text: str, hints: Mapping[str, float], last_topic: str | None) -> Route:
        asked = self.reader.asked_of(text)
        if asked and self._home not in asked:  # the engine knows the home notice's topics alone
            hints = {t: c for t, c in hints.items() if t not in self._index_of}
        features = self.features(text, hints, last_topic)
        scores = features @ self.data.topic_weights
        if asked:  # never one notice's telephone or date for another's; what compares names them
            others = ~self._of([*asked, *self._comparing])
            on_contact = bool(self._whom.printed[int(np.argmax(scores))])
            own = on_contact | self._whom.printed | self._general
            scores = np.where(others & own, _NO_SCORE, scores)
        elif not self._whom.may_be_far(text, last_topic):
            scores = np.where(self._whom.far, _NO_SCORE, scores)
        order = np.argsort(-scores, kind="stable")
        best = self._agreed(scores, int(order[0]), hints)
        if best != order[0]:
            order = np.array([best, *order[order != best]])
        signs = self.signs(text, features, scores, best, hints)
        confidence = float(1 / (1 + np.exp(-signs @ self.data.known_weights)))
        odds = np.exp(scores[order[1:_OTHERS]] - scores[best])
        sign = dict(zip(SIGNS_OF_KNOWING, signs, strict=True))
        strange = sign["stranger"] > 0 and sign["strange_meaning"] >= self.data.strange
        foreign = self._is_foreign(text, best)
        agreed = hints.get(self.topics[best], 0.0) >= self.data.agreed
        likely = confidence >= self.data.level or (agreed and not sign["refused"])
        if not self._states[best] and sign["refused"]:  # known only as what no notice speaks of
            without = dict(sign, refused=0.0)
            bare = np.array([without[name] for name in SIGNS_OF_KNOWING], np.float32)
            likely = likely and bool(1 / (1 + np.exp(-bare @ self.data.known_weights)) >= _HEARD)
        in_its_words = features[best, FEATURES.index("asked_words")] >= _ITS_WORDS
        refused = sign["refused"] >= self.data.agreed and confidence < PLAIN
        at_home = self._states[best] and self._notice[best] == self._home
        not_ours = sign["refused"] >= self.data.doubted and confidence < self.data.doubtful
        refused = refused or (bool(at_home) and not_ours)
        refused = refused and not (asked or in_its_words)
        answers = likely and not (strange or foreign or refused)
        return Route(
            topic=self.topics[best] if answers else None,
            confidence=confidence,
            notice=self.materials[best].notice if answers else None,
            asked_notices=tuple(self.ids[i] for i in asked),
            of_all=any(word in text for word in self.data.all_of_them),
            best=self.topics[best],
            others=tuple(
                (self.topics[i], float(o))
                for i, o in zip(order[1:_OTHERS], odds, strict=True)
                if not self._is_foreign(text, int(i))
            ),
        )

    def _meant(self, topic: str | None, text: str) -> tuple[str, float] | None:
        """The topic that is meant in the place of the best one, and how likely it is right."""
        named, hinted, rest = self._cues.mentioned(text)
        if len(named) + len(hinted) != 1:
            return None
        notice = [*named, *hinted][0]
        said = self.reader.beside_asking(rest)
        if topic is None and (said or not self.reader.only_names(text)):
            return None
        if topic in self.data.general and len(said) >= _SOMETHING:
            best = self.within([notice], rest)
            apart = best.odds >= (_APART if best.known < _WELL_KNOWN else PLAIN)
            plain = best.known >= PLAIN and apart and best.topic != topic
            return (best.topic, best.known) if plain else None
        if said or not named:
            return None
        whole = self.about(self.ids[notice]) or topic
        return (whole, _ITS_WORDS) if whole is not None and whole != topic else None

    def of_one_matter(self, one: str, other: str) -> bool:
        """Whether two topics are of one family."""
        codes = [int(self._family[self.topics.index(topic)]) for topic in (one, other)]
        return codes[0] == codes[1] != _ALONE

    def within(self, notices: Sequence[int], rest: str) -> Within:
        """Of the topics of some notices (by place in `ids`) the best for a text without the names
        of notices."""
        features = self.features(rest, {})
        features[:, [FEATURES.index(name) for name in _OF_NOTICES]] = 0.0
        scores = features @ self.data.topic_weights
        own = np.where(self._of(notices), scores, _NO_SCORE)
        best = int(np.argmax(own))
        signs = self.signs(rest, features, own, best, {})
        known = float(1 / (1 + np.exp(-signs @ self.data.known_weights)))
        odds = float(1 / np.exp(own - own[best]).sum())
        return Within(self.topics[best], self.materials[best].notice, known, odds, float(own[best]))

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
        if last is not None and not named and self.reader.is_follow_up(text):
            same_notice = (self._notice == self._notice[last]).astype(np.float32)
            same_topic[last] = 1.0
        columns = [
            item,
            self._of(named).astype(np.float32),
            self._of(hinted).astype(np.float32),
            zeros if named or hinted else self._of([self._home]).astype(np.float32),
            engine,
            same_notice,
            same_topic,
        ]
        made: Matrix = np.concatenate(
            [self._likeness(text, without), np.stack(columns, axis=1)], axis=1
        )
        assert made.shape[1] == len(FEATURES)
        return made

    def _of(self, notices: Sequence[int]) -> NDArray[np.bool_]:
        """Which topics are of some notices (by place in `ids`)."""
        found = np.zeros(len(self.topics), np.bool_)
        for i in notices:
            found |= self._notice == i
        return found

    def _likeness(self, text: str, without: int | None) -> Matrix:
        if without is not None:
            return self.likeness.compare(text, without)
        return self._compared.get(text, self.likeness.compare)

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
        strange = self._strangeness(text, without)
        # What says the same in another notice casts no doubt.
        apart = (self._family != self._family[best]) | (self._family == _ALONE)
        apart[best] = False
        others = scores[apart]
        own = dict(zip(FEATURES, features[best], strict=True))
        known = self._known_text[best]
        there = self.reader.places_in(text)
        made = {
            "constant": 1.0,
            "margin": float(scores[best] - others.max()) if len(others) else 1.0,
            "odds": float(1 / (1 + np.exp(others - scores[best]).sum())),
            "length": min(len(text), _LENGTHY) / _LENGTHY,
            **{name: float(own[name]) for name in COLUMNS if name in SIGNS_OF_KNOWING},
            "engine": float(own["engine"]),
            "refused": hints.get(_REFUSED, 0.0),
            "refused_fact": hints.get(_REFUSED, 0.0) * float(self._states[best]),
            "strange_meaning": strange[0],
            "strange_apart": strange[1],
            "stranger": max(0.0, strange[0] - float(own["meaning_best"])),
            "named": float(own["named_notice"]),
            "same_topic": float(own["same_topic"]),
            "elsewhere": float(any(place not in known for place in there)),
        }
        return np.array([made[name] for name in SIGNS_OF_KNOWING], np.float32)

    def about(self, notice: str) -> str | None:
        """The topic that tells of a notice as a whole."""
        return next((t for t in self.data.general if self.notice_of(t) == notice), None)

    def notice_of(self, topic: str | None) -> str | None:
        """The notice of a topic."""
        i = self._index_of.get(topic or "")
        return None if i is None else self.materials[i].notice

    def is_elsewhere(self, notice: str | None) -> bool:
        """Whether a notice is another than the one that a question means which names none."""
        return notice not in (None, self.data.home)

    def is_contact(self, topic: str | None) -> bool:
        """Whether a topic is whom to ask: what it says first cites a contact."""
        return self._whom.tells(topic)

    def speaks_of(self, topic: str | None, words: Sequence[str]) -> bool:
        """Whether a topic's examples, or what it cites, hold one of some words."""
        i = self._index_of.get(topic or "")
        return i is not None and any(word in self._known_text[i] for word in words)

    def names_person(self, question: str) -> bool:
        """Whether a question names a person whom a notice names as its contact."""
        return self._whom.names_person(self.reader.read(question))

    def of_another_place(self, message: str, question: str, topic: str | None) -> str | None:
        """The other place that a message names, where the answer to one question in it (which names
        neither a notice nor that place) must not be given for it."""
        i = self._index_of.get(topic or "")
        place = self.reader.place_elsewhere(message)
        text = self.reader.read(question)
        if i is None or place is None or place in text or self._cues.named(text):
            return None
        return place if self._is_foreign(self.reader.read(message), i) else None

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
        if all(place in self._known_text[topic] for place in self.reader.places_in(text)):
            return False
        at_home = self._notice[topic] in (self._home, *self._comparing)
        if not at_home or (self._notice[topic] != self._home and not self._whom.printed[topic]):
            return False
        return not self.reader.places.own(text)
