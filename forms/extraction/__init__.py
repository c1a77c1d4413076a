"""Reads one typed message into field values. What is doubtful is asked, never assumed.

`extract` is pure: no state, no clock, no database.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from forms.definition import Form
from forms.extraction import (
    bare,
    corrections,
    evident,
    final,
    grid,
    leftovers,
    nominal,
    options,
    overlaps,
    pairing,
    past,
    phones,
    respectively,
    sayings,
    shares,
    texts,
    totals,
    unnamed,
    years,
    yes_no,
    zeros,
)
from forms.extraction.clauses import asks_something
from forms.extraction.reader import READ, Reader
from forms.extraction.result import Extraction

_CORRECTION = re.compile(r"改成|改为|换成|更正为|应该是|应为|改到")
_SHORT = 60


def extract(form: Form, text: str, expecting: Sequence[str], today: date) -> Extraction:
    """Everything `text` says about fields of `form`.

    expecting  keys asked last, in order: values without a label go there.
    A long-text field that is expected takes the whole message, unless the message is a short
    statement about other fields (床位改成120张).
    """
    if _is_long_answer(form, text, expecting, today):
        reader = Reader(form, text, expecting, today)
        reader.locate()
        texts.take_long_texts(reader)
        if not reader.result.values:
            unnamed.whole_message(reader)
        return _finish(reader)
    return _finish(_structured(form, text, expecting, today))


def _structured(form: Form, text: str, expecting: Sequence[str], today: date) -> Reader:
    reader = Reader(form, grid.told(form, text), expecting, today)
    reader.locate()
    texts.take_long_texts(reader)
    for clause in [c for c in reader.clauses if c.asks]:
        if asks_something(reader.folded[clause.start : clause.end]):
            reader.consume(clause.start, clause.end)
        else:
            named = [x for x in reader.labels if clause.start <= x.start < clause.end]
            reader.planned |= {key for label in named for key in label.keys}
            reader.set_aside(clause.start, clause.end)
    overlaps.drop_exclusive(reader)
    totals.drop_divisions(reader)
    final.settle(reader)
    nominal.drop_nominal(reader)
    past.drop_past(reader)
    reader.locate()
    totals.drop_parts(reader)
    reader.locate()
    corrections.drop_corrected_away(reader)
    reader.locate()
    corrections.take_cleared(reader)
    corrections.take_copies(reader)
    evident.take_shapes(reader)
    evident.take_county(reader)
    respectively.take_people(reader)
    texts.take_labelled(reader)
    evident.take_address(reader)
    reader.locate()
    sayings.take(reader)
    yes_no_first = bool(reader.expecting) and all(f.type == "yes_no" for f in reader.expecting)
    if yes_no_first:
        yes_no.take(reader)
    years.take_years(reader)
    pairing.pair(reader)
    shares.take_shares(reader)
    phones_wait = any(t.kind == "phone" for t in reader.tokens)
    if phones_wait:
        unnamed.names_before_phones(reader)
    respectively.take_phones(reader)
    phones.take(reader)
    if not yes_no_first:
        yes_no.take(reader)
    evident.take_codes(reader)
    unnamed.take_references(reader)
    bare.carried_over(reader)
    zeros.take_all(reader)
    bare.take(reader)
    options.take(reader)
    options.take_described(reader)
    unnamed.take_texts(reader)
    zeros.take(reader)
    bare.by_unit(reader)
    unnamed.whole_message(reader)
    _apply_implications(reader)
    return reader


def _is_long_answer(form: Form, text: str, expecting: Sequence[str], today: date) -> bool:
    first = form.fields.get(expecting[0]) if expecting else None
    if first is None or first.type != "long_text":
        return False
    stripped = text.strip()
    if len(stripped) > _SHORT:
        return True
    other = _structured(form, text, [], today)
    unread = re.sub(rf"[\s\W_{READ}]", "", other.work)
    told = other.result.found_something and len(unread) <= 0.35 * len(stripped)
    return not (told or (other.result.found_something and _CORRECTION.search(stripped)))


def _apply_implications(reader: Reader) -> None:
    """Who gives the date of a licence holds one."""
    for key in list(reader.result.values):
        told = reader.form.fields[key].told(reader.result.values[key])
        for implied, value in told.items():
            reader.result.values.setdefault(implied, value)


def _settle_doubts(reader: Reader) -> None:
    """What another part of the message says is no longer in doubt."""
    known = set(reader.result.values)
    settled = []
    for doubt in reader.result.doubtful:
        options = [
            replace(o, values={k: v for k, v in o.values.items() if k not in known})
            for o in doubt.options
        ]
        left = [
            o
            for o, before in zip(options, doubt.options, strict=True)
            if o.values or not before.values
        ]
        if any(option.values for option in left):
            settled.append(replace(doubt, options=left))
    reader.result.doubtful = settled


def _finish(reader: Reader) -> Extraction:
    _settle_doubts(reader)
    reader.result.leftovers = leftovers.of(reader)
    reader.result.rest = re.sub(rf"[{READ}]+", " ", reader.work).strip()
    order = {key: n for n, key in enumerate(reader.form.fields)}
    values = reader.result.values
    reader.result.values = {key: values[key] for key in sorted(values, key=order.__getitem__)}
    return reader.result


__all__ = ["Extraction", "extract"]
