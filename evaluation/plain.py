"""Plain search, the peer of ours: every clause by words, by meaning, and by both."""

from __future__ import annotations

from collections.abc import Sequence

import jieba
import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from policy import encoder
from policy.text import normalise

Scores = NDArray[np.float64]
RANK_CONSTANT = 60
_READ = 200
"""So many characters of a clause make its vector."""


class Plain:
    """Scores of every clause for a question: BM25, vectors, and the reciprocal ranks of both."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._bm25 = BM25Okapi([list(jieba.cut(text)) for text in texts])
        self._vectors = encoder.encode([normalise(text)[:_READ] for text in texts])

    def words(self, question: str) -> Scores:
        """BM25 over jieba's words."""
        return np.asarray(self._bm25.get_scores(list(jieba.cut(question))), dtype=np.float64)

    def meaning(self, question: str) -> Scores:
        """Cosine of the sentence vectors."""
        return np.asarray(self._vectors @ encoder.encode_one(normalise(question)), np.float64)

    def both(self, question: str) -> Scores:
        """Reciprocal ranks by words and by meaning, added."""
        return _reciprocal(self.words(question)) + _reciprocal(self.meaning(question))

    @property
    def megabytes(self) -> float:
        """Vectors, and what BM25 keeps: a dictionary of counts for each clause."""
        counts = sum(len(doc) for doc in self._bm25.doc_freqs) * 100
        return float(self._vectors.nbytes + counts) / 1e6


def _reciprocal(scores: Scores) -> Scores:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return 1.0 / (RANK_CONSTANT + 1 + ranks)
