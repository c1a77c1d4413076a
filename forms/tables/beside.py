"""What stands in a pasted spreadsheet beside its rows, and cells that only point at another one."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from forms.cleaning import fold
from forms.loader import read_yaml


def is_beside(cells: Sequence[str], headed: Collection[int] | None) -> bool:
    """Whether a line is a section head, a total or a note, and no row.

    cells   at least one is not empty
    headed  the places of the columns the table has; None where no headings were pasted
    """
    filled = [(place, _bare(cell)) for place, cell in enumerate(cells) if cell]
    if any(_pattern("totals").fullmatch(cell) for _, cell in filled[:2]):
        return True
    if len(filled) > 1:
        return False
    ((place, only),) = filled
    if headed is not None and place not in headed:
        return True
    return any(_pattern(kind).fullmatch(only) for kind in ("notes", "sections"))


def resolved(cells: Sequence[str], kinds: Sequence[str | None], above: Sequence[str]) -> list[str]:
    """The cells with 同左 and 同上 replaced by what they point at, where that is there.

    kinds  what each column holds; 同左 is the nearest one on the left of the same kind
    above  the cells of the row above, resolved
    """
    told: list[str] = []
    for place, cell in enumerate(cells):
        value = cell
        if _pattern("same_left").fullmatch(_bare(cell)):
            kind = kinds[place] if place < len(kinds) else None
            left = [told[n] for n in range(place) if kind is not None and kinds[n] == kind]
            value = left[-1] if left else cell
        elif _pattern("same_above").fullmatch(_bare(cell)) and place < len(above):
            value = above[place]
        told.append(value)
    return told


def _bare(cell: str) -> str:
    return re.sub(r"\s", "", fold(cell))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(str(read_yaml(Path(__file__).parent / "beside.yml")[kind]))
