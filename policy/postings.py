"""Which texts share a question's words: BM25 over an inverted index, as a share of the most
that the question could reach."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
LeftOut = Mapping[str, int]
_K1 = 1.5
_B = 0.75


class WordIndex:
    """Only the lists of a question's own words are read, so that the cost follows them."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        counted = [Counter(words) for words in texts]
        lengths = [sum(counts.values()) for counts in counted]
        mean = sum(lengths) / self.size if self.size else 1.0
        lists: dict[str, tuple[list[int], list[float]]] = {}
        for i, counts in enumerate(counted):
            damp = _K1 * (1 - _B + _B * lengths[i] / (mean or 1.0))
            for word, n in counts.items():
                places, weights = lists.setdefault(word, ([], []))
                places.append(i)
                weights.append(n * (_K1 + 1) / (n + damp))
        self._counted = counted
        self._lists = {
            word: (np.asarray(places, np.int32), np.asarray(weights, np.float32))
            for word, (places, weights) in lists.items()
        }
        self._rarity = {
            word: math.log(1 + (self.size - len(at) + 0.5) / (len(at) + 0.5))
            for word, (at, _) in self._lists.items()
        }
        self._rarest = math.log(1 + (self.size + 0.5) / 0.5)

    def rarity(self, word: str) -> float:
        """How much a word says; one that stands nowhere as much as the rarest."""
        return self._rarity.get(word, self._rarest)

    @property
    def nbytes(self) -> int:
        """Memory of the lists."""
        return sum(places.nbytes + weights.nbytes for places, weights in self._lists.values())

    def count(self, word: str, place: int) -> int:
        """How often a word stands in a text."""
        return self._counted[place][word]

    def scores(self, words: Sequence[str]) -> tuple[Scores, Scores]:
        """For every text its `likeness` and its `shares`."""
        return self.likeness(words), self.shares(words)

    def likeness(self, words: Sequence[str], left_out: LeftOut | None = None) -> Scores:
        """The BM25 of every text, divided by the sum of the words' rarities, so that it is about 0
        to 2.5. `left_out`: words with a text in which they are not to count."""
        return self._summed(words, left_out, by_weight=True)

    def shares(self, words: Sequence[str], left_out: LeftOut | None = None) -> Scores:
        """The share of the words (by rarity) that stands in every text; `left_out` as there."""
        return self._summed(words, left_out, by_weight=False)

    def _summed(self, words: Sequence[str], left_out: LeftOut | None, *, by_weight: bool) -> Scores:
        """What the words give to every text: each its part of the rarities, times its weight in the
        text where `by_weight`."""
        places, parts = [], []
        for word, part in self._weighed(words):
            at, weights = self._lists[word]
            place = (left_out or {}).get(word)
            if place is not None:
                at, weights = at[at != place], weights[at != place]
            places.append(at)
            parts.append(part * weights if by_weight else np.full(len(at), part))
        if not places:
            return np.zeros(self.size, np.float32)
        summed = np.bincount(np.concatenate(places), np.concatenate(parts), self.size)
        return summed.astype(np.float32)

    def _weighed(self, words: Sequence[str]) -> list[tuple[str, np.float32]]:
        """The words that stand anywhere, each with its part of the rarities of all."""
        asked = Counter(words)
        total = sum(self.rarity(word) for word in asked)
        known = (word for word in asked if word in self._lists)
        return [(word, np.float32(self._rarity[word] / total)) for word in known] if total else []
