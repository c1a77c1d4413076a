"""The package's word lists, kept as data in `reading.yml`."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from forms.loader import read_yaml


class Words(BaseModel):
    """See `reading.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lasting: frozenset[str]
    phones: frozenset[str]
    nothing: frozenset[str]
    computed: str


@cache
def words() -> Words:
    """The word lists."""
    return Words.model_validate(read_yaml(Path(__file__).parent / "reading.yml"))
