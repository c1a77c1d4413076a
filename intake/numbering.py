"""The numbering of official Chinese texts: 附件1, 第一章, 第一条, 一、, （一）, 1., （1）, ①."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.cues import numeral

_HAN = "零〇一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ANNEX = re.compile(rf"附\s*件\s*([0-9{_HAN}]*)(?:(?=\s*《)|\s+(?=[^:：\s]{{2,40}}$)|\s*[:：]?$)")
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第([{_HAN}\d]{{1,5}})章(?=\s|$|[一-鿿])")),
    ("section", re.compile(rf"第([{_HAN}\d]{{1,5}})节(?=\s|$|[一-鿿])")),
    ("article", re.compile(rf"第([{_HAN}\d]{{1,5}})条(?!所|规|的|、|和|至|第|款|及)")),
    ("han", re.compile(rf"([{_HAN}]{{1,4}})、")),
    ("han_bracket", re.compile(rf"[（(]\s*([{_HAN}]{{1,4}})\s*[）)]")),
    ("digit", re.compile(r"(\d{1,2})(?:[.．](?!\d)|、)")),
    ("digit_bracket", re.compile(r"(?:[（(]\s*(\d{1,2})\s*[）)]|(\d{1,2})[）)])")),
    ("circled", re.compile(rf"([{_CIRCLED}])")),
)
RANKS = {name: rank for rank, name in enumerate(["annex", *(name for name, _ in _FORMS)])}
"""From the widest to the narrowest; a clause belongs to the nearest wider one before it."""
TOP = frozenset({"annex", "chapter", "section", "article", "han", "han_bracket"})
"""Numbers by which a clause is cited; one that occurs twice makes a citation unclear."""
_CONTENTS = re.compile(r"(?:…{2,}|[.·．…]{3,})\s*\d+$|\t\d+$")


@dataclass(frozen=True)
class Marker:
    """The number a line begins with: its kind, how it is written, its value, the words after it."""

    kind: str
    written: str
    value: int
    rest: str

    @property
    def rank(self) -> int:
        """0 for 附件, growing as the clauses become smaller."""
        return RANKS[self.kind]

    @property
    def label(self) -> str:
        """The number as a path shows it: 一、 and （一） as they are, `1` for `1.`."""
        if self.kind == "annex":
            return f"附件{self.value}" if self.value else "附件"
        if self.kind == "han_bracket":
            return f"（{self.written.strip('（() ）')}）"
        if self.kind == "digit":
            return str(self.value)
        if self.kind == "digit_bracket":
            return f"（{self.value}）"
        return self.written


def marker(text: str) -> Marker | None:
    """The number that a line begins with, or None. A line of a table of contents has none."""
    if _CONTENTS.search(text):
        return None
    annex = _ANNEX.match(text)
    if annex is not None:
        value = _value(annex.group(1)) or 0
        return Marker("annex", text[: annex.end(1)], value, text[annex.end() :].strip())
    for kind, form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        number = _value(next(group for group in match.groups() if group))
        if number is not None:
            return Marker(kind, match.group(), number, text[match.end() :].strip())
    return None


def begins_clause(text: str) -> bool:
    """Whether a line begins with a number of the kinds above."""
    return marker(text) is not None


def _value(written: str) -> int | None:
    if written in _CIRCLED and written:
        return _CIRCLED.index(written) + 1
    if written.isdigit():
        return int(written)
    return numeral(written.replace("〇", "零")) if written else None
