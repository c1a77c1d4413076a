"""The actions' own sentences and buttons, read once from ``wording.yml``."""

from __future__ import annotations

import re
from pathlib import Path

from wording import Wording

_ASKED = re.compile(r"(?<=[一-鿿])(?:没有|[么嘛不没否啵])(?=[\s?？!！。，,；;]|$)")
_OWN = Wording(Path(__file__).parent / "wording.yml")
words = _OWN.say
listed = _OWN.entry


def buttons(*keys: str) -> list[dict[str, str]]:
    """The quick replies with these keys, in this order."""
    return [dict(_OWN.data["buttons"][key]) for key in keys]


def says(key: str, text: str) -> bool:
    """Whether ``text`` contains one of the words listed under ``key``, a question's last word being
    as good as any other: 能报不, 能报么 for 能报吗."""
    asked = _ASKED.sub("吗", text)
    return any(word in text or word in asked for word in listed(key))
