"""A count in words: 健康教育每个月都做了 is 12 of twelve months, where the field says so."""

import re

from forms.definition import Field
from forms.extraction.clauses import Clause
from forms.extraction.reader import Reader

_NEGATED = re.compile(r"没有?|不|未|别|并非")
_TAKEN_BACK = re.compile(r"但|不过|只|除了|少了|缺")  # 每月都做，只有8月没有做


def take(reader: Reader) -> None:
    """Reads each clause that holds such words: for the fields it names, else for those asked."""
    for number, clause in enumerate(reader.clauses):
        text = reader.work[clause.start : clause.end]
        following = _going_on(reader, number)
        if clause.asks or _NEGATED.search(text) or _TAKEN_BACK.search(text + following):
            continue
        named = [
            field
            for label in reader.labels
            if clause.start <= label.start < clause.end
            for key in label.keys
            if (field := reader.form.fields[key]).sayings
        ]
        taken = False
        for field in named or reader.open(["integer"]):
            value = _said(reader, clause, field, text)
            if value is not None:
                reader.set(field, clause.start, clause.end, value)
                taken = True
        if taken:
            reader.consume(clause.start, clause.end)


def _going_on(reader: Reader, number: int) -> str:
    """The next clause, where it names nothing of its own and so speaks of the same."""
    for clause in reader.clauses[number + 1 :][:1]:
        if not any(clause.start <= label.start < clause.end for label in reader.labels):
            return reader.work[clause.start : clause.end]
    return ""


def _said(reader: Reader, clause: Clause, field: Field, text: str) -> int | None:
    """What the longest saying in the clause stands for; None where a count stands beside it."""
    found = [(len(w), w, s.value) for s in field.sayings for w in s.words if w in text]
    if not found:
        return None
    _, word, value = max(found)
    start = clause.start + text.index(word)
    end = start + len(word)
    counted = any(
        token.unit == field.unit and not (start <= token.start < end)
        for token in reader.tokens
        if clause.start <= token.start < clause.end
    )
    return None if counted else value
