"""The Chinese wording of the review, kept as data in `wording.yml`."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _wording() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(
        (Path(__file__).parent / "wording.yml").read_text(encoding="utf-8")
    )
    return loaded


def say(key: str, **values: object) -> str:
    """The sentence `key` with its values filled in. Raises KeyError for an unknown key."""
    return _wording()[key].format(**values)
