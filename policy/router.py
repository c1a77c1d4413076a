"""Which topic a question is about, over all notices, without training a model.

A question is compared with every example of every topic, by meaning (sentence vectors), by shared
characters and by sound; a small linear model weighs these likenesses together with what the
dialogue engine believes and with the notice that the question names. The weights and levels are
data (data/notices/router.yml), fitted by `python -m evaluation.fit_router`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from policy import encoder, examples
from policy.grams import GramIndex, signs, syllables
from policy.notice import Notice
from policy.router_data import FEATURES, RouterData
from policy.text import normalise
from policy.vectors import vectors

Matrix = NDArray[np.float32]
_SHORT = 8
"""A follow-up with its subject left out is hardly longer than this."""


@dataclass(frozen=True)
class Route:
    """A topic (None: no topic is near enough), how sure, and the notice it stands in."""

    topic: str | None
    confidence: float
    notice: str | None = None
    runner_up: float = 0.0


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
        self._notice_of = {topic: n.meta.id for n in notices for topic in n.entries}
        self._names = {
            n.meta.id: [normalise(name) for name in (*n.meta.short_names, n.meta.number or "")]
            for n in notices
        }
        entries = {topic: entry for n in notices for topic, entry in n.entries.items()}
        self.topics = list(entries)
        self._index_of = {topic: i for i, topic in enumerate(self.topics)}
        grouped = examples.by_topic(entries, data_dir)
        self.texts = [text for topic in self.topics for text in grouped[topic]]
        self.owner = np.array(
            [i for i, topic in enumerate(self.topics) for _ in grouped[topic]], np.int32
        )
        self._rows = _rows(self.owner, len(self.topics))
        self._cache = cache
        self._lock = Lock()
        self._ready = False

    def warm_up(self) -> None:
        """Prepare vectors and indexes; some seconds the first time, none from the cache."""
        with self._lock:
            if not self._ready:
                self._vectors = vectors(self.texts, "examples", self._cache)
                self._by_sign = GramIndex([signs(text) for text in self.texts])
                self._by_sound = GramIndex([syllables(text) for text in self.texts], 4)
                self._ready = True

    def route(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None = None,
        last_topic: str | None = None,
    ) -> Route:
        """The topic of a question; `hints` are the engine's topics with their confidence."""
        text = normalise(question)
        if not text:
            return Route(None, 0.0)
        features = self.features(text, hints or {}, last_topic)
        scores = features @ self.data.vector
        order = np.argsort(scores)[::-1]
        best = int(order[0])
        odds = np.exp(scores - scores[best])
        confidence = float(1.0 / odds.sum())
        level, near = self.data.levels, float(features[best, 0])
        alike = float(features[best, 3])
        known = (
            (confidence >= level.confidence and (near >= level.meaning or alike >= level.signs))
            or near >= level.sure
            or (hints or {}).get(self.topics[best], 0.0) >= level.engine
        )
        refused = (hints or {}).get("out_of_scope", 0.0) >= level.refused
        topic = self.topics[best]
        if not known or refused:
            return Route(None, confidence)
        return Route(topic, confidence, self._notice_of[topic], float(odds[order[1]]))

    def features(
        self,
        text: str,
        hints: Mapping[str, float],
        last_topic: str | None = None,
        without: int | None = None,
    ) -> Matrix:
        """What speaks for each topic, shape (topics, features); columns as in `FEATURES`.

        `without` leaves one example out (to fit the weights on the examples themselves).
        """
        self.warm_up()
        parts: list[Matrix] = []
        likenesses = (
            self._vectors @ encoder.encode_one(text),
            self._by_sign.likeness(signs(text)),
            self._by_sound.likeness(syllables(text)),
        )
        for likeness in likenesses:
            if without is not None:
                likeness[without] = 0.0
            parts += self._best(likeness)
        hint = np.zeros(len(self.topics), np.float32)
        for topic, confidence in hints.items():
            if topic in self._index_of:
                hint[self._index_of[topic]] = confidence
        named = self._named(text)
        last = self._notice_of.get(last_topic or "")
        short = last is not None and len(text) <= _SHORT
        notice = np.array([self._notice_of[topic] for topic in self.topics])
        parts += [
            hint,
            np.isin(notice, named).astype(np.float32) if named else np.zeros_like(hint),
            (notice == self.data.home).astype(np.float32) if not named else np.zeros_like(hint),
            (notice == last).astype(np.float32) if short else np.zeros_like(hint),
        ]
        made: Matrix = np.stack(parts, axis=1)
        assert made.shape[1] == len(FEATURES)
        return made

    def _best(self, likeness: Matrix) -> list[Matrix]:
        """Of each topic's likenesses: the best, and the means of the best three and six."""
        padded = np.concatenate([likeness, np.zeros(1, np.float32)])[self._rows]
        padded = -np.sort(-padded, axis=1)
        six = padded[:, :6]
        return [six[:, 0], six[:, :3].mean(axis=1), six.mean(axis=1)]

    def _named(self, text: str) -> list[str]:
        """The notices a question names."""
        plain = text.replace(" ", "")
        return [
            notice
            for notice, names in self._names.items()
            if any(name and name.replace(" ", "") in plain for name in names)
        ]


def _rows(owner: NDArray[np.int32], topics: int) -> NDArray[np.int64]:
    """For each topic the places of its examples, filled up with the place after the last."""
    places = [np.flatnonzero(owner == i) for i in range(topics)]
    width = max(6, max((len(p) for p in places), default=0))
    rows = np.full((topics, width), len(owner), np.int64)
    for i, found in enumerate(places):
        rows[i, : len(found)] = found
    return rows
