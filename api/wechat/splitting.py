"""Long texts in parts that the platform takes, cut where a reader would pause."""

import re
import unicodedata

LIMIT = 2048
"""Bytes of UTF-8 in one text message."""

_ENDS = (
    re.compile(r"\n{2,}"),
    re.compile(r"\n"),
    re.compile(r"[。！？!?…；;]+[”’）》」』\"']*"),
    re.compile(r"[，、,：:]\s*|\s+"),
)
_CLOSING = "”’）》」』\"'。！？"
"""What belongs to the sentence before it, even when no more fits."""
_JOINER = "\u200d"


def size(text: str) -> int:
    """Bytes of `text` in UTF-8."""
    return len(text.encode("utf-8", "replace"))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """`text` in parts of at most `limit` bytes, none empty, none cut inside a character.

    A part ends at the last paragraph, else line, else sentence, else pause that lies in its second
    half. Only the white space at the cuts is lost.
    """
    parts = []
    rest = text.strip()
    while size(rest) > limit:
        longest = _longest(rest, limit)
        cut = _cut(rest, longest)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def _longest(text: str, limit: int) -> int:
    """How many characters fit."""
    return len(text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))


def _cut(text: str, longest: int) -> int:
    for ends in _ENDS:
        found = (match.end() for match in ends.finditer(text, 0, longest))
        places = [p for p in found if p >= longest // 2 and text[p] not in _CLOSING]
        if places:
            return places[-1]
    return _between_characters(text, longest)


def _between_characters(text: str, cut: int) -> int:
    """The place at or before `cut` that parts no accent, variant or joined emoji from its base."""
    place = cut
    while place > 1 and (_joins(text[place]) or text[place - 1] == _JOINER):
        place -= 1
    return place if place > cut // 2 else cut


def _joins(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
