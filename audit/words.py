"""The Chinese names of what is recorded, kept as data in `actions.yml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _loaded() -> dict[str, Any]:
    text = (Path(__file__).parent / "actions.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def actions() -> dict[str, str]:
    """Every action that can be recorded, with its name."""
    return {key: value for key, value in _loaded().items() if isinstance(value, str)}


def headings() -> dict[str, str]:
    """The columns of the exported list."""
    return dict(_loaded()["headings"])


def count(key: str) -> str:
    """The name of a number."""
    return str(_loaded()["counts"].get(key, key))


def channel(key: str) -> str:
    """The name of a channel."""
    return str(_loaded()["channels"].get(key, key))


def actor(key: str) -> str:
    """The name of an actor; an account's id stays as it is."""
    return str(_loaded()["actors"].get(key, key))
