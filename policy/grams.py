"""Likeness by shared pieces: tf-idf over runs of 1 to 3 signs (characters, or syllables)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin

Scores = NDArray[np.float32]
Gram = tuple[Hashable, ...]
_LONGEST = 3


def signs(text: str) -> tuple[str, ...]:
    """The letters, figures and characters of a text, one by one."""
    return tuple(sign for sign in text if sign.isalnum())


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """How a text sounds, without tones: `机够` and `机构` are alike, and so is `jigou`.

    Latin letters stay single, so that pinyin typed as such is split into letters; syllables of
    characters are split into letters too.
    """
    spoken = lazy_pinyin("".join(signs(text)))
    return tuple(letter for syllable in spoken for letter in syllable)


class GramIndex:
    """Cosines of a text with many texts, over an inverted index of rare-weighted runs."""

    def __init__(self, texts: Sequence[Sequence[Hashable]], longest: int = _LONGEST) -> None:
        self._longest = longest
        self._size = len(texts)
        counted = [Counter(self._grams(text)) for text in texts]
        spread = Counter(gram for counts in counted for gram in counts)
        self._rarity = {g: math.log(self._size / n) + 1.0 for g, n in spread.items()}
        lists: dict[Gram, tuple[list[int], list[float]]] = {}
        for i, counts in enumerate(counted):
            for gram, weight in self._weights(counts).items():
                places, weights = lists.setdefault(gram, ([], []))
                places.append(i)
                weights.append(weight)
        self._lists = {
            gram: (np.asarray(places, np.int32), np.asarray(weights, np.float32))
            for gram, (places, weights) in lists.items()
        }

    def likeness(self, text: Sequence[Hashable]) -> Scores:
        """The cosine with every indexed text, shape (n,)."""
        scores = np.zeros(self._size, np.float32)
        for gram, weight in self._weights(Counter(self._grams(text))).items():
            known = self._lists.get(gram)
            if known is not None:
                scores[known[0]] += weight * known[1]
        return scores

    def _grams(self, text: Sequence[Hashable]) -> list[Gram]:
        return [
            tuple(text[i : i + n])
            for n in range(1, self._longest + 1)
            for i in range(len(text) - n + 1)
        ]

    def _weights(self, counts: Counter[Gram]) -> dict[Gram, float]:
        usual = math.log(self._size) + 1.0 if self._size else 1.0
        raw = {
            gram: (1.0 + math.log(n)) * self._rarity.get(gram, usual) for gram, n in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}
