"""Terms written by sound: 截至时间 for 截止时间, 机够 for 机构, jiezhi for 截止.

Only the classifier reads the corrected form; nothing is corrected in what the user gave.
"""

import itertools
import re
from typing import Dict, List, Sequence, Tuple

from pypinyin import lazy_pinyin

_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue"
    r"|ui|un|uo|a|e|i|o|u|v)(?![aeiou])"
)
"""One syllable of pinyin typed in letters; the look-ahead keeps the next syllable's vowel off."""

_LETTERS = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*")
Syllables = List[Tuple[str, int, int]]


class Speller:
    """Writes the given terms as they should be wherever a text sounds like them.

    Args:
        terms: words of at least two characters.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self._terms: Dict[Tuple[str, ...], str] = {}
        for term in sorted(set(terms)):
            self._terms.setdefault(tuple(lazy_pinyin(term)), term)
        self._longest = max((len(sounds) for sounds in self._terms), default=0)

    def correct(self, text: str) -> str:
        """Return the text with every term that is heard in it written right; longest first."""
        syllables = _syllables(text)
        written: List[str] = []
        done = position = 0
        while position < len(syllables):
            length = self._match(syllables, position)
            if not length:
                position += 1
                continue
            part = syllables[position : position + length]
            written += [text[done : part[0][1]], self._terms[tuple(s for s, _, _ in part)]]
            done = part[-1][2]
            position += length
        return "".join([*written, text[done:]])

    def _match(self, syllables: Syllables, position: int) -> int:
        for length in range(min(self._longest, len(syllables) - position), 1, -1):
            part = syllables[position : position + length]
            adjoining = all(after[1] - before[2] <= 1 for before, after in itertools.pairwise(part))
            if adjoining and tuple(s for s, _, _ in part) in self._terms:
                return length
        return 0


def _syllables(text: str) -> Syllables:
    """Sounds of a text with the span each has in it; letters that are no pinyin give none."""
    found: Syllables = []
    for match in re.finditer(r"[a-z ]+|[^a-z ]", text):
        part = match.group()
        if len(part) == 1 and not part.isascii():
            found.append((lazy_pinyin(part)[0], match.start(), match.end()))
        elif _LETTERS.fullmatch(part.strip()):
            start = match.start()
            spans = [
                (m.group(), start + m.start(), start + m.end()) for m in _SYLLABLE.finditer(part)
            ]
            if sum(end - begin for _, begin, end in spans) == len(part.replace(" ", "")):
                found.extend(spans)
    return found
