"""A share where a count was asked for: 绿色通道120%. It is refused with the reason."""

from forms.definition import Field
from forms.errors import ValueProblem
from forms.extraction.pairing import CONNECTOR
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token
from forms.field_types.base import refusal

_ALL = 100


def refuse(reader: Reader) -> None:
    """Each impossible share still unread behind the name of a count that has no value."""
    shares = [t for t in reader.tokens if t.kind == "percent" and t.number is not None]
    for token in [t for t in shares if t.number and t.number.value > _ALL]:
        before = [x for x in reader.labels if x.end <= token.start and x.keys and not x.loose]
        clause = reader.clause_at(token.start)
        if not before or clause is None or clause.asks or before[-1].start < clause.start:
            continue
        fields = [reader.form.fields[key] for key in before[-1].keys]
        label, alone = before[-1], before[-1].start == clause.start and token.end == clause.end
        counts = [f for f in fields if f.type == "integer" and (alone or f in reader.expecting)]
        named_alone = len(counts) == 1 and not any(f.type == "percent" for f in fields)
        if not named_alone or counts[0].key in reader.result.values:
            continue
        if CONNECTOR.fullmatch(reader.work[label.end : token.start]):
            _refuse(reader, counts[0], token)
            reader.consume(label.start, token.end)


def _refuse(reader: Reader, field: Field, token: Token) -> None:
    def problem() -> None:
        told: ValueProblem = refusal("share_over_all", field, raw=token.raw)
        raise told

    reader.put(field, token.start, token.end, problem)
