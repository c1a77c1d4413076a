"""Shares that a question states as two counts: `200份里191份满意`, `120张床住了84个`.

Which counts make a share is data: `judge.counts` of an entry (see entries.Counts).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy.entries import Counts
from policy.measures import Measure
from policy.numerals import CHINESE, NUMBER, plain, to_number
from policy.text import normalise

_COUNT = re.compile(
    rf"(?<![\d.第近满{CHINESE}])(?P<n>{NUMBER})\s*多?(?P<unit>[份人位个张名户例])(?!月|百分点|点(?!满)|季度|星期)"
)
_MARK = re.compile(r"[,，。;；?？!！]")
_HUNDRED = Decimal(100)
_PERSON = "个"
"""The unit of what is counted without one: `失能七十、失智十五`."""
_THING = "张"
"""The unit of a whole that is said without one: `开放床位150`."""
_FORM = "[了着有是到过才只]*"
"""What may stand between the word for what is counted and a bare number."""


@dataclass(frozen=True)
class _Span:
    """Where a count stands, its number and its unit as said."""

    begin: int
    finish: int
    number: str
    unit: str


@dataclass(frozen=True)
class _Count:
    """A number of people, beds or papers, and the words of its part of the sentence."""

    number: Decimal
    unit: str
    words: str
    start: int
    end: int


def ratios(question: str, rule: Counts) -> list[Measure]:
    """The shares, in percent and in order, that the counts in a question come to; [] where they
    come to none, to more than the whole, or where a count beside them may be one too."""
    text = normalise(question)
    found = _counts(text, rule)
    whole = _whole(found, rule)
    parts = [c for c in found if c is not whole and re.search(rule.part, c.words)]
    if whole is None or not parts or not all(0 < c.number <= whole.number for c in parts):
        return []
    told = {part.unit for part in parts}
    if any(c.unit in told for c in found if c not in parts and not _fits(c, rule)):
        return []
    if not rule.together or len(parts) == 1:
        return [_share(text, (part.number, part.number), whole, part) for part in parts]
    total = sum((part.number for part in parts), Decimal(0))
    apart = rule.apart is not None and re.search(rule.apart, text) is not None
    least = total if apart else max(part.number for part in parts)
    most = min(total, whole.number)
    return [_share(text, (min(least, most), most), whole, parts[-1])]


def is_part(measure: Measure, question: str, rule: Counts) -> bool:
    """Whether a bare number is said as a part where a count says the whole."""
    near = re.search(rf"(?:{rule.part}){_FORM}$", measure.before)
    return near is not None and _whole(_counts(normalise(question), rule), rule) is not None


def _counts(text: str, rule: Counts) -> list[_Count]:
    """The counts with their words: those before, and those behind, unless it is told before what is
    counted and they are the next one's (`收回180份满意175份`)."""
    kinds = "|".join(f"(?:{pattern})" for pattern in rule.whole)
    # What stands right behind a count is that one's: 50份问卷48份满意.
    told = re.compile(f"{rule.part}|(?<!^)(?:{kinds})")
    bare = re.compile(rf"(?:{rule.part}){_FORM}(?P<n>{NUMBER})(?=[,，。;；、?？!！\s和跟]|$)")
    spans = [(m.start(), m.end(), m["n"], m["unit"]) for m in _COUNT.finditer(text)]
    if rule.unitless:
        spans += [(m.start("n"), m.end(), m["n"], _PERSON) for m in bare.finditer(text)]
    if rule.bare is not None:
        alone = re.compile(rf"(?:{rule.bare})(?P<n>{NUMBER})(?=[,，。;；、?？!！\s]|$)")
        spans += [(m.start("n"), m.end(), m["n"], _THING) for m in alone.finditer(text)]
    matches = [_Span(*span) for span in sorted(spans)]
    found: list[_Count] = []
    for i, match in enumerate(matches):
        number = to_number(match.number)
        if number is None or number == 0 or match.unit in rule.never:
            continue
        marks = [m.end() for m in _MARK.finditer(text[: match.begin])]
        start = max([0, *marks[-1:], *(m.finish for m in matches[max(0, i - 1) : i])])
        after = _MARK.search(text, match.finish)
        ends = [len(text), *(m.begin for m in matches[i + 1 : i + 2])]
        end = min([*ends, *([after.start()] if after else [])])
        behind = i > 0 and start == matches[i - 1].finish
        before = text[start : match.begin]
        if told.search(before if behind else f" {before}"):
            end = match.finish
        found.append(_Count(number, match.unit, text[start:end], match.begin, match.finish))
    return found


def _whole(found: Sequence[_Count], rule: Counts) -> _Count | None:
    """What the shares are of: the most that fits the first pattern which any count fits."""
    for pattern in rule.whole:
        fitting = [c for c in found if re.search(pattern, c.words)]
        if fitting:
            return max(fitting, key=lambda count: count.number)
    return None


def _fits(count: _Count, rule: Counts) -> bool:
    return any(re.search(pattern, count.words) for pattern in rule.whole)


def _share(text: str, part: tuple[Decimal, Decimal], whole: _Count, last: _Count) -> Measure:
    low, high = (number / whole.number * _HUNDRED for number in part)
    said = plain(low) if low == high else f"{plain(low)}～{plain(high)}"
    counted = f"{plain(part[1])}÷{plain(whole.number)}"
    shown = f"{said}%（{counted}）" if low == high else f"{said}%"
    return Measure(low, high, shown, text[: last.start], text[last.end :])
