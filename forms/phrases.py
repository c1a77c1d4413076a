"""Fills wording templates. What people typed is only ever a value, never a template."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.loader import read_yaml

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@lru_cache(maxsize=512)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def fill(source: str, /, **values: Any) -> str:
    """`source` (wording from a data file) with `values` put in literally."""
    if "{" not in source:
        return source
    return _template(source).render(**values)


class Phrases:
    """One file of sentences, each a template; read once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def data(self) -> dict[str, str]:
        """All of the file."""
        loaded: dict[str, str] = read_yaml(self._path)
        return loaded

    def say(self, name: str, /, **values: Any) -> str:
        """The sentence `name`; values are put in literally. KeyError for an unknown name."""
        return fill(self.data[name], **values).strip()


say = Phrases(Path(__file__).parent / "wording.yml").say
