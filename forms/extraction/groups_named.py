"""五个阶段都能提供: what is said of a whole group of questions, by what the form calls it."""

from forms.definition import Field
from forms.errors import UnclearValue
from forms.extraction import plainly
from forms.extraction.clauses import Clause
from forms.extraction.ordinals import ALL
from forms.extraction.reader import Reader
from forms.field_types.options import polarity


def answer(text: str) -> bool | None:
    """Yes or no, where it is plainly said."""
    if plainly.is_halfway(text):
        return None
    try:
        return polarity(text)
    except UnclearValue:
        return None


def meant(reader: Reader, clause: Clause) -> list[Field]:
    """The questions of the group that the clause calls by its name and speaks of as a whole."""
    text = reader.work[clause.start : clause.end]
    if not ALL.search(text):
        return []
    for group in reader.form.groups:
        if any(name in text for name in group.called):
            return [f for f in group.fields if f.type == "yes_no" and f.asked and f.ask_if is None]
    return []
