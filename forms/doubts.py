"""Settles a doubt that was asked: by number, by the option's words, or by saying it anew."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms import field_types
from forms.cleaning import compact, fold
from forms.definition import Form
from forms.extraction.lexicon import words
from forms.numerals import parse_number
from forms.phrases import say
from forms.state import Doubt, Option, State

_ORDINAL = re.compile(r"^(?:选|第)*([\d一二三四五六七八九十]{1,2})(?:个|项|种)?$")


def exact(doubt: Doubt, text: str) -> Option | None:
    """The option named by its number, label or a whole synonym."""
    said = compact(text)
    for option in doubt.options:
        if said in (compact(option.label), *(compact(word) for word in option.synonyms)):
            return option
    ordinal = _ORDINAL.match(said)
    if ordinal is not None:
        number = parse_number(ordinal.group(1))
        if number is not None and 1 <= number <= len(doubt.options):
            return doubt.options[int(number) - 1]
    return None


def contained(doubt: Doubt, text: str) -> Option | None:
    """The one option whose words occur in a short answer that brings no new figures."""
    said = compact(text)
    known = set(re.findall(r"\d+", fold(doubt.raw)))
    if len(said) > 16 or set(re.findall(r"\d+", fold(text))) - known:
        return None
    found = [
        (len(word), option)
        for option in doubt.options
        for word in map(compact, (option.label, *option.synonyms))
        if (len(word) >= 2 or word == "都") and word in said
    ]
    if not found:
        return None
    longest = max(length for length, _ in found)
    best = [option for length, option in found if length == longest]
    return best[0] if all(option is best[0] for option in best) else None


PATIENCE = 2
"""Messages about other things after which a doubt is put off, so that it holds nobody up."""


def put_off(before: State, after: State) -> State:
    """`after` with its first doubt put off when it was asked in vain often enough."""
    if not after.pending or before.pending[:1] != after.pending[:1]:
        return after.changed(waited=0)
    if after.waited + 1 < PATIENCE:
        return after.changed(waited=after.waited + 1)
    first, *rest = after.pending
    return after.changed(pending=rest, later=[*after.later, first], waited=0)


def left(form: Form, doubts: Sequence[Doubt], said: Mapping[str, Any]) -> list[Doubt]:
    """What of these doubts is still open after these values were said."""
    return [open_ for doubt in doubts if (open_ := narrowed(form, doubt, said)) is not None]


def narrowed(form: Form, doubt: Doubt, said: Mapping[str, Any]) -> Doubt | None:
    """What is still in doubt after these values were said; None when nothing is.

    2019年5月 was one of two certificates; once the other one has its own date, one is left to ask.
    """
    known = set(said)
    if doubt.key is not None:
        return None if doubt.key in known else doubt
    if any(said.get(key) == value for o in doubt.options for key, value in o.values.items()):
        return None  # the same value again, now with its name
    about = {key for option in doubt.options for key in option.values}
    if not about & known:
        return doubt
    left = [o for o in doubt.options if o.values and not set(o.values) & known]
    if not left:
        return None
    if len(left) > 1:
        return replace(doubt, options=left)
    (key, value), *others = left[0].values.items()
    if others:
        return None
    field = form.fields[key]
    labels = {"label": field.short, "value": field_types.show(field, value)}
    options = [
        Option(say("option_guess", **labels), {key: value}, list(words().yes)),
        Option(say("option_not_that", **labels), {}, list(words().no)),
    ]
    return Doubt(key, doubt.raw, say("doubt_last", raw=doubt.raw, **labels), options)
