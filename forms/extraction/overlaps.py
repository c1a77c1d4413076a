"""失能60个，失智不失能的15个: a part without those in the other one is no value of its field."""

import re
from functools import lru_cache

from forms.cleaning import fold
from forms.definition import AtMostSum, Form
from forms.extraction.reader import Reader

_BOTH = re.compile(
    r"(?:两[样者种个]?)?都[有是占]的?有?\s*(?:\d{1,4}|[一二两三四五六七八九十百]{1,5})\s*[人个位名]?"
)
_MOST_BETWEEN = 6


def drop_exclusive(reader: Reader) -> None:
    """单纯失智的13个, 失智不失能的15个: set aside, with the number that belongs to it."""
    pattern = _exclusive(reader.form)
    for match in pattern.finditer(reader.work) if pattern else ():
        clause = reader.clause_at(match.start())
        token = next((t for t in reader.tokens if t.start >= match.end()), None)
        near = token is not None and token.start - match.end() <= _MOST_BETWEEN
        end = token.end if token is not None and near else match.end()
        if clause is not None and not clause.asks and end <= clause.end:
            reader.set_aside(match.start(), end)
            for both in _BOTH.finditer(reader.work):
                reader.set_aside(*both.span())


@lru_cache(maxsize=32)
def _exclusive(form: Form) -> re.Pattern[str] | None:
    """Of the fields whose people are counted once in another: 只…的, …但不…的."""
    parts = {key for c in form.checks if isinstance(c, AtMostSum) for key in c.right}
    words = {fold(alias) for key in parts for alias in form.fields[key].aliases}
    if not words:
        return None
    one = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?:(?:单纯|纯粹?|仅仅?|光是?|只是?|单是?)(?:{one})"
        rf"(?:(?:但|而|却|又)?是?[不没未]有?(?:{one}))?"
        rf"|(?:{one})(?:但|而|却|又)?是?[不没未]有?(?:{one}))的?"
    )
