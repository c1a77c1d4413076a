"""Fills wording templates. What people typed is only ever a value, never a template."""

from functools import lru_cache
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


@lru_cache(maxsize=1)
def _wording() -> dict[str, str]:
    data: dict[str, str] = read_yaml(Path(__file__).parent / "wording.yml")
    return data


def say(name: str, /, **values: Any) -> str:
    """The sentence `name` of wording.yml."""
    return fill(_wording()[name], **values).strip()
