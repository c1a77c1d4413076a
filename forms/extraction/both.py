"""有执业许可证和备案，都是2018年的: the day of each of the papers that were named before it."""

import re

from forms.definition import Field
from forms.extraction.clauses import Clause
from forms.extraction.lexicon import words
from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_ALL_ARE = re.compile(
    r"\s*(?:这|那|两|2|二|[两2二]?个?证|证照|双证|[两2二](?:个|样|项|块|边)|时间)*(?:都|均|全|同)"
    r"(?:已经?|是|为|在|于|从)*\s*"
)
_GOT = re.compile(
    r"\s*(?:同一?[天日]|前后|一起|同时)?(?:就|才)?(?:取得|拿到?|办理?|批|发|领取?|备|获得?|获批|下)?"
    r"(?:下来|到手|好|案|齐|证)?(?:的|了)*[。！\s]*"
)


def take(reader: Reader) -> None:
    """Only where every paper said to be there has a day in the form, and none was said yet."""
    for clause in [c for c in reader.clauses if not c.asks]:
        told = [t for t in reader.tokens if clause.start <= t.start < clause.end]
        if len(told) != 1 or told[0].kind != "date" or not _of_all(reader, clause, told[0]):
            continue
        fields = _days_of_what_is_there(reader, clause)
        if len(fields) > 1:
            for field in fields:
                reader.put_token(field, told[0])
            reader.consume(clause.start, clause.end)


def _of_all(reader: Reader, clause: Clause, token: Token) -> bool:
    before = reader.work[clause.start : token.start]
    behind = reader.work[token.end : clause.end]
    return _ALL_ARE.fullmatch(before) is not None and _GOT.fullmatch(behind) is not None


def _days_of_what_is_there(reader: Reader, clause: Clause) -> list[Field]:
    """The days of the papers that the statements just before it said to be there."""
    form = reader.form
    found: list[str] = []
    for told in reversed([c for c in reader.clauses if c.end <= clause.start and not c.asks]):
        text = reader.folded[told.start : told.end]
        named = [f for f in form.fields.values() if any(word in text for word in f.stated_by)]
        named += [form.fields[key] for x in reader.lexicon.labels(text) for key in x.keys]
        days = [
            day.key
            for field in named
            for day in form.group_of[field.key].fields
            if field.type == "yes_no" and day.type == "partial_date" and day.not_future
        ]
        if not days or any(word in text for word in words().denials):
            break
        found = [*days, *found]
    keys = list(dict.fromkeys(found))
    return (
        [] if any(key in reader.result.values for key in keys) else [form.fields[k] for k in keys]
    )
