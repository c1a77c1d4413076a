"""Where the notices use a word: `家庭病床有哪些文件说过`, `29号文里压疮咋说的`.

No entry is needed: what is left of a question without the notices' names and without the words of
asking is looked for, literally, in every clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policy.models import Clause
from policy.notice import Notice
from policy.text import normalise, sentences, squash

_HAN = re.compile(r"[一-鿿a-z0-9%+]{2,}")
_MOST_WORDS = 3
"""A question about more things at once is none about a word."""
_LEAST_SENTENCE = 8
_TOO_MANY = 12
"""A word that stands in more sentences of a notice says nothing of what is asked."""


@dataclass(frozen=True)
class Mention:
    """Sentences of a notice in which every word asked for stands, with their clauses."""

    notice: Notice
    places: tuple[tuple[Clause, str], ...]


class Mentions:
    """Finds words in notices. `asking`: words that only ask; `cut` cuts a text into words."""

    def __init__(
        self, notices: Sequence[Notice], asking: Sequence[str], cut: Callable[[str], Sequence[str]]
    ) -> None:
        self._cut = cut
        self._asking = re.compile("|".join(sorted(map(re.escape, asking), key=len, reverse=True)))
        self._kept = [
            (notice, [(c, s, normalise(squash(s))) for c, s in _sentences(notice)])
            for notice in notices
        ]

    def words(self, rest: str) -> list[str]:
        """What a question without the names of notices asks about; [] where it is too much."""
        runs = _HAN.findall(self._asking.sub(" ", rest))
        return runs if len(runs) <= _MOST_WORDS else []

    def find(self, words: Sequence[str], among: Sequence[str] = ()) -> list[Mention]:
        """The notices (of those of ids `among`, else of all) that use every one of the words."""
        if not words:
            return []
        found = [
            Mention(notice, places)
            for notice, kept in self._kept
            if (not among or notice.meta.id in among)
            and (places := _holding(kept, words) or _holding(kept, self._smaller(words)))
        ]
        return found

    def _smaller(self, words: Sequence[str]) -> list[str]:
        return [piece for word in words for piece in self._cut(word)]


def _holding(
    kept: Sequence[tuple[Clause, str, str]], words: Sequence[str]
) -> tuple[tuple[Clause, str], ...]:
    found = tuple((c, s) for c, s, plain in kept if all(word in plain for word in words))
    return found if len(found) <= _TOO_MANY else ()


def _sentences(notice: Notice) -> list[tuple[Clause, str]]:
    """Every sentence once, with the innermost clause it stands in."""
    found: dict[str, tuple[Clause, str]] = {}
    for top in notice.tree:
        for clause in top.walk():
            for sentence in sentences(clause.text):
                if len(squash(sentence)) >= _LEAST_SENTENCE:
                    found[squash(sentence)] = clause, sentence
    return list(found.values())
