"""Reads the data files of this folder."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def data(name: str) -> dict[str, Any]:
    """The content of `<name>.yml`."""
    text = (Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
