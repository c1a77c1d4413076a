"""行政及后勤9人: one count of two kinds that the form asks for apart belongs to neither."""

import re

from forms.definition import AtMost, Field
from forms.extraction.lexicon import Label
from forms.extraction.reader import Reader

_AND = re.compile(r"\s*(?:[及和与跟/]|以及)?\s*")


def one_count_of_two(reader: Reader, one: Label, other: Label) -> bool:
    """Do these two names, said together, share the count behind them?"""
    if _AND.fullmatch(reader.work[one.end : other.start]) is None:
        return False
    first, second = (_counted(reader, x) for x in (one, other))
    if first is None or second is None or first.unit != second.unit:
        return False
    known = {first.key, second.key}
    within = any({c.left, c.right} == known for c in reader.form.checks if isinstance(c, AtMost))
    return first.key != second.key and not within and not (first.total or second.total)


def _counted(reader: Reader, label: Label) -> Field | None:
    fields = [reader.form.fields[key] for key in label.keys]
    return next((f for f in fields if f.type == "integer"), None)
