"""What a message says of rows: one reading each, read like a form whose fields are the columns."""

import re
from datetime import date

from forms import field_types
from forms.cleaning import clean, fold
from forms.definition import Field, Form
from forms.errors import ValueProblem
from forms.extraction import Extraction, extract
from forms.extraction.names import is_organisation
from forms.extraction.reader import READ
from forms.tables import pasting
from forms.tables.rows import table_of
from forms.tables.splitting import split
from forms.tables.wording import say_rows

_APART = re.compile(r"[，,；;。\n]")
_ONLY_VALUE = re.compile(r"[\d\s.,%：:\-—转]+[\u4e00-\u9fff%]{0,2}")
_LONGEST_NAME = 60


def read_rows(
    form: Form, key: str, text: str, today: date, *, new: bool = False
) -> list[Extraction]:
    """The rows that `text` tells of. `new`: it was said that rows are to be added.

    Raises ValueProblem for a pasted line that does not fit the table.
    """
    if pasting.is_pasted(text):
        return pasting.read(form, key, text, today)
    parts = split(form, key, clean(text))
    table = table_of(form.fields[key])
    if len(parts) > table.max_rows:
        told = {"limit": table.max_rows, "more": len(parts), "word": table.row_word}
        raise ValueProblem(say_rows("too_many_at_once", **told))
    found = []
    for part in parts:
        reading = extract(form.rows[key], part, columns_of(form, key), today)
        _name(form.fields[key], reading, part, today, sure=new or len(parts) > 1)
        if reading.found_something:
            found.append(reading)
    return found


def read_cells(form: Form, key: str, text: str, asked: list[str], today: date) -> Extraction:
    """What `text` says of one row of which the cells `asked` are wanted."""
    return extract(form.rows[key], text, asked, today)


def columns_of(form: Form, key: str) -> list[str]:
    """The keys of a table's columns, in order."""
    return [column.key for column in table_of(form.fields[key]).columns]


def _name(field: Field, reading: Extraction, part: str, today: date, *, sure: bool) -> None:
    """The first words of a new row are its name, when nothing else was made of them."""
    table = table_of(field)
    first = _APART.split(part)[0].strip().strip("：: ")
    told = {*reading.values, *(r.key for r in reading.rejected), *(d.key for d in reading.doubtful)}
    unread = fold(first) in re.sub(rf"[{READ}]+", " ", fold(reading.rest))
    if table.name in told or not unread or not 1 < len(first) <= _LONGEST_NAME:
        return
    if not (sure or reading.found_something) or _ONLY_VALUE.fullmatch(fold(first)):
        return
    column = next(column for column in table.columns if column.key == table.name)
    if column.type != "text" or (column.content == "county" and is_organisation(fold(first))):
        return
    try:
        reading.values[column.key] = field_types.parse(column, first, today)
    except ValueProblem:
        return
    reading.leftovers = [left for left in reading.leftovers if left not in first]
