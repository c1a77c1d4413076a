"""The first rows of a summary table: the applications this person has finished."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.reply import say
from actions.turn import Message
from actions.wording import words
from forms import Form, State, field_types
from forms.definition import Field
from forms.drafts import Draft
from forms.tables.rows import Row, same_name, table_of


def bring_rows(
    dispatcher: CollectingDispatcher, message: Message, form: Form, state: State
) -> State:
    """The state of a new draft with those rows in it, and a word about where they come from."""
    now = services.current()
    brought: dict[str, Any] = {}
    for key in form.rows:
        field = form.fields[key]
        table = table_of(field)
        source = now.forms.get(table.from_form or "")
        if source is None or key in state.values:
            continue
        finished = now.drafts.finished(message.sender, source.id)
        rows = _rows(field, finished)[: table.max_rows]
        if rows:
            brought[key] = rows
            told = {"count": len(rows), "word": table.row_word, "title": source.title}
            say(dispatcher, words("rows_brought", **told), "form")
    return state.changed(values={**state.values, **brought}) if brought else state


def _rows(field: Field, drafts: list[Draft]) -> list[Row]:
    """One row a draft, the newest of each name; a draft without the name gives none."""
    rows: list[Row] = []
    for draft in drafts:
        row = {
            column.key: value
            for column in table_of(field).columns
            if (value := draft.values.get(column.key)) is not None
            and field_types.holds(column, value)
        }
        if table_of(field).name in row and same_name(field, rows, row) is None:
            rows.append(row)
    return rows
