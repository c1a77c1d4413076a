"""From what stands beside a label to an offer: boxes, percentages and plain text."""

import re
from datetime import date
from typing import Any

from forms import Field, ValueProblem, field_types
from forms.cleaning import clean, compact
from forms.errors import UnclearValue
from prefill.model import Offer
from prefill.wording import say
from prefill.words import words

_TICKED = "☑☒■√✓✔▣"
_OPEN = "□☐○◻"
_BOXES = re.compile(rf"([{_TICKED}{_OPEN}])\s*([^{_TICKED}{_OPEN}]*)")


def offer_from(field: Field, text: str, today: date) -> Offer | None:
    """An offer of what stands beside the field's label; None for an empty place."""
    text = clean(text)
    if words().computed in text:
        return None
    if any(sign in text for sign in _TICKED + _OPEN):
        return _ticked(field, text)
    if not compact(text) or compact(text) in words().nothing:
        return None
    try:
        value = field_types.parse(field, text, today)
    except UnclearValue as unclear:
        shown = field_types.show(field, unclear.guess)
        note = say("guess", text=text[:60])
        return Offer(field.key, field.label, shown, unclear.guess, sure=False, note=note)
    except ValueProblem as problem:
        note = say("value_refused", reason=problem.reason_zh)
        return Offer(field.key, field.label, text[:200], None, sure=False, note=note)
    return Offer(field.key, field.label, field_types.show(field, value), value)


def _ticked(field: Field, text: str) -> Offer | None:
    ticked = [compact(label) for box, label in _BOXES.findall(text) if box in _TICKED]
    chosen = [value for name, value in _options(field) if compact(name) in ticked]
    if not chosen:
        return None
    if field.type == "multi_choice":
        value: Any = chosen
    elif len(chosen) == 1:
        value = chosen[0]
    else:
        return Offer(
            field.key, field.label, text[:200], None, sure=False, note=say("ticked_several")
        )
    return Offer(field.key, field.label, field_types.show(field, value), value)


def _options(field: Field) -> list[tuple[str, Any]]:
    if field.type == "yes_no":
        words = [(field.yes_label, True), (field.no_label, False)]
        return [*words, ("是", True), ("否", False), ("有", True), ("无", False)]
    return [
        (name, choice.key) for choice in field.choices for name in (choice.label, *choice.synonyms)
    ]


def readable(field: Field, text: str, today: date) -> bool:
    """Does the text read as a value of this field?"""
    offer = offer_from(field, text, today)
    return offer is not None and offer.value is not None


def best_field(fields: list[Field], text: str, today: date) -> Field:
    """Of the fields that one label may mean, the first that can hold what stands beside it."""
    return next((field for field in fields if readable(field, text, today)), fields[0])
