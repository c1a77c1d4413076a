"""The part of the form conversation that is about the rows of a table."""

import re
from collections.abc import Sequence
from datetime import date

from forms import commands as general
from forms.cleaning import fold
from forms.definition import Form
from forms.errors import ValueProblem
from forms.extraction import Extraction, extract
from forms.extraction.clauses import is_question, is_refusal, is_social, of_ours
from forms.extraction.lexicon import lexicon_of, words
from forms.phrases import say
from forms.state import State, Turn
from forms.tables import commands, pasting
from forms.tables.changes import Target
from forms.tables.commands import Command
from forms.tables.doing import do, leave_open, left_open
from forms.tables.prompts import asked_row, changeable
from forms.tables.putting import take
from forms.tables.reading import read_cells, read_rows
from forms.tables.rows import Row, gaps, rows_of, table_of, title
from forms.tables.wording import say_rows
from forms.turns import Conversation

ALONE = 4
"""Cells that make one row clear while something else is asked."""
MOST_LINES = 100
"""Commands of one message, a line each."""
_CONFIRMED = re.compile("确认|确定|无误|没问题")
_NOTHING = re.compile(r"(?:没有|没|无)(?:了|的)?")


def handle(
    conversation: Conversation, state: State, text: str, *, stale: bool = False
) -> Turn | None:
    """The turn after a message about rows; None when it is about something else."""
    key = _meant(conversation.form, state)
    if key is None:
        return None
    field, rows = conversation.form.fields[key], rows_of(state.values, key)
    lines = [line for line in text.split("\n") if line.strip()]
    if any(_of_its_own(commands.recognise(field, rows, line)) for line in lines[1:]):
        return _one_by_one(conversation, state, lines, stale=stale)
    command = commands.recognise(field, rows, text)
    try:
        if command is not None:
            if stale and command.name not in ("add", "show", "show_all"):
                return conversation.turn(state, [say("stale")])
            return do(conversation, state, key, command, text)
        if _asked(state, key) and (unknown := commands.no_row_of_name(field, rows, text)):
            raise ValueProblem(_no_such_name(conversation.form, key, rows, unknown))
        if _asked(state, key):
            return None if stale else _answered(conversation, state, key, text)
        readings = _many(conversation.form, state, key, text, conversation.today)
        if readings:
            return take(conversation, state, key, readings, Target())
        return None if stale else _read_back(conversation, state, key, text)
    except ValueProblem as problem:
        return conversation.turn(state, [problem.reason_zh], problems=[problem.reason_zh])


def claims(form: Form, state: State, text: str, today: date) -> bool:
    """Whether a text looks like something about the rows of this form."""
    key = _meant(form, state)
    if key is None:
        return False
    field, rows = form.fields[key], rows_of(state.values, key)
    command = commands.recognise(field, rows, text)
    if command is not None:
        return command.name != "change" or not is_question(of_ours(form, fold(text)))
    if _asked(state, key):
        if commands.is_done(field, text):
            return True
        if is_question(of_ours(form, fold(text))) or is_social(fold(text)):
            return False
        try:
            return bool(read_rows(form, key, text, today))
        except ValueProblem:
            return True
    try:
        if _many(form, state, key, text, today):
            return True
    except ValueProblem:
        return True
    rows = rows_of(state.values, key)
    return state.phase == "reviewing" and bool(rows) and _only_cells(form, key, text, today)


def _of_its_own(command: Command | None) -> bool:
    """Whether a line is a command by itself: it names a row, or adds one (加一行：…)."""
    return command is not None and (bool(command.rows) or command.name == "add")


def _one_by_one(
    conversation: Conversation, state: State, lines: Sequence[str], *, stale: bool
) -> Turn | None:
    """Several commands, each on a line of its own. After a question back the others must wait."""
    said: list[str] = []
    turn: Turn | None = None
    lines, late = lines[:MOST_LINES], lines[MOST_LINES:]
    for number, line in enumerate(lines):
        turn = handle(conversation, state, line, stale=stale)
        if turn is None:
            said.append(say("leftovers", items=[line[:40]]))
            continue
        asked = conversation.turn(turn.state, []).say
        said.append(turn.say.removesuffix(asked).strip())
        state = turn.state
        if state.pending and lines[number + 1 :]:
            said.append(say("leftovers", items=[rest[:40] for rest in lines[number + 1 :][:3]]))
            break
    if late:
        said.append(say("leftovers", items=[rest[:40] for rest in late[:3]]))
    said = [part for part in dict.fromkeys(said) if part]
    return conversation.turn(state, said) if turn else None


def _meant(form: Form, state: State) -> str | None:
    """The table that is asked, else the only one."""
    if not form.rows or state.phase == "checking":
        return None
    if state.asking and state.asking[0] in form.rows:
        return state.asking[0]
    return next(iter(form.rows)) if len(form.rows) == 1 else None


def _asked(state: State, key: str) -> bool:
    return state.phase == "filling" and state.asking == [key]


def _many(form: Form, state: State, key: str, text: str, today: date) -> list[Extraction]:
    """Rows with their names, sent while something else was asked; else nothing.

    One row alone must say much: a name and a telephone may well be meant for the form itself. Where
    it is asked who recommends, an applicant's name alone makes a row.
    """
    asked_unit = any(form.fields[one].shape for one in state.asking)
    if general.recognise(text) or is_question(of_ours(form, fold(text))):
        return []
    name = table_of(form.fields[key]).name
    readings = read_rows(form, key, text, today)
    several = len(readings) > 1 or pasting.is_pasted(text)
    applicant = _of_an_applicant(form, key, readings)
    least = 2 if several or applicant else ALONE
    least = 1 if applicant and asked_unit else least
    named = all(len(one.values) >= least and name in one.values for one in readings)
    return readings if named else []


def _of_an_applicant(form: Form, key: str, readings: Sequence[Extraction]) -> bool:
    """Whether the name can only be a row's: 康宁护理院 recommends nobody, 福州市卫生健康委 does."""
    name = str(readings[0].values.get(table_of(form.fields[key]).name, "")) if readings else ""
    return name.endswith(tuple(words().organisation_ends)) and not any(
        field.shape and re.search(field.shape, name) for field in form.fields.values()
    )


def _read_back(conversation: Conversation, state: State, key: str, text: str) -> Turn | None:
    """Cells said when all was read back, without their row: of the only row, or the only one with
    a gap; else it is asked which."""
    form, today, rows = conversation.form, conversation.today, rows_of(state.values, key)
    if state.phase != "reviewing" or not rows or not _only_cells(form, key, text, today):
        return None
    lacking = [number for number, row in enumerate(rows) if gaps(form, key, row)]
    meant = [0] if len(rows) == 1 else lacking
    if len(meant) != 1:
        return _which(conversation, state, key, text)
    readings = [read_cells(form, key, text, [], today)]
    return take(conversation, state, key, readings, Target(row=meant[0]))


def _only_cells(form: Form, key: str, text: str, today: date) -> bool:
    """Whether a message says something of columns by their labels, and nothing of the form."""
    folded = fold(text)
    if general.recognise(text) or is_social(folded) or is_question(of_ours(form, folded)):
        return False
    if _of_the_form(form, key, folded) or extract(form, text, [], today).found_something:
        return False
    found = read_cells(form, key, text, [], today)
    return bool(found.understood or found.rejected)


def _answered(conversation: Conversation, state: State, key: str, text: str) -> Turn | None:
    """What was said while the rows, or the empty cells of one, were asked."""
    form, rows = conversation.form, rows_of(state.values, key)
    field, gap = form.fields[key], asked_row(form, state, key)
    command, folded = general.recognise(text), fold(text)
    if command is not None and state.pending:
        return None  # said to the doubt that is open
    nothing = command in ("skip", "deny") or _NOTHING.fullmatch(folded.strip("。 "))
    if gap is not None and nothing:
        labels = "、".join(column.short for column in gaps(form, key, rows[gap]))
        said = say_rows("skipped_cells", row=title(field, gap, rows[gap]), labels=labels)
        return conversation.go_on(state.changed(row=gap + 1), [said])
    if gap is not None and (open_ := left_open(form, key, text, rows[gap])):
        return leave_open(conversation, state, key, gap, open_)
    sure = command == "confirm" and _CONFIRMED.search(folded) is not None
    ends = sure or (gap is None and command in ("keep", "confirm", "skip", "deny"))
    if rows and (ends or commands.is_done(field, text)):
        said = say_rows("done", title=field.short, count=len(rows), word=table_of(field).row_word)
        return conversation.go_on(state.changed(closed=[*state.closed, key], row=0), [said])
    if not rows and commands.is_done(field, text) and command is None:
        word = table_of(field).row_word
        return conversation.turn(state, [say_rows("nothing_yet", title=field.short, word=word)])
    if command is not None or is_social(folded) or is_refusal(folded):
        return None
    if is_question(of_ours(form, folded)) or _of_the_form(form, key, folded):
        return None
    readings = read_rows(form, key, text, conversation.today)
    name = table_of(field).name
    if gap is not None and (len(readings) < 2 or name not in readings[0].values):
        wanted = [column.key for column in gaps(form, key, rows[gap])]
        if not readings or name not in readings[0].values or name in wanted:
            first = read_cells(form, key, text, wanted, conversation.today)
            if len(readings) < 2:
                readings = [first] if first.found_something else readings
            if readings:
                return take(conversation, state, key, readings, Target(row=gap))
    if not readings:
        if extract(form, text, [], conversation.today).found_something:
            raise ValueProblem(_no_name(form, key))  # never put into the form's own fields
        return None
    if rows and gap is None and len(readings) == 1 and name not in readings[0].values:
        if len(rows) > 1:
            return _which(conversation, state, key, text)
        return take(conversation, state, key, readings, Target(row=0))
    if gap is None and name not in readings[0].values and readings[0].leftovers:
        raise ValueProblem(_no_name(form, key))
    return take(conversation, state, key, readings, Target(row=gap, nameless=True))


def _no_such_name(form: Form, key: str, rows: Sequence[Row], name: str) -> str:
    told = {"name": name, "count": len(rows), "word": table_of(form.fields[key]).row_word}
    known = [title(form.fields[key], number, row) for number, row in enumerate(rows)]
    return say_rows("no_such_name", **told, names="，".join(known[:10]))


def _no_name(form: Form, key: str) -> str:
    field = form.fields[key]
    label = form.rows[key].fields[table_of(field).name].label
    return say_rows("no_name", label=label, example=field.example)


def _which(conversation: Conversation, state: State, key: str, text: str) -> Turn:
    field = conversation.form.fields[key]
    column = changeable(field)
    example = {"label": column.short, "value": f"{column.example}{column.unit or ''}"}
    said = say_rows("which_row", raw=text[:40], word=table_of(field).row_word, **example)
    return conversation.turn(state, [said], problems=[said])


def _of_the_form(form: Form, key: str, folded: str) -> bool:
    """Whether the message names a field of the form itself (推荐单位联系人), or is one by its shape
    (福州市卫生健康委), and is none of its rows."""
    if any(f.shape and re.fullmatch(f.shape, folded) for f in form.fields.values()):
        return True
    own = [(x.start, x.end) for x in lexicon_of(form.rows[key]).labels(folded)]
    named = [x for x in lexicon_of(form).labels(folded) if x.keys and not x.loose]
    return any(
        key not in label.keys
        and not any(start <= label.start and label.end <= end for start, end in own)
        for label in named
    )
