"""A count in words: 健康教育每个月都做了 is 12 of twelve months, where the field says so."""

import re
from dataclasses import replace

from forms.definition import Field
from forms.extraction import frequency
from forms.extraction.clauses import Clause
from forms.extraction.reader import Reader
from forms.field_types.base import unclear

_NEGATED = re.compile(r"没有?|不|未|别|并非")
_TAKEN_BACK = re.compile(r"但|不过|只|除|少了|缺")  # 每月都做，只有8月没有做


_ONE_HALF = re.compile(
    rf"[上下前后](?:一个)?半年(?=[有只就做搞办开展组织了过]*{frequency.NUMBER}[次场回])"
)
"""上半年一次 is of that half alone, not 半年一次."""
_FEW = 9
_MISSED = re.compile(r"(?:漏|缺|少|落下?|差|断|停)(?:做|搞|检查|组织|开展)?了?\s*$")
_NOT_DONE = re.compile(r"[的都也是给]*\s*(?:没|未|漏|忘|缺|空着|落下)")


def take_missed(reader: Reader) -> None:
    """防火检查漏了2个月: of what should be every month so many are lacking; asked back."""
    for token in [t for t in reader.tokens if t.kind == "number" and t.number is not None]:
        clause = reader.clause_at(token.start)
        if clause is None or clause.asks:
            continue
        missed = _MISSED.search(reader.work[clause.start : token.start])
        if missed is None and _NOT_DONE.match(reader.work, token.end) is None:
            continue
        named = [field for field in _named(reader, clause) if field.unit == token.unit]
        assert token.number is not None
        if len(named) == 1 and named[0].max is not None and token.number.value <= named[0].max:
            left = int(named[0].max - float(token.number.value))
            shown = f"{left}{named[0].unit or ''}"
            reason = unclear("is_value", named[0], left, shown=shown)
            reader.doubt_guess(named[0], reader.original[clause.start : clause.end], reason)
            reader.consume(clause.start, clause.end)
        elif token.unit in {f.unit for f in reader.form.fields.values() if f.sayings}:
            reader.set_aside(clause.start, clause.end)


def _named(reader: Reader, clause: Clause) -> list[Field]:
    """The fields with such words that a clause names."""
    return [
        field
        for label in reader.labels
        if clause.start <= label.start < clause.end
        for key in label.keys
        if (field := reader.form.fields[key]).sayings
    ]


def take(reader: Reader) -> None:
    """Reads each clause that holds such words: for the fields it names, else for those asked."""
    for number, clause in enumerate(reader.clauses):
        text = reader.work[clause.start : clause.end]
        following = _going_on(reader, number)
        if not clause.asks and _by_label(reader, clause):
            continue
        if clause.asks or _NEGATED.search(text) or _TAKEN_BACK.search(text + following):
            continue
        named = _named(reader, clause)
        taken = False
        open_ = reader.open(["integer"])
        if not named and (before := frequency.spoken_of(reader, clause)):
            named = before
        if not named and len(open_) > 1 and len(re.sub(r"\W|\d", "", text)) > _FEW:
            continue
        if not named and len(open_) > 1 and _says_more(text, open_):
            continue  # 消防半年1次: of one of them, in a word that is no name
        for field in named or open_:
            value = _said(reader, clause, field, text)
            if value is not None:
                reader.set(field, clause.start, clause.end, value)
                taken = True
        if taken:
            reader.consume(clause.start, clause.end)


_BESIDE = re.compile(
    r"都|均|全|各|也|是|做|有|搞|办|开展|组织|安排|我们|这些|[的了吧]|[一两二三四五六七八九十\d]+[个项样次]"
)


def _says_more(text: str, fields: list[Field]) -> bool:
    for word in sorted(
        (w for f in fields for s in f.sayings for w in s.words), key=len, reverse=True
    ):
        text = text.replace(word, "")
    return re.search(r"[\u4e00-\u9fff]", _BESIDE.sub("", text)) is not None


def _by_label(reader: Reader, clause: Clause) -> bool:
    """讲座2次、消防演练每半年一次: of several that are named each has what stands behind it."""
    labels = [x for x in reader.labels if clause.start <= x.start < clause.end]
    if len(labels) < 2:
        return False
    for label, upto in zip(labels, [*(x.start for x in labels[1:]), clause.end], strict=True):
        text = reader.work[label.end : upto]
        fields = [f for key in label.keys if (f := reader.form.fields[key]).sayings]
        if not fields or _NEGATED.search(text) or _TAKEN_BACK.search(text):
            continue
        value = _said(reader, replace(clause, start=label.end, end=upto), fields[0], text)
        if value is not None:
            reader.set(fields[0], label.start, upto, value)
            reader.consume(label.start, upto)
    return True


def _going_on(reader: Reader, number: int) -> str:
    """The next clause, where it names nothing of its own and so speaks of the same."""
    for clause in reader.clauses[number + 1 :][:1]:
        if not any(clause.start <= label.start < clause.end for label in reader.labels):
            return reader.work[clause.start : clause.end]
    return ""


def _said(reader: Reader, clause: Clause, field: Field, text: str) -> int | None:
    """What the longest saying in the clause stands for; None where a count stands beside it."""
    text = _ONE_HALF.sub(lambda half: "。" * len(half.group()), text)
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
