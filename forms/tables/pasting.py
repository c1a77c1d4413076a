"""Rows pasted from a spreadsheet: cells apart by tabs (or by the ｜ that listings show)."""

from collections.abc import Sequence
from datetime import date

from forms import field_types
from forms.cleaning import compact
from forms.definition import Field, Form
from forms.errors import UnclearValue, ValueProblem
from forms.extraction import Extraction, extract
from forms.extraction.lexicon import lexicon_of
from forms.field_types.tables import APART, EMPTY, cells_of
from forms.phrases import say
from forms.state import Doubt, Option, Rejection
from forms.tables.rows import table_of
from forms.tables.wording import say_rows

_YES, _NO = ["是", "对", "可以"], ["不是", "不对", "不"]


class TooWide(ValueProblem):
    """A line has more cells than the table has columns."""


def is_pasted(text: str) -> bool:
    """Whether a line of the message has cells of its own."""
    return any(len(APART.split(line.strip())) > 1 for line in text.split("\n"))


def read(form: Form, key: str, text: str, today: date) -> list[Extraction]:
    """One reading a line. A first line of headings says which cell is which. Raises TooWide."""
    field = form.fields[key]
    columns: list[tuple[Field, ...]] | None = None
    found: list[Extraction] = []
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        cells = [cell.strip() for cell in APART.split(line.strip("\r\n "))]
        if columns is None and not found and (heads := _headings(form, key, cells)):
            columns = heads
            continue
        cells = cells if columns else cells_of(line)
        found.append(_row(form, field, cells, columns, number, today))
    return [one for one in found if one.found_something]


def _headings(form: Form, key: str, cells: Sequence[str]) -> list[tuple[Field, ...]] | None:
    """The columns each heading names; None when this line is no line of headings.

    A bare 联系电话 is the telephone of the person in the column on its left.
    """
    inner, person = form.rows[key], None
    found: list[tuple[Field, ...]] = []
    for cell in cells:
        exact = [f for f in inner.fields.values() if compact(cell) in _names_of(f)]
        keys = dict.fromkeys(k for label in lexicon_of(inner).labels(cell) for k in label.keys)
        columns = exact[:1] or [inner.fields[k] for k in keys]
        if "电话" in cell and not exact and person is not None:
            columns = [f for f in inner.fields.values() if f.of == person.key]
        person = next((c for c in columns if c.content == "person"), person)
        found.append(tuple(columns))
    values = sum(any(char.isdigit() for char in cell) for cell in cells)
    return found if sum(map(bool, found)) >= 2 and not values else None


def _names_of(field: Field) -> set[str]:
    return {compact(name) for name in (field.label, field.short, *field.aliases)}


def _row(
    form: Form,
    field: Field,
    cells: Sequence[str],
    columns: Sequence[tuple[Field, ...]] | None,
    number: int,
    today: date,
) -> Extraction:
    inner, own = form.rows[field.key], table_of(field).columns
    if columns is None:
        numbered = cells[0].isdigit() and own[0].type == "text"
        if numbered or (len(cells) > len(own) and cells[0].isdigit()):  # 序号
            cells = cells[1:]
        columns = [(column,) for column in own]
    if len([cell for cell in cells[len(columns) :] if cell]):
        labels = "、".join(column.short for column in own)
        told = {"line": number, "count": len(cells), "columns": len(own), "labels": labels}
        raise TooWide(say_rows("too_wide", word=table_of(field).row_word, **told))
    result = Extraction()
    for cell, meant in zip(cells, columns, strict=False):
        if not meant or cell in EMPTY:
            continue
        if len(meant) == 1:
            _cell(result, meant[0], cell, today)
            continue
        part = extract(inner, cell, [column.key for column in meant], today)
        result.values.update(part.values)
        result.rejected += part.rejected
        result.doubtful += part.doubtful
        result.leftovers += part.leftovers
    return result


def _cell(result: Extraction, column: Field, cell: str, today: date) -> None:
    try:
        result.values[column.key] = field_types.parse(column, cell, today)
    except UnclearValue as exc:
        shown = field_types.show(column, exc.guess)
        options = [
            Option(say("option_guess", value=shown), {column.key: exc.guess}, _YES),
            Option(say("option_anew"), {}, _NO),
        ]
        result.doubtful.append(Doubt(column.key, cell, exc.reason_zh, options))
    except ValueProblem as exc:
        result.rejected.append(Rejection(column.key, cell, exc.reason_zh))
