"""The package's Chinese wording, kept as data in `wording.yml` and `columns.yml`."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from forms.loader import read_yaml
from forms.phrases import Phrases

say = Phrases(Path(__file__).parent / "wording.yml").say


@cache
def _tables() -> dict[str, list[tuple[str, float]]]:
    data: dict[str, list[list[str | float]]] = read_yaml(Path(__file__).parent / "columns.yml")
    return {
        name: [(str(title), float(width)) for title, width in table] for name, table in data.items()
    }


def columns(table: str) -> Sequence[tuple[str, float]]:
    """Title and width (characters) of each column. KeyError for an unknown table."""
    return _tables()[table]
