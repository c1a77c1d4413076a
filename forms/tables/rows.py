"""The rows of a table field as plain data: what is missing, what a change did, cells put in.

A row maps column keys to values; a cell nobody filled is absent, which is never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms import field_types
from forms.cleaning import compact
from forms.definition import Field, Form, Table
from forms.tables.wording import say_rows

Row = dict[str, Any]
MOST_TOLD = 6
"""Rows of one change that are said one by one."""
_CELL = "@"


def table_of(field: Field) -> Table:
    """The columns of a table field."""
    assert field.table is not None  # the loader refuses a table field without
    return field.table


def rows_of(values: Mapping[str, Any], key: str) -> list[Row]:
    """The rows filled in so far, as copies."""
    return [dict(row) for row in values.get(key) or []]


def cell_key(key: str, row: int, column: str) -> str:
    """The name of one cell among the values of an option."""
    return f"{key}{_CELL}{row}{_CELL}{column}"


def patched(values: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`new` with single cells put into the rows of their tables."""
    whole = {key: value for key, value in new.items() if _CELL not in key}
    for name, value in new.items():
        if _CELL not in name:
            continue
        key, number, column = name.split(_CELL)
        rows = [dict(row) for row in whole.get(key) or values.get(key) or []]
        if int(number) < len(rows):
            rows[int(number)][column] = value
        whole[key] = rows
    return whole


def name_of(field: Field, row: Row) -> str:
    """What the row is called; empty while that is unknown."""
    return str(row.get(table_of(field).name, ""))


def title(field: Field, number: int, row: Row | None = None) -> str:
    """第2行（福州市康宁护理院）; `number` counts from 0."""
    name = name_of(field, row) if row else ""
    return say_rows("row", number=number + 1, word=table_of(field).row_word, name=name[:40])


def gaps(form: Form, key: str, row: Row) -> list[Field]:
    """The required columns of a row that apply and are empty."""
    inner = form.rows[key]
    return [
        column
        for column in table_of(form.fields[key]).columns
        if column.required and row.get(column.key) is None and inner.applies(column, row)
    ]


def next_gap(form: Form, key: str, rows: Sequence[Row], start: int) -> int | None:
    """The first row from `start` on with a required cell empty."""
    return next((n for n in range(start, len(rows)) if gaps(form, key, rows[n])), None)


def lacks(form: Form, values: Mapping[str, Any], key: str) -> bool:
    """Whether a table has fewer rows than it needs, or a required cell empty."""
    rows = rows_of(values, key)
    few = len(rows) < table_of(form.fields[key]).min_rows
    return few or next_gap(form, key, rows, 0) is not None


def missing(form: Form, values: Mapping[str, Any]) -> list[str]:
    """What the tables still lack, each as it reads in a list; an empty table is not named here."""
    found = []
    for key, field in form.fields.items():
        rows = rows_of(values, key) if field.table else []
        if field.table and rows and len(rows) < field.table.min_rows:
            told = {"title": field.short, "word": field.table.row_word}
            found.append(say_rows("too_few", limit=field.table.min_rows, count=len(rows), **told))
        for number, row in enumerate(rows):
            if empty := gaps(form, key, row):
                labels = "、".join(column.short for column in empty)
                found.append(say_rows("gap", row=title(field, number, row), labels=labels))
    return found


def missing_cells(form: Form, values: Mapping[str, Any]) -> int:
    """How many required cells of the rows filled in are empty; too few rows count as one."""
    count = 0
    for key, field in form.fields.items():
        rows = rows_of(values, key) if field.table else []
        count += bool(field.table and rows and len(rows) < field.table.min_rows)
        count += sum(len(gaps(form, key, row)) for row in rows)
    return count


def same_name(field: Field, rows: Sequence[Row], row: Row) -> int | None:
    """The row that is called the same already."""
    name = compact(name_of(field, row))
    if not name:
        return None
    return next((n for n, one in enumerate(rows) if compact(name_of(field, one)) == name), None)


def doubled(field: Field, rows: Sequence[Row]) -> list[str]:
    """The rows that have one name, as a sentence for each name."""
    places: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if name := compact(name_of(field, row)):
            places.setdefault(name, []).append(number)
    return [
        say_rows(
            "name_twice",
            rows="、".join(title(field, number) for number in numbers),
            name=name_of(field, rows[numbers[0]]),
        )
        for numbers in places.values()
        if len(numbers) > 1
    ]


def describe(
    field: Field, before: Sequence[Row], after: Sequence[Row], *, undone: bool = False
) -> list[str]:
    """What changed from one list of rows to the other, in sentences.

    undone  a change was taken back: rows that are there again were not added
    """
    word = table_of(field).row_word
    if list(before) == list(after):
        return []
    gone = _taken_out(before, after)
    if gone:
        told = "、".join(title(field, number, before[number]) for number in gone[:MOST_TOLD])
        name = "removed" if after else "removed_last"
        return [say_rows(name, rows=told, total=len(after), word=word)]
    if len(before) == len(after) and _ordered(before) == _ordered(after):
        order = "，".join(title(field, n, row) for n, row in enumerate(after[: 2 * MOST_TOLD]))
        return [say_rows("reordered", order=order)]
    inserted = _taken_out(after, before)
    if inserted:
        return _told(field, after, inserted, undone=undone)
    if len(after) < len(before):
        return [say_rows("replaced", total=len(after), word=word)]
    changed = [
        say_rows("changed", row=title(field, n, new), cells="、".join(_cells(field, old, new)))
        for n, (old, new) in enumerate(zip(before, after, strict=False))
        if old != new
    ]
    return [*changed[:MOST_TOLD], *_told(field, after, range(len(before), len(after)))]


def _told(
    field: Field, rows: Sequence[Row], new: Iterable[int], *, undone: bool = False
) -> list[str]:
    numbers = list(new)
    told = []
    for number in numbers[:MOST_TOLD]:
        rest = {k: v for k, v in rows[number].items() if k != table_of(field).name}
        shown = "、".join(_cells(field, {}, rest))
        name = "put_back" if undone else "added"
        told.append(say_rows(name, row=title(field, number, rows[number]), cells=shown))
    if len(numbers) > MOST_TOLD:
        more = {"count": len(numbers) - MOST_TOLD, "total": len(rows)}
        told.append(say_rows("added_more", word=table_of(field).row_word, **more))
    return told


def _cells(field: Field, old: Row, new: Row) -> list[str]:
    said = []
    for column in table_of(field).columns:
        before, after = old.get(column.key), new.get(column.key)
        if before == after:
            continue
        texts = {
            "label": column.short,
            "before": "" if before is None else field_types.show(column, before),
            "after": "" if after is None else field_types.show(column, after),
        }
        name = "new_cell" if before is None else "cleared_cell" if after is None else "changed_cell"
        said.append(say_rows(name, **texts))
    return said


def _taken_out(longer: Sequence[Row], shorter: Sequence[Row]) -> list[int]:
    """The rows of `longer` that are not in `shorter`, when the others are, in the same order."""
    if len(shorter) >= len(longer):
        return []
    out, at = [], 0
    for number, row in enumerate(longer):
        if at < len(shorter) and row == shorter[at]:
            at += 1
        else:
            out.append(number)
    return out if at == len(shorter) else []


def _ordered(rows: Sequence[Row]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)
