"""失能失智130人，占73%: the share of the count named just before it."""

import re

from forms.definition import Share
from forms.extraction.fitting import fits
from forms.extraction.reader import Reader


def take_shares(reader: Reader) -> None:
    """Only a share that the form has for exactly the count said last."""
    share_of = {c.part: c.share for c in reader.form.checks if isinstance(c, Share)}
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


def _at_the_start(reader: Reader, position: int) -> bool:
    clause = reader.clause_at(position)
    return clause is not None and not re.search(
        r"[\u4e00-\u9fff]", reader.work[clause.start : position]
    )
