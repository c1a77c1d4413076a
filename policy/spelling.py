"""Terms written by their sound: 截至时间 for 截止时间, 机够 for 机构, shifan for 示范.

The terms are those of the examples themselves, so that a new notice brings its own. Only matching
reads the corrected form.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin

_LATIN = re.compile(r"[a-z]+(?: [a-z]+)*")
_HAN = re.compile(r"[一-鿿]+")
_LEAST_LETTERS = 4
_LONGEST = 8
"""Characters of the longest term that is heard."""
_SHORT_TERM = 3
"""A term of more characters is heard even across dictionary words (医养接合)."""
_OFTEN = 4
"""How often a word of two characters stands in the examples before it is heard in others."""
_SEEN = 3
"""How often two neighbouring words stand in the examples before they count as one term."""
Cut = Callable[[str], Sequence[str]]


class Speller:
    """Writes terms as they should be wherever a text sounds like them; made from `texts`.

    `usual` says how usual a run of characters is, more is more usual: what is only heard as a term
    must be more usual written as that term (`有家机构` is not `有加机构`). `names` are never
    heard in other words (`离得太远` is not about 太原).
    """

    def __init__(
        self,
        texts: Iterable[str],
        cut: Cut,
        is_word: Callable[[str], bool],
        usual: Callable[[str], float],
        names: Collection[str] = (),
    ) -> None:
        self._cut, self._is_word, self._usual = cut, is_word, usual
        single: Counter[str] = Counter()
        double: Counter[str] = Counter()
        for text in texts:
            for run in _HAN.findall(text):
                words = list(cut(run))
                single.update(word for word in words if len(word) > 1)
                double.update(a + b for a, b in itertools.pairwise(words))
        terms = Counter({term: n for term, n in single.items() if n > 1})
        rare = {term for term, n in terms.items() if len(term) == 2 and n < _OFTEN}
        terms.update({t: n for t, n in double.items() if n >= _SEEN and 2 < len(t) <= _LONGEST})
        self._by_sound: dict[tuple[str, ...], str] = {}
        self._by_letters: dict[str, str] = {}
        for term, _ in sorted(terms.items(), key=lambda item: (-item[1], item[0])):
            if term in rare or term in names:
                continue
            sound = _sound(term)
            self._by_sound.setdefault(sound, term)
            self._by_letters.setdefault("".join(sound), term)
        self._terms = frozenset(terms)
        self._longest_word = max(map(len, self._by_letters), default=0)

    def correct(self, text: str) -> str:
        """The normalised text with what is only heard as a term written as that term."""
        spelt = _LATIN.sub(lambda match: self._letters(match.group()), text)
        return _HAN.sub(lambda match: self._characters(match.group()), spelt)

    def _letters(self, run: str) -> str:
        """A run of pinyin as terms when it is made of terms from end to end, else as it is."""
        letters = run.replace(" ", "")
        if len(letters) < _LEAST_LETTERS:
            return run
        best: list[str | None] = [""] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - self._longest_word), end):
                before, term = best[start], self._by_letters.get(letters[start:end])
                if before is not None and term is not None:
                    best[end] = before + term
                    break
        return best[-1] or run

    def _characters(self, run: str) -> str:
        sounds = _sound(run)
        if len(sounds) != len(run):
            return run
        firm: list[bool] = []
        written, i = "", 0
        while i < len(run):
            for size in range(min(_LONGEST, len(run) - i), 1, -1):
                seen, rest = run[i : i + size], run[i + size :]
                if seen in self._terms:
                    written += seen
                    break
                heard = self._by_sound.get(sounds[i : i + size])
                if heard is None:
                    continue
                firm = firm or self._firm(run)  # few runs are heard otherwise than they are written
                usual = f"{written}{heard}{rest}", f"{written}{seen}{rest}"
                slip = self._is_slip(seen, heard, firm[i : i + size])
                if slip and self._usual(usual[0]) > self._usual(usual[1]):
                    written += heard
                    break
            else:
                written += run[i]
                size = 1
            i += size
        return written

    def _is_slip(self, seen: str, heard: str, firm: Sequence[bool]) -> bool:
        """Whether `seen` is a slip for the term `heard`: mostly the same characters, none of the
        others a word of form, and no word of its own unless the term is a longer one."""
        other = [i for i, sign in enumerate(seen) if sign != heard[i]]
        if 2 * len(other) > len(seen) or any(self._is_word(seen[i]) for i in other):
            return False
        if len(seen) > _SHORT_TERM:
            return True
        if len(seen) == _SHORT_TERM and self._is_word(heard):
            return not any(firm[i] for i in other)
        return not any(firm)

    def _firm(self, run: str) -> list[bool]:
        """For each character whether it is taken: part of a dictionary word, or a word of form."""
        flags: list[bool] = []
        for word in self._cut(run):
            flags += [self._is_word(word)] * len(word)
        return flags


@lru_cache(maxsize=16384)
def _sound(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text))
