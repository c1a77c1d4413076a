"""失能失智130人，占73%: the share of the count named just before it."""

import re

from forms import field_types
from forms.definition import Share
from forms.extraction.fitting import fits
from forms.extraction.reader import Reader
from forms.field_types.base import unclear


def take_shares(reader: Reader) -> None:
    """Only a share that the form has for exactly the count said last."""
    share_of = {c.part: c.share for c in reader.form.checks if isinstance(c, Share)}
    _of_a_name(reader, share_of)
    for token in [t for t in reader.tokens if t.kind == "percent"]:
        before = [p for p in reader.placed if p[0] < token.start]
        key = share_of.get(max(before)[1]) if before else None
        lead = re.search(r"(?:占比?|比例)(?:是|为|约|到|了|：)?\s*$", reader.work[: token.start])
        if key is None or lead is None or not _at_the_start(reader, lead.start()):
            continue
        field = reader.form.fields[key]
        if key not in reader.result.values and fits(field, token, labelled=True):
            reader.put_token(field, token)
            reader.consume(lead.start(), token.end)


_OF_THESE = re.compile(
    r"(?:老人|老年人|长者|的|人)*\s*(?:就|也|一共|总共|大概|约)*占(?:比|到|了|总数的?)*\s*"
)


def _of_a_name(reader: Reader, share_of: dict[str, str]) -> None:
    """失能失智的占七成: the share of the count that is named; of a narrower one it is asked."""
    for token in [t for t in reader.tokens if t.kind == "percent"]:
        label = next((x for x in reversed(reader.labels) if x.end <= token.start), None)
        if label is None or _OF_THESE.fullmatch(reader.work[label.end : token.start]) is None:
            continue
        for part, key in share_of.items():
            field = reader.form.fields[key]
            group = {f.key for f in reader.form.group_of[part].fields}
            if key in reader.result.values or not set(label.keys) & group:
                continue
            if part in label.keys and fits(field, token, labelled=True):
                reader.put_token(field, token)
            elif fits(field, token, labelled=True) and token.number is not None:
                value = float(token.number.value)
                shown = field_types.show(field, value)
                raw = reader.original[label.start : token.end]
                reader.doubt_guess(field, raw, unclear("is_value", field, value, shown=shown))
            else:
                continue
            reader.consume(label.start, token.end)


def _at_the_start(reader: Reader, position: int) -> bool:
    clause = reader.clause_at(position)
    return clause is not None and not re.search(
        r"[\u4e00-\u9fff]", reader.work[clause.start : position]
    )
