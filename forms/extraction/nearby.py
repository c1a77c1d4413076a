"""A count beside other words than those known: 护理型里头占九十, 医疗那块30张, 护理队伍41人.

What is known are the parts of names by which a field differs from all others of its unit, and the
words that make a number doubtful. Between the two nothing needs to be listed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from forms.cleaning import fold
from forms.definition import Field, Form
from forms.extraction import left_open
from forms.extraction.clauses import Clause
from forms.extraction.fitting import fits
from forms.extraction.lexicon import lexicon_of, words
from forms.extraction.reader import READ, Reader
from forms.extraction.tokens import Token

_COUNTS = ("integer", "percent")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_BOUNDARY = re.compile(rf"[，,。；、：（）\s{READ}]")
_ENDS = re.compile(rf"(?:的?老[人年]人?|的)?[吧了的啊呢]?(?:[，,。；、（）\s{READ}]|$)")
_TOTAL = re.compile(r"总|一共|合计|共计|加起来|全院|全部|全体")
_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|初)?")
_SHORT = 2
_MOST_UNKNOWN = 1


def take(reader: Reader) -> None:
    """Each count of a statement, by what stands between it and what was said before."""
    for clause in [c for c in reader.clauses if not c.asks]:
        for token in [t for t in reader.tokens if clause.start <= t.start < clause.end]:
            if token.kind not in ("number", "percent") or token not in reader.tokens:
                continue
            if _ENDS.match(reader.work, token.end) is None:
                continue
            start = _start(reader, clause, token)
            field = _meant(reader, token, start)
            if field is not None:
                reader.put_token(field, token)
                reader.consume(start, token.end)


def _start(reader: Reader, clause: Clause, token: Token) -> int:
    """Where the stretch before the value begins."""
    ends = [m.end() for m in _BOUNDARY.finditer(reader.work, clause.start, token.start)]
    ends += [t.end for t in reader.tokens if clause.start <= t.start < token.start]
    return max(ends, default=clause.start)


def _meant(reader: Reader, token: Token, start: int) -> Field | None:
    """The one field that the words before the value can only mean, if it has no value yet."""
    before = reader.work[start : token.start]
    if not before.strip():
        return None
    labels = [x for x in reader.labels if start <= x.start and x.end <= token.start]
    if not labels and _TOTAL.search(before) and _of_all(reader, token, start):
        totals = [f for f in reader.open(_COUNTS) if f.total and fits(f, token, labelled=True)]
        before_it = left_open.named(reader, token)  # 绿色通道公立的都开了，一共29家
        if (
            before_it is not None
            and not before_it.total
            and not left_open.planned_before(reader, token)
        ):
            return None
        return totals[0] if len(totals) == 1 else None
    if any(x.foreign or x.shared for x in labels):
        return None
    fields = _possible(reader, token)
    if labels:
        keys = {key for x in labels for key in x.keys}
        named = [f for f in fields if f.key in keys]
        left = before
        for label in labels:
            left = left.replace(reader.work[label.start : label.end], "", 1)
    else:
        named, left = _by_parts(reader, before, fields)
    if _goes_on_before(reader, start):
        return None
    open_ = {f.key for f in fields} - {*reader.result.values}
    open_ -= {d.key for d in reader.result.doubtful if d.key}
    if len(named) != 1 or named[0].key not in open_:
        return None
    said = "".join(_names(named[0]))
    if any(word in before and word not in said for word in words().cautions):
        return None
    return named[0] if len(_unknown(left, named[0])) <= _MOST_UNKNOWN else None


def _of_all(reader: Reader, token: Token, start: int) -> bool:
    """总的是八十三人: of nothing else than what was asked, as far as the sentence tells."""
    clause = reader.clause_at(token.start)
    if clause is None or reader.work[start - 1 : start] == READ:
        return False
    if any(c.asks for c in reader.clauses if c.sentence == clause.sentence and c.end < start):
        return False
    return not _unknown(reader.work[start : token.start], None)


def _goes_on_before(reader: Reader, start: int) -> bool:
    """医生、护士共23人: the stretch is the end of an enumeration without values."""
    if reader.work[start - 1 : start] not in ("、", "和", "及"):
        return False
    return reader.work[start - 2 : start - 1] != READ and all(
        t.end != start - 1 for t in reader.tokens
    )


def _possible(reader: Reader, token: Token) -> list[Field]:
    """The counts of this unit; without a unit those that were asked."""
    fields: Iterable[Field] = reader.form.fields.values()
    if token.unit is None or token.unit == "个":
        fields = reader.expecting
    return [f for f in fields if f.type in _COUNTS and fits(f, token, labelled=True)]


def _by_parts(reader: Reader, text: str, fields: list[Field]) -> tuple[list[Field], str]:
    """The fields whose own parts stand in the text, and the text without them."""
    own = _own_parts(reader.form, tuple(f.key for f in fields))
    found: list[Field] = []
    for field in fields:
        parts = sorted((p for p in own[field.key] if p in text), key=len, reverse=True)
        if parts:
            found.append(field)
            for part in parts:
                text = text.replace(part, "")
    return found, text


@lru_cache(maxsize=256)
def _own_parts(form: Form, keys: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """By field: what its names are made of, where no name of another of these fields has that."""
    lexicon = lexicon_of(form)
    begin = frozenset(name for key in keys for name in _names(lexicon.field(key))) | _around()
    parts = {key: _parts(lexicon.field(key), begin) for key in keys}
    common = _around()
    return {
        key: frozenset(
            part
            for part in mine
            if part not in common
            and not any(part in name for k in keys if k != key for name in _names(lexicon.field(k)))
        )
        for key, mine in parts.items()
    }


def _parts(field: Field, begin: frozenset[str]) -> frozenset[str]:
    """What begins where a name or another known word begins: no 疗床 of 医疗床位."""
    return frozenset(
        run[at:end]
        for name in _names(field)
        for run in _HAN.findall(name)
        for at in range(len(run) - _SHORT + 1)
        if not at or any(run.startswith(word, at) for word in begin)
        for end in range(at + _SHORT, len(run) + 1)
    )


def _names(field: Field) -> tuple[str, ...]:
    return tuple(fold(name) for name in (field.label, field.short, *field.aliases))


def _unknown(text: str, field: Field | None) -> str:
    """What is left without the field's own characters and the words that say nothing of it."""
    text = _MONTH.sub("", text)
    for word in sorted(_around(), key=len, reverse=True):
        text = text.replace(word, "")
    own = set("".join(_names(field))) if field else set()
    return "".join(char for char in re.sub(r"[\s\W_]", "", text) if char not in own)


@lru_cache(maxsize=1)
def _around() -> frozenset[str]:
    return frozenset(words().around_a_count)
