"""The sentences of a package, kept as data beside it: a YAML file, read once."""

from functools import cached_property
from pathlib import Path
from typing import Any

import yaml


class Wording:
    """One file of sentences, and of the lists and tables that go with them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def data(self) -> dict[str, Any]:
        """All of the file."""
        loaded: dict[str, Any] = yaml.safe_load(self._path.read_text(encoding="utf-8"))
        return loaded

    def entry(self, key: str) -> Any:
        """What stands under `key` (`a.b` for a nested one). Raises KeyError for an unknown key."""
        found: Any = self.data
        for part in key.split("."):
            found = found[part]
        return found

    def say(self, key: str, /, **values: object) -> str:
        """The sentence `key` with its values put in. Raises KeyError for an unknown key."""
        return str(self.entry(key)).format(**values)
