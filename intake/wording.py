"""The package's Chinese wording, kept as data in `wording.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from policy.render import render
from policy.yamlfile import read_yaml


@cache
def _wording() -> dict[str, str]:
    return read_yaml(Path(__file__).parent / "wording.yml").parse(dict[str, str])


def say(name: str, /, **values: object) -> str:
    """The sentence `name` with its values. KeyError for an unknown name."""
    return render(_wording()[name], values)
