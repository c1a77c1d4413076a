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
_KEPT = 512
"""So many texts are kept as they were normalised: all who look at a message begin with that."""
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_PIECE = 24
"""A long sentence is also read in pieces of about this many characters."""
_COMMA = re.compile(r"(?<=[,，;；:：])")
_PARTS = re.compile(r"[,，。;；?？!！]|还有|另外|以及")
_ASKS = re.compile(
    r"[吗么呢没]\s*$|(?<![从来还都也要并绝又是])不\s*$|[了过去到得]没有\s*$|什么|怎么|怎样|如何|多少|多久|多[大长高]|哪"
    r"|(?<![好十这那前后近头])几[个家条项年月号天次层级道步份张人方部栏种类点]|是否|有没有|能不能|谁|啥|咋"
    r"|([\u4e00-\u9fff]{1,2})[不没]\1"
)
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


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """Characters of which whatever is simplified has one: a text without any stays as it is,
    and nearly every text is without. (To look through the dictionary takes far longer.)"""
    entries = [entries for _, _, entries in _simplifier().dict_cache.values()]
    single = {key for found in entries for key in found if len(key) == 1}
    changed = (key for found in entries for key, simple in found.items() if simple != key)
    return frozenset(next((ch for ch in key if ch in single), key[0]) for key in changed)


@lru_cache(maxsize=_KEPT)
def normalise(question: str) -> str:
    """A user's question for matching: simplified characters, one width, no control characters,
    no markup.

    Cut to MAX_QUESTION characters; white space runs become one blank.
    """
    text = unicodedata.normalize("NFKC", question[: MAX_QUESTION * 2])
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(ch).startswith("C") else ch for ch in text)
    text = " ".join(_TAGS.sub(" ", text).split())[:MAX_QUESTION].lower()
    if not _traditional().isdisjoint(text):
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


def asks(text: str) -> bool:
    """Whether a normalised text asks something by its own words."""
    return bool(_ASKS.search(text))


def asks_more(question: str) -> bool:
    """Whether a question asks for more than one thing: several parts between its marks ask."""
    return sum(asks(part) for part in _PARTS.split(normalise(question))) > 1
