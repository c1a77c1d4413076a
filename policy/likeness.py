"""What speaks for each topic: the columns that the router weighs.

A question is compared with a topic's examples and with what the topic cites, by meaning and by
shared words; `apart` sets the topics apart from one another (see discriminant).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from policy import encoder
from policy.discriminant import Discriminant
from policy.examples import Material
from policy.nearest import Near, Nearest, Places, dot
from policy.postings import WordIndex
from policy.spelling import Speller
from policy.tokens import shared
from policy.vectors import vectors

Matrix = NDArray[np.float32]
COLUMNS = (
    "meaning_best",
    "meaning_three",
    "meaning_six",
    "cited_meaning",
    "cited_words",
    "asked_words",
    "all_words",
    "apart",
)
_MEANINGS = 3
"""The first columns: likeness by meaning to a topic's examples."""
_FEW, _MORE = 3, 6
_NARROW = 16
"""Topics of no more examples are looked through side by side, as are those of up to twice as many,
and so on."""
_FEW_TOPICS = 2000
_NEAR_EXAMPLES, _NEAR_TOPICS = 400, 100
_EXACT = 16384
"""Up to so many examples every one is compared."""


class Likeness:
    """Compares questions with the material of topics. Prepared on first use, or by warm_up."""

    def __init__(
        self,
        materials: Sequence[Material],
        data_dir: Path | None,
        cache: Path | None,
        strange: Sequence[str] = (),
        names: Collection[str] = (),
    ) -> None:
        self.materials = materials
        self.texts = [text for material in materials for text in material.asked]
        owner = [i for i, material in enumerate(materials) for _ in material.asked]
        self.owner = np.array(owner, np.int32)
        self._strange = list(strange)
        self._names = frozenset(names)
        self._data_dir, self._cache = data_dir, cache
        self._lock = Lock()
        self._ready = False

    def warm_up(self) -> None:
        """Prepare vectors and indexes; some seconds the first time, less from the cache."""
        with self._lock:
            if self._ready:
                return
            self._tokenizer = shared(self._data_dir)
            words_of = self._tokenizer
            self._speller = Speller(
                self.texts, words_of.cut, words_of.is_word, words_of.usual, self._names
            )
            topics = len(self.materials)
            self._rows = _rows(self.owner, topics)
            kept = vectors(self.texts, "examples", self._cache)
            self._by_meaning = Nearest(kept, _EXACT)
            quoted = [text for material in self.materials for text in material.quoted]
            places = [i for i, material in enumerate(self.materials) for _ in material.quoted]
            self._quote_owner = np.array(places, np.int32)
            self._by_quote = Nearest(vectors(quoted, "quotes", self._cache))
            words = self._tokenizer.words
            asked = [[w for text in m.asked for w in words(text)] for m in self.materials]
            cited = [[w for text in m.quoted for w in words(text)] for m in self.materials]
            self._asked, self._cited = WordIndex(asked), WordIndex(cited)
            self._all = WordIndex([a + c for a, c in zip(asked, cited, strict=True)])
            self._strange_vectors = vectors(self._strange, "strange", self._cache)
            self._apart = Discriminant(
                [*self.texts, *self._strange],
                np.concatenate([kept, self._strange_vectors]),
                np.concatenate([self.owner, np.full(len(self._strange), topics, np.int32)]),
                topics + 1,
                self._cache,
            )
            self._ready = True

    @property
    def nbytes(self) -> int:
        """Memory of vectors, word lists and weights, once they are loaded."""
        self.warm_up()
        lists = self._asked.nbytes + self._cited.nbytes + self._all.nbytes
        rows = sum(topics.nbytes + places.nbytes for topics, places in self._rows)
        matrices = self._by_meaning.nbytes + self._by_quote.nbytes + rows
        return lists + matrices + self._apart.nbytes

    def cut(self, text: str) -> list[str]:
        """The words of a text."""
        self.warm_up()
        return self._tokenizer.cut(text)

    def correct(self, text: str) -> str:
        """A normalised text with terms written right that are only right by their sound."""
        self.warm_up()
        return self._speller.correct(text)

    def compare(self, text: str, without: int | None = None) -> Matrix:
        """Likenesses of a normalised text with every topic, shape (topics, columns).

        `without` leaves one example out (to fit weights on the examples themselves).
        """
        self.warm_up()
        vector = encoder.encode_one(text)
        asked, cited = self._by_meaning.cosines(vector), self._by_quote.cosines(vector)
        return self._columns(text, asked, cited, without)

    def compare_each(self, texts: Sequence[str]) -> list[Matrix]:
        """What `compare` makes of each of several texts, in less time: they are encoded together,
        and what they are compared with is read once for all of them."""
        self.warm_up()
        vectors = encoder.encode_each(texts)
        asked, cited = self._by_meaning.each(vectors), self._by_quote.each(vectors)
        return list(map(self._columns, texts, asked, cited))

    def _columns(self, text: str, asked: Near, quoted: Near, without: int | None = None) -> Matrix:
        """The likenesses of a text by the examples and the quotes that its vector is near to."""
        meaning = np.zeros(len(self.texts), np.float32)
        meaning[asked[0]] = asked[1]
        if without is not None:
            meaning[without] = 0.0
        cited = np.zeros(len(self.materials), np.float32)
        np.maximum.at(cited, self._quote_owner[quoted[0]], quoted[1])
        words = self._tokenizer.words(text)
        own = self._tokenizer.words(self.texts[without]) if without is not None else []
        columns = [
            cited,
            self._cited.likeness(words),
            self._asked.likeness(words, self._left_out(own, without, self._asked)),
            self._all.shares(words, self._left_out(own, without, self._all)),
        ]
        some = self._candidates(meaning, columns)
        made = np.zeros((len(self.materials), len(COLUMNS)), np.float32)
        made[some, :_MEANINGS] = self._nearest(meaning)[some]
        made[some, _MEANINGS:-1] = np.stack(columns, axis=1)[some]
        made[some, -1] = self._scores(text, some, without)
        return made

    def _nearest(self, meaning: Matrix) -> Matrix:
        """Of each topic's examples: the best likeness, and the means of the best few and of some
        more."""
        padded = np.append(meaning, np.float32(0))
        top = np.empty((len(self.materials), _MORE), np.float32)
        for topics, rows in self._rows:
            found = padded[rows]
            found.partition(found.shape[1] - _MORE, axis=1)
            top[topics] = found[:, -_MORE:]
        top = -np.sort(-top, axis=1)
        made: Matrix = np.stack([top[:, 0], top[:, :_FEW].mean(axis=1), top.mean(axis=1)], axis=1)
        return made

    def _candidates(self, meaning: Matrix, columns: Sequence[Matrix]) -> Places | slice:
        """The topics that come into question: all while they are few (as a slice, so that nothing
        is copied to look at them), else those with a near example, a near quote or many of the
        words."""
        topics = len(self.materials)
        if topics <= _FEW_TOPICS:
            return slice(0, topics)
        near = self.owner[np.argpartition(-meaning, _NEAR_EXAMPLES)[:_NEAR_EXAMPLES]]
        best = [np.argpartition(-column, _NEAR_TOPICS)[:_NEAR_TOPICS] for column in columns]
        return np.unique(np.concatenate([near, *best]))

    def strangeness(self, text: str, without: int | None = None) -> tuple[float, float]:
        """How much a normalised text is like what no notice speaks of: the nearest such example's
        cosine, and its score beside the topics'. `without` leaves out one such example."""
        self.warm_up()
        near = dot(self._strange_vectors, encoder.encode_one(text))
        if without is not None:
            near[without] = 0.0
        left_out = None if without is None else len(self.texts) + without
        last = slice(len(self.materials), None)
        return float(near.max(initial=0.0)), float(self._scores(text, last, left_out)[0])

    def _scores(self, text: str, topics: Places | slice, without: int | None) -> Matrix:
        if without is not None:
            return self._apart.left_out(without)[topics]
        return self._apart.scores(text, encoder.encode_one(text), topics)

    def _left_out(
        self, own: Sequence[str], without: int | None, index: WordIndex
    ) -> dict[str, int]:
        """Words that a topic would not have without the example left out, with that topic."""
        if without is None:
            return {}
        topic = int(self.owner[without])
        return {word: topic for word in set(own) if index.count(word, topic) <= own.count(word)}


def _rows(owner: NDArray[np.int32], topics: int) -> list[tuple[Places, Places]]:
    """Topics with about as many texts each, and for each of them the places of its texts, filled up
    with the place after the last."""
    places = [np.flatnonzero(owner == i) for i in range(topics)]
    widths: dict[int, list[int]] = {}
    for i, found in enumerate(places):
        widths.setdefault(max(_NARROW, 1 << (len(found) - 1).bit_length()), []).append(i)
    made = []
    for width, some in sorted(widths.items()):
        rows = np.full((len(some), width), len(owner), np.int64)
        for row, i in zip(rows, some, strict=True):
            row[: len(places[i])] = places[i]
        made.append((np.array(some), rows))
    return made
