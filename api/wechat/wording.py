"""What the channel says in Chinese, kept as data in `wording.yml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _loaded() -> dict[str, Any]:
    text = (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def say(key: str, **values: object) -> str:
    """The sentence `key` with its values filled in. Raises KeyError for an unknown key."""
    return str(_loaded()[key]).format(**values)


def words(key: str) -> list[str]:
    """The list of words `key`."""
    return [str(word) for word in _loaded()[key]]
