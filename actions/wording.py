"""The actions' own sentences and buttons, read once from ``wording.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def words(key: str, **values: object) -> str:
    """The sentence ``key`` (``a.b`` for a nested one) with ``values`` filled in as plain text."""
    entry: Any = _data()
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**values)


def listed(key: str) -> Any:
    """The list, table or number under ``key``."""
    return _data()[key]


def buttons(*keys: str) -> list[dict[str, str]]:
    """The quick replies with these keys, in this order."""
    return [dict(_data()["buttons"][key]) for key in keys]


def says(key: str, text: str) -> bool:
    """Whether ``text`` contains one of the words listed under ``key``."""
    return any(word in text for word in _data()[key])
