"""Rows added, changed, moved: new lists of rows, or a refusal that leaves the old one as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from forms.definition import Field, Form
from forms.errors import ValueProblem
from forms.extraction import Extraction
from forms.state import Doubt, Option
from forms.tables.rows import Row, cell_key, name_of, same_name, table_of, title
from forms.tables.wording import say_rows

MOST_NAMED = 8


@dataclass
class Changed:
    """The rows as they are to be, and what of the message could not be taken."""

    rows: list[Row]
    problems: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """Where readings go: into a row (`row`), or as new rows before `at` (None: at the end).

    Only the first reading goes into `row`; `nameless`: and only if it brings no name of its own.
    """

    row: int | None = None
    at: int | None = None
    nameless: bool = False


def require(field_: Field, rows: Sequence[Row], numbers: Sequence[int]) -> None:
    """Raises ValueProblem, saying which rows there are, when one of `numbers` does not exist."""
    table = table_of(field_)
    if not rows:
        raise ValueProblem(say_rows("no_rows", word=table.row_word, example=field_.example))
    for number in numbers:
        if not 0 <= number < len(rows):
            few = rows if len(rows) <= MOST_NAMED else []
            names = "，".join(
                say_rows("row_named", number=n, name=name_of(field_, row))
                for n, row in enumerate(few, 1)
                if name_of(field_, row)
            )
            told = {"number": number + 1, "count": len(rows), "names": names}
            raise ValueProblem(say_rows("no_such_row", word=table.row_word, **told))


def moved(rows: Sequence[Row], number: int, to: int) -> list[Row]:
    """The rows with one of them at another place."""
    rest = [row for n, row in enumerate(rows) if n != number]
    return [*rest[:to], rows[number], *rest[to:]]


def swapped(rows: Sequence[Row], one: int, other: int) -> list[Row]:
    """The rows with two of them in each other's place."""
    new = list(rows)
    new[one], new[other] = new[other], new[one]
    return new


def merged(
    form: Form, key: str, rows: Sequence[Row], readings: Sequence[Extraction], target: Target
) -> Changed:
    """The rows with what was read. A row of a name that is there already is that row.

    Raises ValueProblem when there would be more rows than the table takes.
    """
    table, field_ = table_of(form.fields[key]), form.fields[key]
    result = Changed([dict(row) for row in rows])
    at, into = target.at, target.row
    for reading in readings:
        result.notes += reading.notes
        named = reading.values.get(table.name) is not None
        place = None if (named and target.nameless) else into
        if place is None:
            place = same_name(field_, result.rows, reading.values)
        if place is None and not reading.values:  # nothing to make a row of
            result.problems += [rejection.reason_zh for rejection in reading.rejected]
            result.leftovers += [doubt.raw for doubt in reading.doubtful] + reading.leftovers
            continue
        if place is None:
            place = len(result.rows) if at is None else at
            at = None if at is None else at + 1
            result.rows.insert(place, {})
        into = into if place != into else None
        _take(form, key, result, place, reading)
    if len(result.rows) > table.max_rows and len(result.rows) > len(rows):
        told = {"limit": table.max_rows, "count": len(rows), "more": len(result.rows) - len(rows)}
        raise ValueProblem(say_rows("too_many", word=table.row_word, **told))
    return result


def _take(form: Form, key: str, result: Changed, place: int, reading: Extraction) -> None:
    field_, row = form.fields[key], result.rows[place]
    inner = form.rows[key]
    explicit = {column for column, _ in reading.understood}
    for column, value in reading.values.items():
        if column in explicit or not reading.understood or column not in row:
            row[column] = value
    for to, source in reading.copies:
        if row.get(source) is not None and to not in reading.values:
            row[to] = row[source]
    where = title(field_, place, row)
    for column in reading.cleared:
        if row.pop(column, None) is None:
            label = inner.fields[column].short
            result.problems.append(say_rows("nothing_to_clear", row=where, label=label))
    for rejection in reading.rejected:
        result.problems.append(say_rows("about_row", row=where, text=rejection.reason_zh))
    for doubt in reading.doubtful:
        result.doubts.append(_about_row(key, place, where, doubt))
    result.leftovers += reading.leftovers


def _about_row(key: str, place: int, where: str, doubt: Doubt) -> Doubt:
    options = [
        Option(
            option.label,
            {cell_key(key, place, column): value for column, value in option.values.items()},
            option.synonyms,
        )
        for option in doubt.options
    ]
    question = say_rows("about_row", row=where, text=doubt.question_zh)
    return replace(doubt, key=key, question_zh=question, options=options)


def deletion(form: Form, key: str, rows: Sequence[Row], numbers: Sequence[int], raw: str) -> Doubt:
    """The question whether these rows are really to go."""
    field_ = form.fields[key]
    left = [dict(row) for n, row in enumerate(rows) if n not in numbers]
    told = "、".join(title(field_, n, rows[n]) for n in sorted(numbers)[:MOST_NAMED])
    if len(numbers) > MOST_NAMED:
        told += say_rows("count", count=len(numbers), word=table_of(field_).row_word)
    options = [
        Option(say_rows("delete_yes"), {key: left or None}, say_rows("delete_yes_words").split()),
        Option(say_rows("delete_no"), {}, say_rows("delete_no_words").split()),
    ]
    return Doubt(key, raw, say_rows("confirm_delete", rows=told), options)


def is_deletion(form: Form, doubt: Doubt) -> bool:
    """Whether the doubt asks if rows are to go."""
    return doubt.key in form.rows and any(doubt.key in option.values for option in doubt.options)
