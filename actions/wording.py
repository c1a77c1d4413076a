"""The actions' own sentences and buttons, read once from ``wording.yml``."""

from __future__ import annotations

from pathlib import Path

from wording import Wording

_OWN = Wording(Path(__file__).parent / "wording.yml")
words = _OWN.say
listed = _OWN.entry


def buttons(*keys: str) -> list[dict[str, str]]:
    """The quick replies with these keys, in this order."""
    return [dict(_OWN.data["buttons"][key]) for key in keys]


def says(key: str, text: str) -> bool:
    """Whether ``text`` contains one of the words listed under ``key``."""
    return any(word in text for word in listed(key))
