"""The lines of a file with their places, and the paragraphs that a page layout broke into lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake import shapes
from intake.numbering import begins_clause

_CLOSED = re.compile(r"[。！？；：!?;:]”?[）)]?$")
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*/?\s*共?\s*\d+\s*页?)?[-—–－·\s]*"
)
_BETWEEN_HAN = re.compile(
    r"(?<=[一-鿿，。、；：（）〔〕《》“”])[ \t]+(?=[一-鿿，。、；：（）〔〕《》“”])"
)
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_TITLE_END = re.compile(r"的(?:通知|意见|函|公告|通告|通报|决定|批复)$")
_ADDRESSEE = re.compile(r"各[^。]{2,150}[：:]$")
_INLINE = re.compile(
    r"(?<=[。；：）])(?=（[一二三四五六七八九十]{1,3}）)|(?<=。)(?=[一二三四五六七八九十]{1,3}、)"
)
"""Where a clause begins inside a paragraph: a copy that lost its line breaks."""
_RUN_TOGETHER = 300
_LONG = 40
"""A line of so many characters is no heading: without a closing mark its sentence goes on."""
_NARROWEST_PAGE = 16
_WIDEST_PAGE = 60
_NEARLY_FULL = 0.85
_BROKEN_LINES = 3
_STRAY = 50
"""One line in so many may be longer than the page is wide."""


@dataclass(frozen=True)
class Line:
    """A line of text without white space around it, and where it stands (第12行)."""

    text: str
    place: str


def clean(lines: Sequence[Line]) -> list[Line]:
    """Without empty lines and page numbers, and without the blanks that a layout put between
    Chinese characters."""
    kept = (
        replace(line, text=_BETWEEN_HAN.sub("", line.text.strip(" \t　\ufeff"))) for line in lines
    )
    return [line for line in kept if line.text and not _PAGE_NUMBER.fullmatch(line.text)]


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The lines joined where a page layout broke a sentence; nothing is added or left out.

    A line goes on in the next one when it is full (of the page's width, or simply long), has no
    closing mark, and the next one begins no clause.
    """
    full = _full_width(lines)
    joined: list[Line] = []
    for line in lines:
        last = joined[-1].text if joined else ""
        tail = last.rpartition("\n")[2]
        if joined and len(tail) >= full and _open(tail) and _continues(line.text):
            joined[-1] = replace(joined[-1], text=f"{last}\n{line.text}")
        else:
            joined.append(line)
    return [
        replace(line, text=_BETWEEN_HAN.sub("", line.text.replace("\n", ""))) for line in joined
    ]


def apart(lines: Sequence[Line]) -> list[Line]:
    """The paragraphs with those that hold several clauses as one line for each clause."""
    return [
        replace(line, text=part)
        for line in lines
        for part in (_INLINE.split(line.text) if len(line.text) > _RUN_TOGETHER else [line.text])
    ]


def _open(text: str) -> bool:
    """Whether a sentence that ends with a line may go on in the next."""
    return not (_CLOSED.search(text) or _TITLE_END.search(text))


def _continues(text: str) -> bool:
    """Whether a line may be the rest of a sentence."""
    day = _DAY.fullmatch(text.replace(" ", ""))
    block = shapes.is_attachments(text) or shapes.is_contact(text)
    return not (begins_clause(text) or day or block or _ADDRESSEE.match(text))


def _full_width(lines: Sequence[Line]) -> int:
    """From how many characters a line counts as full.

    A page layout shows by its width: several of the longest lines end within a sentence.
    """
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[-1 - len(lengths) // _STRAY] if lengths else 0
    if not _NARROWEST_PAGE <= width <= _WIDEST_PAGE:
        return _LONG
    full = int(width * _NEARLY_FULL)
    broken = sum(len(line.text) >= full and _open(line.text) for line in lines)
    return full if broken >= _BROKEN_LINES else _LONG
