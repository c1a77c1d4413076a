"""The kinds of certificates: `certificates.yml`, checked against the forms it names."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from forms import Form
from forms.errors import FormError
from forms.loader import read_yaml

_FILE = Path(__file__).parent / "certificates.yml"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(_Data):
    """A field a value goes to; `ask` is why it must be looked at first."""

    ask: str = ""


class Wanted(_Data):
    """A value of a certificate and where it stands; see `certificates.yml`."""

    labels: tuple[str, ...]
    lines: int = 1
    pattern: re.Pattern[str] | None = None
    anywhere: bool = False
    whole: bool = False
    last: bool = False
    expect: re.Pattern[str] | None = None
    fields: Mapping[str, Mapping[str, Target]]


class Paper(_Data):
    """A kind of certificate."""

    id: str
    title: str
    signs: tuple[str, ...]
    others: tuple[str, ...]
    values: tuple[Wanted, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every whole label that may stand on it, longest first."""
        known = {*self.others, *(label for value in self.values for label in value.labels)}
        return tuple(sorted((one for one in known if len(one) > 1), key=len, reverse=True))


class Papers(_Data):
    """All kinds. `sure` is the confidence above which a value is taken to be read rightly;
    with fewer than `smallest_text` characters on it, a picture counts as empty."""

    sure: float
    smallest_text: int
    kinds: tuple[Paper, ...]


@cache
def papers() -> Papers:
    """The kinds of certificates."""
    return Papers.model_validate(read_yaml(_FILE))


def require_fields(forms: Mapping[str, Form]) -> None:
    """Every field that `certificates.yml` names of these forms is there. Raises FormError."""
    for paper in papers().kinds:
        for wanted in paper.values:
            for form_id, targets in wanted.fields.items():
                for key in targets:
                    if form_id in forms and key not in forms[form_id].fields:
                        problem = f"没有表格“{form_id}”的字段“{key}”。"
                        raise FormError(str(_FILE), f"kinds {paper.id}", problem)
