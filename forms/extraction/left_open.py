"""What was named without its value just before: 医生走了两个，现在6个; 入住人数写错了。应该是98."""

import re

from forms.definition import Field
from forms.extraction.clauses import Clause, asks_something
from forms.extraction.fitting import fits
from forms.extraction.reader import READ, Reader
from forms.extraction.tokens import Token
from forms.extraction.tokens import find as tokens_of

_PUT_RIGHT = re.compile(r"改|更正|应该?[是为]")


def named(reader: Reader, token: Token) -> Field | None:
    """The count that was named, without its value, in the clause just before this one."""
    clause = reader.clause_at(token.start)
    before = [c for c in reader.clauses if clause and c.end <= clause.start]
    while len(before) > 1 and _says_nothing(reader, before[-1]):
        before.pop()  # 护理型床位我再核一下……核完了，102张
    if clause is None or not before:
        return None
    if before[-1].sentence != clause.sentence and not _puts_right(reader, before[-1], token):
        return None
    if asks_something(told := reader.folded[before[-1].start : before[-1].end]):
        return None
    read = reader.work[before[-1].start : before[-1].end]
    if not before[-1].asks and READ in read:
        return None
    said = {*reader.result.values, *(r.key for r in reader.result.rejected)}
    put_right = _PUT_RIGHT.search(reader.folded[clause.start : token.start])
    asked = {f.key for f in reader.expecting if f.unit and f.unit == token.unit}
    labels = [
        x
        for x in reader.lexicon.labels(told)
        if not x.loose or put_right or (len(x.keys) == 1 and asked & set(x.keys))
    ]
    labels.sort(key=lambda x: (x.loose, -x.start))
    split = token.number is not None and token.number.value % 1 != 0
    for label in labels:  # the last one that is surely a name comes first
        fields = [reader.form.fields[key] for key in label.keys]
        units = {t.unit for t in tokens_of(told, reader.today) if t.unit not in (None, "个")}
        if units and not units & {f.unit for f in fields}:
            continue  # 150张是含职工宿舍的
        types = (
            ("partial_date", "date") if token.kind == "date" else ("integer", "decimal", "percent")
        )
        for field in [f for f in fields if f.type in types and f.key not in said]:
            if fits(field, token, labelled=True) and not (split and field.type == "integer"):
                return field
    return None


_SHORT = 5


def _says_nothing(reader: Reader, clause: Clause) -> bool:
    """核完了, 稍等: too short to name or count anything."""
    told = reader.folded[clause.start : clause.end].strip()
    if len(told) > _SHORT or READ in reader.work[clause.start : clause.end]:
        return False
    return not any(True for _ in reader.lexicon.labels(told)) and not tokens_of(told, reader.today)


def planned_before(reader: Reader, token: Token) -> bool:
    """每班护士3人，总共12人: what was named just before is not what the total is of."""
    before = [c for c in reader.clauses if c.end <= token.start]
    return bool(before) and before[-1].asks


_SAID_WRONG = re.compile(r"错|有误|不对|[报填写说]多了?$|[报填写说]少了?$")


def _puts_right(reader: Reader, before: Clause, token: Token) -> bool:
    """入住人数写错了。应该是98: past the full stop it is still the one that was wrong."""
    clause = reader.clause_at(token.start)
    said = reader.folded[before.start : before.end].strip()
    lead = reader.folded[clause.start : token.start] if clause else ""
    return _SAID_WRONG.search(said) is not None and _PUT_RIGHT.search(lead) is not None
