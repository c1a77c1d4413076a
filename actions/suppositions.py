"""Reading a supposition (如果再收10位失能老人呢) as changed values of the form. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from forms import Form
from forms.cleaning import clean, fold
from forms.definition import EmptyWhen
from forms.extraction import extract
from forms.numerals import scan_numbers

_BREAK = re.compile(r"[，,。；;！!]|(?<!失能)、|并且|而且|同时")
_TAIL = re.compile(r"(?:的话|的时候|了|的)+$")


@dataclass
class Supposed:
    """The values as they would be; `needs`: keys that must be known to tell; what cannot be."""

    values: dict[str, Any] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    impossible: list[tuple[str, int]] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether the message supposes anything about this form."""
        return bool(self.values or self.needs or self.impossible)


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The words, from the file beside this one."""
    text = (Path(__file__).parent / "suppositions.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def read(form: Form, text: str, values: Mapping[str, Any], today: date) -> Supposed | None:
    """What `text` supposes of the form with these values; None if it is no supposition."""
    said = fold(clean(text))
    bare = _without_opening(said)
    opened = bare != said
    plain = re.search(data()["plainly"], bare) and re.search(data()["how"], bare)
    if not (opened or plain):
        return None
    asked = re.search(data()["asks"], bare)
    bare = _TAIL.sub("", bare[: asked.start()] if asked else bare.rstrip("？?。"))
    found = Supposed()
    for part in [part for part in _BREAK.split(bare) if part.strip()]:
        _take(form, _TAIL.sub("", _without_opening(part.strip())), values, today, found)
    _emptied(form, values, found)
    return found if found.found else None


def _emptied(form: Form, values: Mapping[str, Any], found: Supposed) -> None:
    """What makes no sense any more (the date of a filing there would not be) is taken away."""
    for check in form.checks:
        if isinstance(check, EmptyWhen) and found.values.get(check.field) == check.equals:
            known = (key for key in check.empty if values.get(key) is not None)
            found.values |= {key: None for key in known if key not in found.values}


def _without_opening(text: str) -> str:
    for word in sorted(data()["opens"], key=len, reverse=True):
        match = re.match(rf"(?:那|那么|我们?|我院|这样|请问|，|,)*{word}(?:我们?|我院|说)?", text)
        if match is not None:
            return text[match.end() :]
    return text


def _take(form: Form, part: str, values: Mapping[str, Any], today: date, found: Supposed) -> None:
    step = _step(part)
    if step is not None:
        sign, number, rest = step
        if _people(form, rest, sign * number, values, found):
            return
        counted = _extracted(form, rest, today)
        if counted:
            for key, value in counted.items():
                if form.fields[key].type in ("integer", "decimal") and value == number:
                    _add(key, form.fields[key].max, sign * number, values, found)
            return
    found.values |= _extracted(form, _becoming(part), today)


def _step(part: str) -> tuple[int, int, str] | None:
    """(+1 or -1, how many, the words without the verb) of 再收10位失能老人."""
    numbers = [n for n in scan_numbers(part) if not n.percent]
    if len(numbers) != 1 or numbers[0].value != numbers[0].value.to_integral_value():
        return None
    before, number = part[: numbers[0].start], int(numbers[0].value)
    if re.search(rf"(?:{'|'.join(data()['becomes'])}|是|为|有)$", before):
        return None
    for sign, name in ((1, "more"), (-1, "fewer")):
        for word in sorted(data()[name], key=len, reverse=True):
            found = re.search(rf"(?<![至不减]){word}", before)
            if found is not None:
                left = before[: found.start()] + before[found.end() :]
                return sign, number, left + part[numbers[0].start :]
    return None


def _people(form: Form, text: str, change: int, values: Mapping[str, Any], found: Supposed) -> bool:
    key_of = {f.fact: key for key, f in form.fields.items() if f.fact}
    for line in data()["people"]:
        if any(word in text for word in line["words"]):
            keys = [key_of[fact] for fact in line["facts"] if fact in key_of]
            if not keys:
                return False
            _with_shares(key_of, keys, change, values, found)
            return True
    return False


def _with_shares(
    key_of: Mapping[str, str],
    keys: list[str],
    change: int,
    values: Mapping[str, Any],
    found: Supposed,
) -> None:
    """Adds to the counts that are known; a share told directly follows them."""
    now = {**values, **found.values}
    whole, rest = keys[0], keys[1:]
    if now.get(whole) is None:
        found.needs.append(whole)
        return
    known = [key for key in rest if now.get(key) is not None]
    for line in data()["shares"]:
        share, part, total = (key_of.get(line[name]) for name in ("share", "part", "whole"))
        if share is None or part is None or total != whole or now.get(share) is None:
            continue
        if part is not None and now.get(part) is not None:
            found.values[share] = None
        else:
            people = now[share] * now[whole] / 100 + (change if part in rest else 0)
            after = now[whole] + change
            if after > 0:
                found.values[share] = round(min(max(people / after * 100, 0), 100), 2)
            known = known or [share]
    if rest and not known:
        found.needs.append(rest[-1])
        return
    for key in [whole, *(key for key in known if key in rest)]:
        _add(key, None, change, values, found)


def _add(
    key: str, most: float | None, change: int, values: Mapping[str, Any], found: Supposed
) -> None:
    now = found.values.get(key, values.get(key))
    if now is None:
        found.needs.append(key)
    elif now + change < 0:
        found.impossible.append((key, -change))
    else:
        found.values[key] = now + change if most is None else min(now + change, int(most))


def _becoming(part: str) -> str:
    """入住率提到60% as 入住率是60%."""
    words = sorted(data()["becomes"], key=len, reverse=True)
    return re.sub(rf"(?:{'|'.join(words)})(?=[\d一二两三四五六七八九十百零])", "是", part)


def _extracted(form: Form, text: str, today: date) -> dict[str, Any]:
    """What the text says of the fields; of what it leaves open, the reading named first."""
    told = extract(form, text, [], today)
    chosen: dict[str, Any] = {}
    for doubt in told.doubtful:
        if doubt.options:
            chosen |= doubt.options[0].values
    said = {**chosen, **told.values}
    return {key: value for key, value in said.items() if form.fields[key].fact is not None}
