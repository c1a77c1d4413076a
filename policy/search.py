"""The clause nearest to a question: BM25 over words and sentence vectors, ranks fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from policy import encoder
from policy.models import Clause, Hit
from policy.notice import Notice
from policy.text import normalise, pieces, sentences, squash
from policy.tokens import Tokenizer
from policy.vectors import vectors

_RANK_CONSTANT = 60
_MAX_QUESTION = 200
_LEAST_SENTENCE = 11
_COLUMNS = 3
_LEXICAL_WEIGHT = 0.5
"""What the shared words of a sentence weigh against its cosine when one is chosen to be shown."""


@dataclass(frozen=True)
class _Passage:
    notice: str
    clause: Clause
    sentences: list[str]


class ClauseIndex:
    """Search over the clauses of some notices. Word lists and vectors are loaded on first use."""

    def __init__(
        self, notices: Sequence[Notice], data_dir: Path | None = None, cache: Path | None = None
    ) -> None:
        self._passages = [
            _Passage(notice.meta.cited_as, clause, kept)
            for notice in notices
            for top in notice.tree
            for clause in top.walk()
            if (kept := [s for s in sentences(clause.text) if _says_something(s, clause)])
        ]
        self._data_dir = data_dir
        self._cache = cache
        self._lock = Lock()
        self._ready = False

    def warm_up(self) -> None:
        """Load the word lists and the encoder and compute the vectors; takes some seconds."""
        with self._lock:
            if self._ready:
                return
            self._tokenizer = Tokenizer(self._data_dir)
            tokens = [self._tokenizer.words(_context(passage)) for passage in self._passages]
            self._bm25 = BM25Okapi(tokens)
            self._rarest = max(self._bm25.idf.values(), default=1.0)
            self._vocabulary = [frozenset(words) for words in tokens]
            self._sentence_words = [
                [frozenset(self._tokenizer.words(s)) for s in passage.sentences]
                for passage in self._passages
            ]
            parts = [
                (i, j, piece)
                for i, passage in enumerate(self._passages)
                for j, sentence in enumerate(passage.sentences)
                for piece in pieces(sentence)
            ]
            self._owner = np.array([[i, j] for i, j, _ in parts], dtype=np.int64).reshape(-1, 2)
            texts = [normalise(piece) for *_, piece in parts]
            self._vectors = vectors(texts, "clauses", self._cache)
            self._ready = True

    def search(self, question: str, limit: int = 5) -> list[Hit]:
        """The nearest clauses, best first, each with its nearest sentence; [] for no words."""
        text = normalise(question)[:_MAX_QUESTION]
        if not any(ch.isalnum() for ch in text) or not self._passages:
            return []
        self.warm_up()
        words = self._tokenizer.words(text)
        lexical = np.asarray(self._bm25.get_scores(words), dtype=np.float64)
        # einsum keeps to one thread, which BLAS does not
        cosines = np.einsum("ij,j->i", self._vectors, encoder.encode_one(text))
        dense = np.full(len(self._passages), -1.0)
        np.maximum.at(dense, self._owner[:, 0], cosines)
        fused = _reciprocal(lexical) + _reciprocal(dense)
        order = np.argsort(-fused, kind="stable")[:limit]
        return [self._hit(int(i), words, cosines, float(dense[i])) for i in order]

    def _hit(self, i: int, words: list[str], cosines: NDArray[np.float32], score: float) -> Hit:
        passage = self._passages[i]
        own = self._owner[:, 0] == i
        near = np.full(len(passage.sentences), -1.0)
        np.maximum.at(near, self._owner[own, 1], cosines[own])
        shares = [self._share(words, within) for within in self._sentence_words[i]]
        best = int(np.argmax(near + _LEXICAL_WEIGHT * np.array(shares)))
        return Hit(
            notice=passage.notice,
            clause=passage.clause.path,
            quote=passage.sentences[best],
            score=round(score, 4),
            overlap=round(self._share(words, self._vocabulary[i]), 4),
        )

    def _share(self, words: list[str], within: frozenset[str]) -> float:
        """The share of the question's words, weighted by rarity, that are in a text.

        A word that is in no clause at all weighs as much as the rarest one.
        """
        weights = {word: max(self._bm25.idf.get(word, self._rarest), 0.1) for word in words}
        total = sum(weights.values())
        return sum(w for word, w in weights.items() if word in within) / total if total else 0.0


def _says_something(sentence: str, clause: Clause) -> bool:
    """Whether a sentence is more than a number and a heading or the head of a table."""
    bare = squash(sentence).strip("。")
    if sentence.count(" ") >= _COLUMNS:
        return False
    return len(bare) >= _LEAST_SENTENCE and bare != squash(clause.number + clause.heading)


def _context(passage: _Passage) -> str:
    return f"{passage.clause.heading} {passage.clause.text}"


def _reciprocal(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Reciprocal rank of each score; ties share the better rank."""
    ordered = np.sort(-scores)
    ranks = np.searchsorted(ordered, -scores, side="left")
    return np.asarray(1.0 / (_RANK_CONSTANT + 1 + ranks), dtype=np.float64)
