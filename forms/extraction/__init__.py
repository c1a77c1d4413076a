"""Reads one typed message into field values. What is doubtful is asked, never assumed.

`extract` is pure: no state, no clock, no database.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forms.cleaning import fold
from forms.definition import Form
from forms.extraction import (
    bare,
    both,
    cleared,
    copies,
    corrections,
    counted,
    dates_apart,
    deadlines,
    described,
    evident,
    final,
    framing,
    frequency,
    grid,
    leftovers,
    nearby,
    nominal,
    options,
    otherwise,
    overlaps,
    pairing,
    passing,
    past,
    people,
    phones,
    respectively,
    rivals,
    same,
    sayings,
    scanned,
    shares,
    shares_of_counts,
    texts,
    totals,
    union,
    unnamed,
    whole_answer,
    wholes,
    years,
    yes_no,
    zeros,
)
from forms.extraction.clauses import asks_something
from forms.extraction.lexicon import lexicon_of
from forms.extraction.reader import READ, Reader
from forms.extraction.result import Extraction

_CORRECTION = re.compile(r"改回(?:到|成|为)?|改成|改为|换成|更正为|应该是|应为|改到")
_SHORT = 60


def extract(
    form: Form,
    text: str,
    expecting: Sequence[str],
    today: date,
    known: Mapping[str, Any] | None = None,
) -> Extraction:
    """Everything `text` says about fields of `form`.

    expecting  keys asked last, in order: values without a label go there.
    known      what was said before; it tells the year of a day without one.
    A long-text field that is expected takes the whole message, unless the message is a short
    statement about other fields (床位改成120张).
    """
    text = people.offices_for_names(form, text, known or {})
    if (taken_back := _no_longer_found(form, text, expecting, today)) is not None:
        return _finish(taken_back)
    if _is_long_answer(form, text, expecting, today):
        reader = Reader(form, text, expecting, today)
        reader.locate()
        texts.take_long_texts(reader)
        if not reader.result.values:
            whole_answer.whole_message(reader)
        return _finish(reader)
    told = deadlines.dated(form, framing.without(text), expecting, today, known or {})
    found = _finish(_structured(form, told, expecting, today))
    for again in otherwise.readings(form, told):
        other = _finish(_structured(form, again, expecting, today))
        found = other if otherwise.is_more(found, other) else found
    _take_deadlines(form, found, expecting, today)
    union.take(form, found, told, known or {})
    people.same_number(form, found, known or {})
    doubt = deadlines.ask(form, told, expecting, today, known or {})
    if doubt is not None and not found.cleared and doubt.key not in found.values:
        settled = {doubt.key, *(key for option in doubt.options for key in option.values)}
        found.rejected = [r for r in found.rejected if r.key not in settled]
        found.doubtful = [d for d in found.doubtful if d.key not in settled] + [doubt]
        found.leftovers = [left for left in found.leftovers if doubt.raw not in left]
    return found


def _take_deadlines(form: Form, found: Extraction, expecting: Sequence[str], today: date) -> None:
    """还没，2021年9月底前改好: with the answer comes the day by when."""
    for field in form.fields.values():
        given = found.values.get(field.ask_if.field) if field.ask_if else None
        if field.ask_if is None or given is None or given != field.ask_if.equals:
            continue
        if field.ask_if.field not in expecting or field.key in found.values:
            continue
        deadline = field.type in ("date", "partial_date") and not field.not_future
        for left in found.leftovers if deadline else []:
            inner = _finish(_structured(form, left, [field.key], today))
            day = inner.values.pop(field.key, None)
            if day is not None and inner.values.items() <= found.values.items():
                found.values[field.key] = day
                found.understood.append((field.key, left))
                found.leftovers = [one for one in found.leftovers if one != left]
                break


_NOTHING = re.compile(
    r"\s*[：，]?\s*(?:这一?项|这块)?(?:是)?(?:没有?|无|未发现|没发现)(?:问题|什么问题)?[的了。！]*\s*"
)


def _no_longer_found(form: Form, text: str, expecting: Sequence[str], today: date) -> Reader | None:
    """医疗管理和核心制度：没有, where it was asked what the problem is: there is none after all."""
    asked = [form.fields[key] for key in expecting if key in form.fields]
    found = {f.ask_if.field for f in asked if f.type == "long_text" and f.ask_if is not None}
    reader = Reader(form, text, expecting, today)
    reader.locate()
    for label in reader.labels[:1] if found else []:
        keys = [key for key in label.keys if key in found and form.fields[key].type == "yes_no"]
        none = _NOTHING.fullmatch(reader.work, label.end)
        if keys and none is not None and not reader.work[: label.start].strip():
            reader.set(form.fields[keys[0]], 0, len(text), False)
            reader.consume(0, len(reader.work))
            return reader
    return None


def _structured(form: Form, text: str, expecting: Sequence[str], today: date) -> Reader:
    reader = Reader(
        form, grid.told(form, dates_apart.joined(scanned.joined(text))), expecting, today
    )
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
    final.drop_not_counted(reader)
    final.drop_changed(reader)
    final.drop_said_before(reader)
    reader.locate()
    nominal.drop_nominal(reader)
    past.drop_then(reader)
    past.drop_past(reader)
    reader.locate()
    totals.drop_parts(reader)
    reader.locate()
    corrections.drop_corrected_away(reader)
    reader.locate()
    cleared.take(reader)
    same.take_named(reader)
    copies.take(reader)
    same.take(reader)
    evident.take_shapes(reader)
    evident.take_county(reader)
    unnamed.take_introduction(reader)
    respectively.take_people(reader)
    texts.take_labelled(reader)
    evident.take_address(reader)
    reader.locate()
    sayings.take_missed(reader)
    frequency.take(reader)
    sayings.take(reader)
    yes_no_first = bool(reader.expecting) and all(f.type == "yes_no" for f in reader.expecting)
    if yes_no_first:
        yes_no.take(reader)
    both.take(reader)
    years.take_years(reader)
    pairing.pair(reader)
    shares.take_shares(reader)
    passing.take_rates(reader)
    phones_wait = any(t.kind == "phone" for t in reader.tokens)
    if phones_wait:
        unnamed.names_before_phones(reader)
    respectively.take_phones(reader)
    phones.take(reader)
    if not yes_no_first:
        yes_no.take(reader)
    evident.take_codes(reader)
    unnamed.take_references(reader)
    counted.take_all_of_them(reader)
    counted.take_together(reader)
    bare.carried_over(reader)
    wholes.take_of_total(reader)
    zeros.take_all(reader)
    passing.take_told(reader)
    nearby.take(reader)
    bare.take(reader)
    counted.take_all_of_them(reader)
    wholes.take_of_total(reader)
    told = described.take(reader)
    options.take(reader)
    options.take_described(reader)
    for start, end in told:
        reader.consume(start, end)
    unnamed.take_texts(reader)
    zeros.take(reader)
    bare.by_unit(reader)
    rivals.ask(reader)
    shares_of_counts.refuse(reader)
    whole_answer.whole_message(reader)
    _apply_implications(reader)
    return reader


def _is_long_answer(form: Form, text: str, expecting: Sequence[str], today: date) -> bool:
    first = form.fields.get(expecting[0]) if expecting else None
    if first is None or first.type != "long_text":
        return False
    stripped = text.strip()
    if len(stripped) > _SHORT:
        return True
    corrects = _CORRECTION.search(stripped) is not None
    named = [x for x in lexicon_of(form).labels(fold(stripped)) if first.key in x.keys]
    if named and not named[0].start and not corrects:
        return True  # 核心制度每月自查一次: it begins with what was asked
    other = _structured(form, text, [], today)
    unread = re.sub(rf"[\s\W_{READ}]", "", other.work)
    told = other.result.found_something and len(unread) <= 0.35 * len(stripped)
    return not (told or (other.result.found_something and corrects))


def _apply_implications(reader: Reader) -> None:
    """Who gives the date of a licence holds one."""
    for key in list(reader.result.values):
        if key not in reader.result.values:
            continue  # taken back: it contradicts what another one tells
        told = reader.form.fields[key].told(reader.result.values[key])
        for implied, value in told.items():
            said = reader.result.values.setdefault(implied, value)
            reader.result.rejected = [r for r in reader.result.rejected if r.key != implied]
            if said != value:
                reader.doubt_two(reader.form.fields[implied], reader.original.strip(), said, value)


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
