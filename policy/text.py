"""Text normalisation, in one place.

`squash` is the measure of "verbatim": two texts are the same when they are equal without white
space. `fold` goes further (widths, dashes) and is used to see whether a value stands in a quote.
`normalise` prepares what a user wrote for matching. None of them is used to display anything.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

MAX_QUESTION = 2000
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_PIECE = 24
"""A long sentence is also read in pieces of about this many characters."""
_COMMA = re.compile(r"(?<=[,，;；:：])")
_DASHES = re.compile(r"[‐-―−－-]+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”’」』）)]?")


def squash(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def fold(text: str) -> str:
    """The text without white space, in one width, every run of dashes as `-`."""
    return _DASHES.sub("-", squash(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(question: str) -> str:
    """A user's question for matching: simplified characters, one width, no control characters,
    no markup.

    Cut to MAX_QUESTION characters; white space runs become one blank.
    """
    text = unicodedata.normalize("NFKC", question[: MAX_QUESTION * 2])
    text = "".join(" " if unicodedata.category(ch).startswith("C") else ch for ch in text)
    text = " ".join(_TAGS.sub(" ", text).split())[:MAX_QUESTION].lower()
    if not text.isascii():
        text = _simplifier().convert(text)
    return text


def pieces(sentence: str) -> list[str]:
    """A long sentence cut at commas into pieces of some length; a short one as it is."""
    if len(sentence) <= 2 * _PIECE:
        return [sentence]
    cut = [""]
    for part in _COMMA.split(sentence):
        if len(cut[-1]) >= _PIECE:
            cut.append("")
        cut[-1] += part
    return cut


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its closing mark; every part is a substring of it."""
    return [part for found in _SENTENCE.findall(text) if len(squash(part := found.strip())) > 1]
