"""What each command about rows does: add, insert, change, delete, move, swap, show."""

import re
from collections.abc import Sequence

from forms import field_types
from forms.cleaning import fold
from forms.definition import Field, Form
from forms.errors import ValueProblem
from forms.extraction.clauses import is_question, of_ours
from forms.phrases import say
from forms.skipping import left_out
from forms.state import State, Turn
from forms.tables import changes
from forms.tables.changes import Target
from forms.tables.commands import Command
from forms.tables.prompts import asked_row, listed
from forms.tables.putting import others, put, take
from forms.tables.reading import columns_of, read_cells, read_rows
from forms.tables.rows import Row, gaps, rows_of, table_of, title
from forms.tables.wording import say_rows
from forms.turns import Conversation

MOST_SAID = 30
"""Characters of what was not understood that are said again."""
_CHANGES = re.compile("改[成为到]|换[成为]|更正为")
_CHANGED_TO = re.compile(r"^\s*(?:就)?(?:改成|改为|换成|换为|应该是|应为|是|为|：|:)\s*")


def do(
    conversation: Conversation, state: State, key: str, command: Command, text: str
) -> Turn | None:
    """The turn after a command; None when it turns out to be a question."""
    form, today = conversation.form, conversation.today
    field, rows = form.fields[key], rows_of(state.values, key)
    if _begins_next(command, rows):
        what = _CHANGED_TO.sub("", command.what)
        readings = read_rows(form, key, what, today, new=True)
        name = table_of(field).name
        if readings and all(name in one.values for one in readings):
            return take(conversation, state, key, readings, Target())
    if command.name not in ("add", "show_all"):
        changes.require(field, rows, command.rows)
    match command.name:
        case "add" | "insert":
            at = None
            if command.name == "insert":
                at = command.rows[0] + (command.side == "后")
            return _add(conversation, state, key, command.what, at)
        case "delete" | "delete_all":
            gone = command.rows or tuple(range(len(rows)))
            doubt = changes.deletion(form, key, rows, gone, text)
            return conversation.turn(state.changed(pending=[doubt, *others(state, key)]), [])
        case "move" | "swap":
            new = _reordered(form, key, rows, command)
            return put(conversation, state.changed(row=0), key, changes.Changed(new))
        case "show":
            shown = [line for n in command.rows for line in _shown(form, key, rows, n)]
            return conversation.turn(state, ["\n".join(shown)])
        case "show_all":
            none = say_rows("nothing_yet", title=field.short, word=table_of(field).row_word)
            said = "\n".join(listed(field, rows, len(rows))) if rows else none
            return conversation.turn(state, [said])
        case _:
            if is_question(of_ours(form, fold(text))):
                return None
            if len(command.rows) != 1:
                raise ValueProblem(say_rows("one_change", word=table_of(field).row_word))
            what = command.what
            row = rows[command.rows[0]]
            asked = [column.key for column in gaps(form, key, row)]
            if _CHANGES.search(what):  # 联系电话改成…: the one that is there
                asked = [column for column in columns_of(form, key) if column in row]
            if changed := _CHANGED_TO.match(what):
                what, asked = what[changed.end() :], columns_of(form, key)
            found = read_cells(form, key, what, asked, today)
            if not found.found_something and (open_ := left_open(form, key, what, row)):
                return leave_open(conversation, state, key, command.rows[0], open_)
            if not found.found_something:
                raise ValueProblem(_no_column(field, rows, command))
            return take(conversation, state, key, [found], Target(row=command.rows[0]))


def left_open(form: Form, key: str, text: str, row: Row) -> list[Field]:
    """The empty columns of a row that the text names and leaves open (电话不清楚，先空着)."""
    return [column for column in left_out(form.rows[key], text) if column.key not in row]


def leave_open(
    conversation: Conversation, state: State, key: str, number: int, columns: Sequence[Field]
) -> Turn:
    """The turn that leaves cells of a row open; where nothing else is open in it, the next row."""
    form, row = conversation.form, rows_of(state.values, key)[number]
    labels = "、".join(column.short for column in columns)
    title_ = title(form.fields[key], number, row)
    said = [say_rows("skipped_cells", row=title_, labels=labels)]
    rest = {column.key for column in gaps(form, key, row)} - {column.key for column in columns}
    asked = state.asking == [key] and asked_row(form, state, key) == number
    if asked and not rest:
        return conversation.go_on(state.changed(row=number + 1), said)
    return conversation.turn(state, said)


def _no_column(field: Field, rows: Sequence[Row], command: Command) -> str:
    """第2行的床位改成150, where the table has no 床位: which columns there are."""
    number = command.rows[0]
    labels = "、".join(column.short for column in table_of(field).columns)
    told = {"row": title(field, number, rows[number]), "labels": labels}
    return say_rows("no_such_column", what=command.what.strip()[:MOST_SAID], **told)


def _begins_next(command: Command, rows: Sequence[Row]) -> bool:
    """第一家：康宁护理院，…: the number of the row that comes next, and what is in it."""
    return command.name == "change" and command.rows == (len(rows),)


def _add(
    conversation: Conversation, state: State, key: str, what: str, at: int | None
) -> Turn | None:
    field = conversation.form.fields[key]
    word = table_of(field).row_word
    if not what.strip():
        rows = rows_of(state.values, key)
        closed = [k for k in state.closed if k != key]
        waiting = state.changed(phase="filling", asking=[key], row=len(rows), closed=closed)
        said = say_rows("say_new_row", word=word, example=field.example)
        return conversation.turn(waiting, [said], ask=False)
    readings = read_rows(conversation.form, key, what, conversation.today, new=True)
    if not readings:
        raise ValueProblem(say_rows("not_understood", word=word))
    return take(conversation, state, key, readings, Target(at=at))


def _reordered(form: Form, key: str, rows: list[Row], command: Command) -> list[Row]:
    field = form.fields[key]
    word = table_of(field).row_word
    if command.name == "swap":
        if len(command.rows) != 2:
            raise ValueProblem(say_rows("two_rows", word=word))
        return changes.swapped(rows, *command.rows)
    if len(command.rows) != 1 or command.to is None:
        raise ValueProblem(say_rows("one_row", word=word))
    number, to = command.rows[0], command.to
    if command.side:  # beside another row: the place is counted without the one that moves
        changes.require(field, rows, [to])
        to = to + (command.side == "后") - (number < to)
    elif not 0 <= to < len(rows) and abs(to - number) == 1:
        to = number  # the first one up, the last one down
    changes.require(field, rows, [to])
    if to == number:
        raise ValueProblem(say_rows("same_place", row=title(field, number, rows[number])))
    return changes.moved(rows, number, to)


def _shown(form: Form, key: str, rows: Sequence[Row], number: int) -> list[str]:
    field = form.fields[key]
    lines = [title(field, number, rows[number])]
    for column in table_of(field).columns:
        value = rows[number].get(column.key)
        shown = say_rows("unknown") if value is None else field_types.show(column, value)
        lines.append(say("value_line", label=column.short, value=shown))
    return lines
