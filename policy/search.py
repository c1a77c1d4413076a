"""The clause nearest to a question: BM25 over words and sentence vectors, ranks fused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from policy import encoder
from policy.encoder import Vectors
from policy.models import Clause, Hit
from policy.nearest import Nearest, dot
from policy.notice import Notice
from policy.postings import Scores, WordIndex
from policy.text import normalise, pieces, sentences, squash
from policy.tokens import shared
from policy.vectors import vectors

_RANK_CONSTANT = 60
_CANDIDATES = 64
"""So many of the best by words and of the best by meaning are ranked against each other."""
_NOT_COMPARED = np.float32(-1.0)
_MAX_QUESTION = 200
_LEAST_SENTENCE = 11
_BODY = r"[^、，,。：:）)〕]{0,20}(?:厅|局|委|办|人民政府|管委会)等?"
_BODIES = re.compile(rf"[（(〔]?(?:责任单位[：:])?{_BODY}(?:[、，,]{_BODY})*[）)〕]?")
"""Nothing but who is responsible: `（责任单位：省卫健委、民政厅）`."""
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
            self._tokenizer = shared(self._data_dir)
            self._by_word = WordIndex(
                [self._tokenizer.words(_context(passage)) for passage in self._passages]
            )
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
            self._by_meaning = Nearest(vectors(texts, "clauses", self._cache))
            self._ready = True

    @property
    def nbytes(self) -> int:
        """Memory of vectors and word lists, once they are loaded."""
        self.warm_up()
        return self._by_meaning.nbytes + self._by_word.nbytes + self._owner.nbytes

    def search(self, question: str, limit: int = 5) -> list[Hit]:
        """The nearest clauses, best first, each with its nearest sentence; [] for no words."""
        text = normalise(question)[:_MAX_QUESTION]
        if not any(ch.isalnum() for ch in text) or not self._passages:
            return []
        self.warm_up()
        words = self._tokenizer.words(text)
        lexical, shares = self._by_word.scores(words)
        vector = encoder.encode_one(text)
        places, cosines = self._by_meaning.cosines(vector)
        dense = np.full(len(self._passages), _NOT_COMPARED, np.float32)
        np.maximum.at(dense, self._owner[places, 0], cosines)
        best = fused(lexical, dense, limit)
        return [self._hit(i, words, vector, float(shares[i])) for i in best]

    def _hit(self, i: int, words: Sequence[str], vector: Vectors, share: float) -> Hit:
        passage = self._passages[i]
        own_parts = slice(*np.searchsorted(self._owner[:, 0], [i, i + 1]))
        near = np.full(len(passage.sentences), _NOT_COMPARED, np.float32)
        cosines = dot(self._by_meaning.vectors[own_parts], vector)
        np.maximum.at(near, self._owner[own_parts, 1], cosines)
        asked = set(words)
        own = [
            sum(self._by_word.rarity(word) for word in asked & within)
            for within in self._sentence_words[i]
        ]
        total = sum(self._by_word.rarity(word) for word in asked) or 1.0
        best = int(np.argmax(near + _LEXICAL_WEIGHT * np.array(own) / total))
        return Hit(
            notice=passage.notice,
            clause=passage.clause.path,
            quote=passage.sentences[best],
            score=round(float(near.max()), 4),
            overlap=round(share, 4),
        )


def _says_something(sentence: str, clause: Clause) -> bool:
    """Whether a sentence is more than a heading, the head of a table or a list of bodies."""
    bare = squash(sentence).strip("。")
    if sentence.count(" ") >= _COLUMNS or _BODIES.fullmatch(bare):
        return False
    return len(bare) >= _LEAST_SENTENCE and bare != squash(clause.number + clause.heading)


def _context(passage: _Passage) -> str:
    return f"{passage.clause.heading} {passage.clause.text}"


def fused(lexical: Scores, dense: Scores, limit: int) -> list[int]:
    """The best places by two kinds of scores, their reciprocal ranks added.

    Only places that one of the two puts among its best come into question, so that nothing but
    the scores themselves is looked at everywhere.
    """
    most = min(len(lexical), _CANDIDATES)
    chosen = np.unique(
        np.concatenate([np.argpartition(-s, most - 1)[:most] for s in (lexical, dense)])
    )
    total = _reciprocal(lexical[chosen]) + _reciprocal(dense[chosen])
    return [int(i) for i in chosen[np.argsort(-total, kind="stable")][:limit]]


def _reciprocal(scores: Scores) -> NDArray[np.float64]:
    """Reciprocal rank of each score; ties share the better rank."""
    ordered = np.sort(-scores)
    ranks = np.searchsorted(ordered, -scores, side="left")
    return np.asarray(1.0 / (_RANK_CONSTANT + 1 + ranks), dtype=np.float64)
