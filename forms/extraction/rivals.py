"""What speaks against a value that was read: another one of the same.

Neither is right for sure, so both are asked. What the checks of the form rule out is said by
forms/contradictions.py.
"""

import re
from collections.abc import Iterator

from forms.definition import Field
from forms.extraction.fitting import fits
from forms.extraction.reader import READ, Reader
from forms.extraction.tokens import Token

_COUNTS = ("integer", "percent")
_LATER = re.compile(
    r"现|目前|如今|后来|实际|核|就是|应该|应为|才是|综合|总体|准确|正确|改|最终|最后|合计|首次|最早|最初"
)


def ask(reader: Reader) -> None:
    """养老院20所，2所停业就是18所: a number of the same sort follows that belongs to nothing."""
    for start, key in sorted(reader.placed):
        field = reader.form.fields[key]
        value = reader.result.values.get(key)
        if field.type not in _COUNTS or value is None or field.year is not None:
            continue
        rival = next(_strays(reader, field, start), None) or _contradicted(reader, field, start)
        if rival is None or rival.number is None:
            continue
        other = float(rival.number.value)
        if other == value:
            continue
        reader.put_token(field, rival)
        reader.consume(rival.start, rival.end)


_BUT = re.compile(r"(?:但是?|可是|不过|然而)\s*(?:是|其实是?|实际上?是?|应该?是)?\s*$")


def _contradicted(reader: Reader, field: Field, start: int) -> Token | None:
    """有120张床但是是100张: behind a but stands another of the same sort."""
    for token in [t for t in reader.tokens if t.start > start]:
        between = reader.work[start : token.start]
        but = _BUT.search(between)
        if but is None or READ not in between or not fits(field, token, labelled=True):
            continue
        beside = re.sub(rf"[\s，,{READ}床位人名个张数]", "", between[: but.start()])
        return token if not beside else None
    return None


def _strays(reader: Reader, field: Field, start: int) -> Iterator[Token]:
    """Numbers in the clauses after the value, that name nothing, up to the next thing named."""
    own = reader.clause_at(start)
    placed = sorted(at for at, _ in reader.placed if at > start)
    for clause in reader.clauses:
        if own is None or clause.start <= own.start or clause.sentence != own.sentence:
            continue
        if clause.asks or any(at < clause.end for at in placed):
            return
        text = reader.work[clause.start : clause.end]
        if any(clause.start <= x.start < clause.end for x in reader.labels) or READ in text:
            return
        tokens = [t for t in reader.tokens if clause.start <= t.start < clause.end]
        alike = [t for t in tokens if fits(field, t, labelled=True)]
        if alike and _LATER.search(text):
            yield alike[-1]
