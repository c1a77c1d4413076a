"""Which notice a question speaks of: named outright, or hinted at by a place, a year, a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import cn2an

from policy.models import NoticeMeta
from policy.text import normalise

_NUMBER = re.compile(r"(\d+)号?$")
_ASKED_NUMBER = re.compile(r"(?<![\d月.])(\d{2,4})\s*号|[发函\])〕】]\s*(\d{1,4})\s*号")
_COUNTED = (
    r"[\d.%~-]|\s*(?:张|床|人|个|万|元|亿|天|年|月|平|米|名|家|条|号|位|岁|分(?!别)|块|次|字|份"
    r"|套|所|户)"
)
_NUMBERED = re.compile(rf"(?<![\d月.])(?:\d{{2,4}}号文?件?|\d{{3,4}}(?!{_COUNTED}))")
_BARE_NUMBER = re.compile(rf"(?<![\d月.-])(\d{{3,4}})(?!{_COUNTED})")
"""`是714的还是29号文的`, `119要学啥`: a longer number that counts nothing is a notice's where it
is one."""
_DIGITS = re.compile(r"(?<![\d月.])(\d{2,4})(?!\d)(?:号文?件?)?")
_LIKE_A_DAY = re.compile(
    r"(?<![\d月.-])(\d{1,2})\s*号(?!前|之|以|左|截|交|报|下|晚|早|当|那天|就|才)"
)
_READ = re.compile(r"(?<![\d月.-])(\d{1,2})\s*号(?=[里写讲说规])")
"""`29号里写的`: no day is read."""
_KEPT = 128
"""So many texts are kept with what they name."""
_SHORT = 2
"""A number of more digits is a notice's without the word 号 too."""
_LAST_DAY = 31
"""A bare number up to this one is rather a day of the month than the number of a notice."""
_ITEM = re.compile(
    r"第\s*([一二三四五六七八九十\d]{1,3})\s*[条项点款]|\(([一二三四五六七八九十]{1,3})\)"
    r"|(?<![\d.])(\d{1,2})\s*条(?=[讲说写是的有要规管])|措施\s*([一二三四五六七八九十\d]{1,3})(?![条个项])"
)


_SPOKEN_YEAR = re.compile(
    r"(?<![零〇一二三四五六七八九十\d])(?:二[零〇])?二([一二三四五六七])年(?=的?(?:那|这|省|国|福|文|措|通|发|版|里))"
)
"""`二一年的文`: the years of the notices, said digit by digit."""
_SHORT_YEAR = re.compile(r"(?<!\d)(2[1-7])年(?=的?(?:那|这|省|国|福|文|措|通|发|版))")
_ANNEX = re.compile("附件([一二三四五六七八九])(?!十)")
_SIGNS = dict(zip("零一二三四五六七八九", range(10), strict=True))


class Cues:
    """The cues of some notices, in their order."""

    def __init__(self, notices: Sequence[NoticeMeta]) -> None:
        self._names = [[_plain(name) for name in meta.short_names] for meta in notices]
        self._numbers = [_digits(meta.number) for meta in notices]
        self._hints = [[_plain(cue) for cue in meta.cues] for meta in notices]
        self._patterns = [[re.compile(p) for p in meta.cue_patterns] for meta in notices]
        self._spoken = [(_said_as(number), number) for number in self._numbers if len(number) > 1]
        # A message is looked at by all who ask what it names: for each topic its place, its parts.
        self._named = lru_cache(maxsize=_KEPT)(self._find_named)
        self._hinted = lru_cache(maxsize=_KEPT)(self._find_hinted)

    def written(self, text: str) -> str:
        """A normalised question with the numbers and years of notices in digits: 一一九号 as 119号,
        二一年的文 as 2021年的文."""
        for said, number in self._spoken:
            text = said.sub(number, text)
        text = _ANNEX.sub(lambda found: f"附件{_SIGNS[found[1]]}", text)
        text = _SPOKEN_YEAR.sub(lambda found: f"202{_SIGNS[found[1]]}年", text)
        return _SHORT_YEAR.sub(r"20\1年", text)

    def words(self) -> list[str]:
        """Every name and cue of every notice."""
        return [word for words in (*self._names, *self._hints) for word in words]

    def named(self, text: str) -> list[int]:
        """Places of the notices that a normalised question names, by short name or 文号.

        A name inside the longer name of another notice does not count.
        """
        return list(self._named(text))

    def _find_named(self, text: str) -> Sequence[int]:
        plain = _plain(text)
        found = {
            (i, name) for i, names in enumerate(self._names) for name in names if name in plain
        }
        longest = {
            i
            for i, name in found
            if not any(name != other and name in other and i != j for j, other in found)
        }
        asked = {
            sure or bare
            for bare, sure in _ASKED_NUMBER.findall(text)
            if sure or int(bare) > _LAST_DAY
        }
        asked |= {*_BARE_NUMBER.findall(text), *_READ.findall(text)}
        longest |= {i for i, number in enumerate(self._numbers) if number in asked}
        if longest:  # beside another notice, `29号` is one rather than a day
            beside = set(_LIKE_A_DAY.findall(text))
            longest |= {i for i, number in enumerate(self._numbers) if number in beside}
        return sorted(longest)

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Where a normalised question names a notice: start, end and the notice's place. The
        names of `named` only, each at every place it stands."""
        named = self.named(text)
        found = [
            (match.start(), match.end(), i)
            for i in named
            for name in self._names[i]
            for match in re.finditer(re.escape(name), text)
        ]
        for match in _DIGITS.finditer(text):
            found += [(*match.span(), i) for i in named if match[1] == self._numbers[i]]
        return found

    def hinted(self, text: str) -> list[int]:
        """Places of the notices that a normalised question hints at."""
        return list(self._hinted(text))

    def _find_hinted(self, text: str) -> Sequence[int]:
        plain = _plain(text)
        return [
            i
            for i, (cues, patterns) in enumerate(zip(self._hints, self._patterns, strict=True))
            if any(cue in plain for cue in cues) or any(p.search(plain) for p in patterns)
        ]

    def without_names(self, text: str) -> str:
        """A normalised question without the names of the notices that it names."""
        named = self.named(text)
        if not named:
            return text
        plain = _plain(text)
        for i in named:
            plain = _without(plain, self._names[i])
        return plain

    def mentioned(self, text: str) -> tuple[list[int], list[int], str]:
        """Places of the notices that a normalised question names, of those that the rest of it
        hints at, and what is left of it without their names and cues."""
        named = self.named(text)
        plain = _plain(text)
        for i in named:
            plain = _without(plain, self._names[i])
        plain = _NUMBERED.sub("", plain) if named else plain
        hinted = [i for i in self.hinted(plain) if i not in named]
        for i in hinted:
            plain = _without(plain, self._hints[i])
            for pattern in self._patterns[i]:
                plain = pattern.sub("", plain)
        return named, hinted, plain


def item_number(text: str) -> int | None:
    """The number of a measure or clause in a question (第十条, （二十一）), or None."""
    return next(iter(item_numbers(text)), None)


def item_numbers(text: str) -> list[int]:
    """The numbers of all measures or clauses in a question, in its order."""
    said = [next(group for group in match.groups() if group) for match in _ITEM.finditer(text)]
    numbers = [int(one) if one.isdigit() else numeral(one) for one in said]
    return [number for number in dict.fromkeys(numbers) if number is not None]


def numeral(said: str) -> int | None:
    """二十一 as 21; None for what is no numeral."""
    try:
        return int(cn2an.cn2an(said, "smart"))
    except ValueError:
        return None


def _said_as(number: str) -> re.Pattern[str]:
    """How the number of a notice is said: digit by digit (a long one also without 号), or whole."""
    signs = "".join("零一二三四五六七八九"[int(digit)] for digit in number)
    single = signs.replace("一", "[一幺]").replace("零", "[零〇]")
    ways = [
        f"{single}(?=号|文|里|那|的|和|跟|与|、)" if len(number) > _SHORT else f"{single}(?=号)"
    ]
    whole = str(cn2an.an2cn(int(number)))
    ways.append(f"{whole.replace('一十', '一?十')}(?=号)")
    return re.compile(rf"(?<![零〇一二三四五六七八九十百月第])(?:{'|'.join(ways)})")


def _digits(number: str | None) -> str:
    match = _NUMBER.search(number or "")
    return match.group(1) if match else ""


def _without(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "")
