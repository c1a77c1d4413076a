"""What is asked of a table: its first rows, the empty cells of a row, or whether there are more."""

from collections.abc import Sequence

from forms.cleaning import clean
from forms.definition import Field, Form
from forms.field_types.tables import show_row
from forms.state import Button, State
from forms.tables.rows import Row, gaps, next_gap, rows_of, table_of, title
from forms.tables.wording import say_rows

MOST_LISTED = 12
"""Rows that are listed unasked."""
MOST_REPEATED = 6
"""Rows that are listed again after every change."""
EXAMPLES = 3
_KINDS = {"integer", "decimal", "percent"}


def asked_row(form: Form, state: State, key: str) -> int | None:
    """The row whose empty cells are asked now; None when the table itself is asked."""
    return next_gap(form, key, rows_of(state.values, key), state.row)


def rows_asked(form: Form, state: State, key: str) -> tuple[str, list[Button]]:
    """The question for the table `key`, with the button that ends it when no cell is asked."""
    field, rows = form.fields[key], rows_of(state.values, key)
    if not rows:
        return _first(form, field), []
    number = asked_row(form, state, key)
    if number is not None:
        columns = gaps(form, key, rows[number])
        lines = [f"{n}. {_label(column)}" for n, column in enumerate(columns, 1)]
        example = "，".join(spoken(column) for column in columns[:EXAMPLES])
        row = title(field, number, rows[number])
        return say_rows("ask_cells", row=row, lines=lines, example=example), []
    done = say_rows("button_done")
    column = changeable(field)
    listing = "\n".join(listed(field, rows, MOST_REPEATED)[1:])
    values = {
        "title": field.short,
        "count": len(rows),
        "word": table_of(field).row_word,
        "listing": listing,
        "label": column.short,
        "value": f"{column.example}{column.unit or ''}",
    }
    return say_rows("ask_more", **values), [Button(done, done)]


def changeable(field: Field) -> Field:
    """A column to show with how a cell is changed: any but the row's name."""
    table = table_of(field)
    return next((c for c in table.columns if c.key != table.name), table.columns[0])


def listed(field: Field, rows: Sequence[Row], most: int = MOST_LISTED) -> list[str]:
    """The head with the labels, then a line for each row."""
    table = table_of(field)
    labels = "｜".join(column.short for column in table.columns)
    lines = [f"{field.short}（{count_of(field, rows)}）{say_rows('row_head', labels=labels)}"]
    for number, row in enumerate(rows[:most], 1):
        lines.append(say_rows("row_line", number=number, cells=clean(show_row(field, row))))
    if len(rows) > most:
        lines.append(say_rows("more_rows", count=len(rows) - most, word=table.row_word))
    return lines


def count_of(field: Field, rows: Sequence[Row]) -> str:
    """共3行."""
    return say_rows("count", count=len(rows), word=table_of(field).row_word)


def spoken(column: Field) -> str:
    """A cell as a person would say it."""
    if column.spoken is not None:
        return column.spoken
    if column.type in _KINDS:
        return f"{column.short}{column.example}{column.unit or ''}"
    return f"{column.short}{column.example}"


def _label(column: Field) -> str:
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{column.label}{unit}{'' if column.required else say_rows('optional')}"


def _first(form: Form, field: Field) -> str:
    group = form.group_of[field.key]
    lines = [f"{n}. {_label(column)}" for n, column in enumerate(table_of(field).columns, 1)]
    values = {"title": group.title, "lead": group.lead, "word": table_of(field).row_word}
    return say_rows("ask_first", lines=lines, example=field.example, **values)
