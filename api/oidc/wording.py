"""The Chinese wording of signing in by the provider, kept as data in `wording.yml`."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _wording() -> dict[str, str]:
    text = (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    loaded: dict[str, str] = yaml.safe_load(text)
    return loaded


def say(key: str, **values: object) -> str:
    """The sentence `key` with its values filled in. Raises KeyError for an unknown key."""
    return _wording()[key].format(**values)
