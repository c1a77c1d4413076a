"""One normal form for everything the classifier reads.

The original message is never changed: offsets handed to the actions always refer to it.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Tuple

import yaml

from components.spelling import Speller

WORDS = Path(__file__).parent.parent / "words.yml"
MAX_CHARS = 300
"""Characters of a segment that are looked at; the meaning of a question is at its start."""

_CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^<>]+>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")
_CODE = re.compile(r"(?<![0-9a-z])[0-9][0-9a-z]{17}(?![0-9a-z])")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—–\s]{0,3}\d{7,8}|1\d{10})(?!\d)")
_LONG_NUMBER = re.compile(r"\d{3,}")


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _words() -> Dict[str, Any]:
    loaded: Dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _places() -> "List[Tuple[re.Pattern[str], str]]":
    """Patterns of place names with what each is read as; a street of that name stays."""
    return [
        (re.compile(f"(?:{'|'.join(group['names'])})[省市]?(?!路|街|大道)"), group["canonical"])
        for group in _words()["places"].values()
    ]


@lru_cache(maxsize=1)
def _fillers() -> "re.Pattern[str]":
    words = sorted(_words()["fillers"]["words"], key=len, reverse=True)
    return re.compile("|".join(words))


@lru_cache(maxsize=1)
def _speller() -> Speller:
    return Speller(_words()["terms"])


def _without_fillers(text: str) -> str:
    if len(text) <= _words()["fillers"]["longer_than"]:
        return text
    return _fillers().sub("", text).strip() or text


def _number(match: "re.Match[str]") -> str:
    digits = match.group()
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return digits if digits >= "2025" else "2018"
    return {3: "100", 6: "350000"}.get(len(digits), "1000")


def normalise(text: str) -> str:
    """Return the form used for classification: NFKC, simplified, places and numbers by kind.

    Numbers keep what tells the topic (one or two digits, the years of the programme) and lose what
    does not (a phone number, a bed count). At most ``MAX_CHARS`` characters; may be empty.
    """
    text = unicodedata.normalize("NFKC", text[: MAX_CHARS * 4])
    text = _SPACE.sub(" ", _CONTROL.sub(" ", _MARKUP.sub(" ", text))).strip()[:MAX_CHARS]
    if not text.isascii():
        text = _converter().convert(text)
        for pattern, canonical in _places():
            text = pattern.sub(canonical, text)
    text = _without_fillers(_speller().correct(text.lower()))
    text = _CODE.sub("91350100m000100y43", text)
    text = _PHONE.sub("13800000000", text)
    return _LONG_NUMBER.sub(lambda m: m.group() if m.group() == "13800000000" else _number(m), text)


def has_words(text: str) -> bool:
    """True when the text holds at least one letter, digit or Chinese character."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)
