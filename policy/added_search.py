"""Search in one added notice: its facts by how they are asked for, its clauses by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import numpy as np

from policy import encoder
from policy.added_data import FactLevels
from policy.cues import item_numbers, numeral
from policy.entries import ClauseLevels
from policy.models import Clause, Hit
from policy.notice import Notice
from policy.search import ClauseIndex
from policy.text import normalise, squash
from policy.tokens import shared
from policy.vectors import vectors

_ARTICLE = re.compile(r"第.{1,5}条")
_NUMERALS = "零一二三四五六七八九十百0123456789"
_PART = "、"
_WITHIN = re.compile(r"(第[^第条]{1,5}条)(?:第?[(（][^)）]{1,3}[)）]项?|第.{1,3}[款项])+")
"""An article and what is asked of within it: it is shown whole."""
_LEAST_HEADING = 3
_AROUND_HEADING = 8
"""So many characters (的是什么, 有哪些内容) may stand around a heading that is asked for."""
_ALIKE = 0.02
"""Ways of asking that are as near as this are equally near."""


def _value(number: str) -> int | None:
    """第七条, 七、 or （七） as 7."""
    said = "".join(sign for sign in number if sign in _NUMERALS)
    return int(said) if said.isdigit() else numeral(said) if said else None


def reaches(hit: Hit, level: ClauseLevels) -> bool:
    """Whether a clause found is near enough."""
    return (
        hit.score >= level.score
        and hit.overlap >= level.overlap
        and hit.score + hit.overlap >= level.together
    )


class NoticeSearch:
    """One notice. Word lists and vectors are made on first use; `cache` as in `vectors`."""

    def __init__(
        self,
        notice: Notice,
        data_dir: Path | None,
        cache: Path | None,
        ignored: Iterable[str] = (),
    ) -> None:
        """`ignored`: words that say nothing of which fact is meant."""
        self._ignored = frozenset(ignored)
        own = cache / notice.meta.id if cache else None
        self._index = ClauseIndex([notice], data_dir, own)
        self._notice, self._data_dir, self._cache = notice, data_dir, own
        self._lock = Lock()
        self._ready = False

    def warm_up(self) -> None:
        """Load everything now."""
        self._index.warm_up()
        with self._lock:
            if self._ready:
                return
            words = self._words
            self._topics = list(self._notice.entries)
            asks: dict[str, list[int]] = {}
            self._about: list[frozenset[str]] = []
            self._said: list[frozenset[str]] = []
            for i, entry in enumerate(self._notice.entries.values()):
                own = list(dict.fromkeys(normalise(text) for text in entry.asks))
                for text in [*own, normalise(entry.title)]:
                    asks.setdefault(text, []).append(i)
                cited = [
                    self._notice.cited(source)
                    for _, say, _ in entry.sayings()
                    for source in say.cite
                ]
                headings = [self._notice.clauses[clause].heading for clause, _ in cited]
                about = " ".join([entry.title, *headings, *(quote for _, quote in cited)])
                self._about.append(words(about))
                self._said.append(frozenset(word for text in own for word in words(text)))
            self._asks = list(asks.values())
            self._ask_vectors = vectors(list(asks), "asks", self._cache)
            self._ready = True

    def facts(self, question: str, levels: FactLevels) -> tuple[list[str], float]:
        """The topics of the facts that a question (without the notice's name) asks for, those
        that fit equally well together, and how sure that is; ([], 0) when none is."""
        if not any(sign.isalnum() for sign in question):
            return [], 0.0
        self.warm_up()
        text = normalise(question)
        cosines = self._ask_vectors @ encoder.encode_one(text)
        asked = np.zeros(len(self._topics), np.float32)
        for cosine, places in zip(cosines, self._asks, strict=True):
            asked[places] = np.maximum(asked[places], cosine)
        about = np.array([self._share(text, i) for i in range(len(self._topics))])
        fits = (asked >= levels.asked) & (about >= levels.about)
        fits &= asked + about >= levels.together
        if not fits.any():
            return [], 0.0
        nearest = asked[fits].max()
        fits &= asked >= nearest - _ALIKE
        best = about[fits].max()
        chosen = [i for i in np.flatnonzero(fits) if about[i] >= best]
        return [self._topics[i] for i in chosen], float(nearest + best)

    def headed(self, question: str) -> Clause | None:
        """The clause whose heading is what a question asks for, with few words around it."""
        text = squash(normalise(question))
        named = [
            clause
            for top in self._notice.tree
            for clause in top.walk()
            if len(clause.heading) >= _LEAST_HEADING and squash(normalise(clause.heading)) in text
        ]
        best = max(named, key=lambda clause: len(clause.heading), default=None)
        around = len(text) - len(squash(best.heading)) if best is not None else 0
        return best if around <= _AROUND_HEADING else None

    def numbered(self, question: str) -> dict[int, Clause | None]:
        """The numbers by which a question asks for clauses (第七条, （三）), each with its clause:
        an article before any other, else the one part (三、), else the one clause of this number,
        else None."""
        every = [clause for top in self._notice.tree for clause in top.walk()]
        numbers = [_value(clause.number) for clause in every]
        found: dict[int, Clause | None] = {}
        for asked in item_numbers(_WITHIN.sub(r"\1", normalise(question))):
            own = [c for c, number in zip(every, numbers, strict=True) if number == asked]
            articles = [clause for clause in own if _ARTICLE.match(clause.number)]
            parts = [clause for clause in own if clause.number.endswith(_PART)]
            chosen = articles[:1] or parts or own
            found[asked] = chosen[0] if len(chosen) == 1 else None
        return found

    def articles(self) -> int:
        """How many articles (第一条, …) the notice has."""
        clauses = (clause for top in self._notice.tree for clause in top.walk())
        return sum(bool(_ARTICLE.match(clause.number)) for clause in clauses)

    def clauses(self, question: str) -> list[Hit]:
        """The nearest clauses, best first."""
        return self._index.search(question)

    def _words(self, text: str) -> frozenset[str]:
        """The words of a text that mean something."""
        tokenizer = shared(self._data_dir)
        whole = set(tokenizer.words(text))
        cut = (word for word in tokenizer.cut(normalise(text)) if word in whole)
        return frozenset(cut) - self._ignored

    def _share(self, text: str, i: int) -> float:
        """The share of a question's words, those of asking aside, that a fact speaks of; 1 where
        nothing else is said."""
        rest = self._words(text) - self._said[i]
        return len(rest & self._about[i]) / len(rest) if rest else 1.0
