"""The package's Chinese wording, kept as data in `wording.yml`."""

from functools import cache
from pathlib import Path

from forms.loader import read_yaml
from forms.phrases import fill


@cache
def _wording() -> dict[str, str]:
    data: dict[str, str] = read_yaml(Path(__file__).parent / "wording.yml")
    return data


def say(name: str, /, **values: object) -> str:
    """The sentence `name`; values are put in literally. KeyError for an unknown name."""
    return fill(_wording()[name], **values).strip()
