"""How often in a year, where the form asks for a count: 每年两次, 每季度一场, 一年一次."""

import re
from bisect import bisect
from decimal import Decimal
from operator import attrgetter

from forms.definition import Field
from forms.extraction.clauses import Clause
from forms.extraction.reader import Reader
from forms.field_types.base import unclear
from forms.numerals import parse_number

NUMBER = r"[一二两三四五六七八九十\d]{1,2}"
"""A small count."""
_OFTEN = re.compile(
    rf"(?:每一?个?|一个?|各)(?P<span>年|半年|季度?|月)(?:度|里|内|都|会|要|至少|各|有|是|组织|开展|搞|做|办|举办|举行|进行|演练|安排|就|只|大概|差不多)*"
    rf"(?P<times>{NUMBER})[次场回]"
)
_BOTH_HALVES = re.compile(
    r"上半?年?[、和跟与]?下半年(?:各|都|均|分别)"
    rf"|上半年(?:(?![没未不])[^，,。；]){{0,6}}{NUMBER}[次场回](?:[、和，,]|另外)?下半年"
    rf"(?:(?![没未不])[^，,。；]){{0,6}}{NUMBER}[次场回]"
)
_IN_MONTHS = re.compile(
    r"(\d{1,2})月(?:份|底|初)?[、和跟与及，,]?(\d{1,2})月(?:份|底|初)?(?:[都也]|各|均|分别)"
)
_JUNE = 6


def _in_both_halves(text: str) -> bool:
    """4月和10月各一次."""
    months = _IN_MONTHS.search(text)
    return months is not None and (int(months[1]) <= _JUNE) != (int(months[2]) <= _JUNE)


_FAR = 12
"""So many clauses back a name may stand."""
_A_YEAR = {"年": 1, "半年": 2, "季": 4, "季度": 4, "月": 12}
_HALVES = "个半年"
_MONTHS = "个月"


def take(reader: Reader) -> None:
    """Each count of a clause that the form has in words, by the one name it is said of."""
    for clause in [c for c in reader.clauses if not c.asks]:
        said = list(_OFTEN.finditer(reader.work, clause.start, clause.end))
        text = reader.work[clause.start : clause.end]
        halves = _BOTH_HALVES.search(text) is not None or _in_both_halves(text)
        if len(said) != 1 and not halves:
            continue
        field = _named(reader, clause)
        if field is None or field.key in reader.result.values:
            continue
        count = (2, True) if halves and field.unit == _HALVES else None
        if count is None and len(said) == 1:
            count = _count(field, said[0])
        if count is None:
            continue
        value, sure = count
        if sure:
            reader.set(field, clause.start, clause.end, value)
        else:
            raw = reader.original[clause.start : clause.end]
            shown = f"{value}{field.unit}"
            reader.doubt_guess(field, raw, unclear("is_value", field, value, shown=shown))
        reader.consume(clause.start, clause.end)


def spoken_of(reader: Reader, clause: Clause) -> list[Field]:
    """消防演练一年四次，每季度一次: the counts in words a clause names, or the last one did."""
    here = bisect(reader.clauses, clause.start, key=attrgetter("start"))
    for told in reversed(reader.clauses[max(0, here - _FAR) : here]):
        if told.sentence != clause.sentence:
            break
        text = reader.folded[told.start : told.end]
        labels = [x for x in reader.lexicon.labels(text) if x.keys and not x.loose]
        if labels:
            keys = dict.fromkeys(key for x in labels for key in x.keys)
            return [f for key in keys if (f := reader.form.fields[key]).sayings]
    return []


def _named(reader: Reader, clause: Clause) -> Field | None:
    fields = spoken_of(reader, clause)
    if not fields:
        fields = [f for f in reader.open(["integer"]) if f.sayings]
        fields = [f for f in fields if _alike(reader, clause, f, fields)] or fields
    return fields[0] if len(fields) == 1 else None


def _alike(reader: Reader, clause: Clause, field: Field, fields: list[Field]) -> bool:
    """消防半年一次: the first word is a part of this name, and of no other that was asked."""
    word = re.match(
        r"\s*(?:我们|另外)?([\u4e00-\u9fff]{2})", reader.work[clause.start : clause.end]
    )
    named = [f for f in fields if word and word[1] in "".join((f.label, *f.aliases))]
    return named == [field]


def _count(field: Field, said: re.Match[str]) -> tuple[int, bool] | None:
    """What it comes to in the unit that is asked, and whether no other count is possible."""
    times = int(parse_number(said["times"]) or Decimal(0))
    a_year = _A_YEAR[said["span"]]
    if not times:
        return None
    if field.unit == _HALVES:
        return (1, True) if (a_year, times) == (1, 1) else (2, a_year > 1)
    if field.unit == _MONTHS:
        return (12, True) if a_year == _A_YEAR["月"] else None
    return times * a_year, True
