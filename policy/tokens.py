"""Words of a text for lexical search: dictionary words plus pairs of neighbouring characters.

Character pairs keep a word findable when the dictionary cuts it differently in question and
notice (`上门服务` and `上门医疗卫生服务` share two pairs).
"""

from __future__ import annotations

import logging
import math
import re
from functools import lru_cache
from pathlib import Path

import jieba

from policy.text import normalise

_KEPT = 1024
_HAN_RUN = re.compile(r"[一-鿿]+")


class Tokenizer:
    """Cuts with jieba, the project's terms (jieba/userdict.txt) and its list of words that carry
    no meaning in a question (search/stopwords.txt), both under the data folder."""

    def __init__(self, data_dir: Path | None) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._cutter = jieba.Tokenizer()
        self._ignored: frozenset[str] = frozenset()
        self._known = lru_cache(maxsize=_KEPT)(self._words)
        if data_dir is None:
            return
        terms, ignored = data_dir / "jieba" / "userdict.txt", data_dir / "search" / "stopwords.txt"
        if terms.exists():
            self._cutter.load_userdict(str(terms))
        if ignored.exists():
            self._ignored = frozenset(ignored.read_text(encoding="utf-8").split())

    def cut(self, text: str) -> list[str]:
        """The pieces of a text, words and marks, in order and without any left out."""
        return list(self._cutter.cut(text))

    def is_word(self, piece: str) -> bool:
        """Whether a piece is a word of the dictionary, or one without meaning of its own."""
        return piece in self._ignored or (len(piece) > 1 and self._cutter.FREQ.get(piece, 0) > 0)

    def usual(self, text: str) -> float:
        """How usual the words of a text are in the language: the sum of their log shares."""
        frequent, total = self._cutter.FREQ, self._cutter.total
        return sum(math.log((frequent.get(word) or 1) / total) for word in self._cutter.cut(text))

    def words(self, text: str) -> list[str]:
        """The meaningful words of a text and the character pairs inside runs of them."""
        return list(self._known(text))

    def _words(self, text: str) -> tuple[str, ...]:
        kept: list[str] = []
        for word in self._cutter.cut(normalise(text)):
            kept.append(word if word.isalnum() and word not in self._ignored else " ")
        words = [word for word in kept if word != " "]
        pairs = [
            run[i : i + 2] for run in _HAN_RUN.findall("".join(kept)) for i in range(len(run) - 1)
        ]
        return (*words, *(pair for pair in pairs if pair not in words))


@lru_cache(maxsize=4)
def shared(data_dir: Path | None) -> Tokenizer:
    """The tokenizer of a data folder; its dictionary takes most of a second to load, once."""
    return Tokenizer(data_dir)
