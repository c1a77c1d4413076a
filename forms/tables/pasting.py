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
from forms.tables.beside import is_beside, resolved
from forms.tables.rows import table_of
from forms.tables.wording import say_rows

HIGHEST = 6
"""Lines among which the headings are looked for."""
MOST_TOLD, LONGEST_TOLD = 4, 24
"""Lines that are no rows which are told, and their characters."""
_YES, _NO = ["是", "对", "可以"], ["不是", "不对", "不"]


class TooWide(ValueProblem):
    """A line has more cells than the table has columns."""


def is_pasted(text: str) -> bool:
    """Whether a line of the message has cells of its own."""
    return any(len(APART.split(line.strip())) > 1 for line in text.split("\n"))


def read(form: Form, key: str, text: str, today: date) -> list[Extraction]:
    """One reading a row. A line of headings says which cell is which. Raises TooWide.

    What stands beside the rows (`beside`), above the headings, and in columns that the table does
    not have is no row; it is told in the notes of the first reading.
    """
    lines = _lines(text)
    top = _top(form, key, lines)
    columns = _headings(form, key, lines[top]) if top is not None else None
    aside = [lines[n] for n in range(top or 0)]
    body = lines if top is None else lines[top + 1 :]
    rows, above, found = [], list[str](), list[Extraction]()
    headed = {n for n, meant in enumerate(columns) if meant} if columns is not None else None
    kinds = [_kind(meant) for meant in columns or ()]
    for number, cells in enumerate(body, 1 if top is None else top + 2):
        if is_beside(cells, headed):
            aside.append(cells)
            continue
        if columns is not None and found and _headings(form, key, cells) == columns:
            continue  # said again on the next page
        above = resolved(cells, kinds, above)
        rows.append(above)
        told = above if columns else cells_of("\t".join(above))
        found.append(_row(form, form.fields[key], told, columns, number, today))
    found = [one for one in found if one.found_something]
    if found and (beside := [_shown(cells) for cells in aside]):
        word = table_of(form.fields[key]).row_word
        told_ = {"items": beside[:MOST_TOLD], "count": len(beside), "word": word}
        found[0].notes.append(say_rows("beside", **told_))
    if found and columns is not None and top is not None:
        unknown = _unknown(lines[top], columns, rows)
        if unknown:
            found[0].notes.append(say_rows("unknown_columns", items=unknown))
    return found


def _lines(text: str) -> list[list[str]]:
    cells = ([c.strip() for c in APART.split(line.strip("\r\n "))] for line in text.split("\n"))
    return [line for line in cells if any(line)]


def _top(form: Form, key: str, lines: Sequence[Sequence[str]]) -> int | None:
    """Where the headings are: in the first line that names columns; only titles stand above."""
    for number, cells in enumerate(lines[:HIGHEST]):
        if _headings(form, key, cells) is not None:
            return number
        if sum(map(bool, cells)) > 1:
            return None
    return None


def _kind(meant: Sequence[Field]) -> str | None:
    return (meant[0].content or meant[0].type) if len(meant) == 1 else None


def _shown(cells: Sequence[str]) -> str:
    shown = " ".join(filter(None, cells))
    return shown if len(shown) <= LONGEST_TOLD else shown[:LONGEST_TOLD] + "……"


def _unknown(
    heads: Sequence[str], columns: Sequence[Sequence[Field]], rows: Sequence[Sequence[str]]
) -> list[str]:
    """The headings of columns with contents that the table does not have; a number is none."""
    return [
        head
        for place, (head, meant) in enumerate(zip(heads, columns, strict=True))
        if head
        and not meant
        and any(place < len(row) and row[place] and not row[place].isdigit() for row in rows)
    ]


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
