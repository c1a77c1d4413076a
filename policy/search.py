"""The clause nearest to a question: BM25 over words and sentence vectors, ranks fused."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from policy import encoder
from policy.models import Clause, Hit
from policy.notice import Notice
from policy.text import normalise, sentences

_RANK_CONSTANT = 60
_MAX_QUESTION = 200


@dataclass(frozen=True)
class _Passage:
    notice: str
    clause: Clause
    sentences: list[str]


class ClauseIndex:
    """Search over the clauses of some notices. The vectors are computed on the first search."""

    def __init__(self, notices: Sequence[Notice], words_dir: Path | None = None) -> None:
        self._passages = [
            _Passage(notice.meta.cited_as, clause, sentences(clause.text))
            for notice in notices
            for top in notice.tree
            for clause in top.walk()
            if sentences(clause.text)
        ]
        self._words_dir = words_dir
        self._ignored: frozenset[str] = frozenset()
        self._lock = Lock()
        self._ready = False

    def warm_up(self) -> None:
        """Load the word lists and the encoder and compute the vectors (about two seconds)."""
        with self._lock:
            if self._ready:
                return
            jieba.setLogLevel(logging.WARNING)
            self._cutter = jieba.Tokenizer()
            if self._words_dir is not None:
                self._read_words(self._words_dir)
            tokens = [self._tokens(_context(passage)) for passage in self._passages]
            self._bm25 = BM25Okapi(tokens)
            self._vocabulary = [frozenset(words) for words in tokens]
            texts = [s for passage in self._passages for s in passage.sentences]
            self._vectors = encoder.encode([normalise(text) for text in texts])
            counts = [len(passage.sentences) for passage in self._passages]
            self._starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(int)
            self._ready = True

    def _read_words(self, folder: Path) -> None:
        terms, ignored = folder / "userdict.txt", folder / "stopwords.txt"
        if terms.exists():
            self._cutter.load_userdict(str(terms))
        if ignored.exists():
            self._ignored = frozenset(ignored.read_text(encoding="utf-8").split())

    def search(self, question: str, limit: int = 5) -> list[Hit]:
        """The nearest clauses, best first, each with its nearest sentence; [] for no words."""
        text = normalise(question)[:_MAX_QUESTION]
        if not any(ch.isalnum() for ch in text) or not self._passages:
            return []
        self.warm_up()
        words = self._tokens(text)
        lexical = np.asarray(self._bm25.get_scores(words), dtype=np.float64)
        cosines = self._vectors @ encoder.encode_one(text)
        dense = np.maximum.reduceat(cosines, self._starts)
        fused = _reciprocal(lexical) + _reciprocal(dense)
        order = np.argsort(-fused, kind="stable")[:limit]
        return [self._hit(int(i), words, cosines, float(dense[i])) for i in order]

    def _hit(self, i: int, words: list[str], cosines: encoder.Vectors, score: float) -> Hit:
        passage = self._passages[i]
        start = int(self._starts[i])
        own = cosines[start : start + len(passage.sentences)]
        shares = [self._share(words, frozenset(self._tokens(s))) for s in passage.sentences]
        best = int(np.argmax([c + 0.5 * share for c, share in zip(own, shares, strict=True)]))
        return Hit(
            notice=passage.notice,
            clause=passage.clause.path,
            quote=passage.sentences[best],
            score=round(score, 4),
            overlap=round(self._share(words, self._vocabulary[i]), 4),
        )

    def _share(self, words: list[str], within: frozenset[str]) -> float:
        """The share of the question's words, by weight of rarity, that are in a text.

        A word in no clause at all weighs as much as the rarest one.
        """
        rarest = max(self._bm25.idf.values(), default=1.0)
        weights = {word: max(self._bm25.idf.get(word, rarest), 0.1) for word in words}
        total = sum(weights.values())
        return sum(w for word, w in weights.items() if word in within) / total if total else 0.0

    def _tokens(self, text: str) -> list[str]:
        cut = self._cutter.cut(normalise(text))
        return [word for word in cut if word.isalnum() and word not in self._ignored]


def _context(passage: _Passage) -> str:
    return f"{passage.clause.heading} {passage.clause.text}"


def _reciprocal(
    scores: np.ndarray[tuple[int, ...], np.dtype[np.floating]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Reciprocal rank of each score; ties share the better rank."""
    ordered = np.sort(-scores)
    ranks = np.searchsorted(ordered, -scores, side="left")
    return np.asarray(1.0 / (_RANK_CONSTANT + 1 + ranks), dtype=np.float64)
