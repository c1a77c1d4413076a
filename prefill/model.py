"""What was read from a file: values offered for the fields of a form, none of them put in yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms import Field, Form, field_types


@dataclass(frozen=True)
class Offer:
    """A value offered for one field.

    `value` is None when what was read cannot be right: `text` then shows it, `note` says why.
    `sure` is False for whatever must be looked at before it is taken. `snippet` is a PNG of the
    place in the picture, `confidence` the reader's own (0 to 1), where there is a picture.
    `now` is what the draft had in the field when the file was read.
    """

    key: str
    label: str
    text: str
    value: Any
    sure: bool = True
    note: str = ""
    confidence: float | None = None
    snippet: bytes | None = None
    now: Any = None

    def doubted(self, note: str) -> "Offer":
        """The same, to be looked at first, for this reason as well."""
        return replace(self, sure=False, note=f"{self.note}{note}")


@dataclass(frozen=True)
class Row:
    """A row of a list, to be chosen from."""

    number: int
    name: str


@dataclass(frozen=True)
class Reading:
    """What a file gives. `source` names it to the person; `rows` asks which row is meant.

    `same`: labels of fields whose value in the draft is already what the file says.
    """

    source: str
    form: Form
    offers: Sequence[Offer] = ()
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()
    same: Sequence[str] = field(default=())


def offer_of(one: Field, value: Any) -> Offer:
    """An offer of a value that the field can hold."""
    return Offer(one.key, one.label, field_types.show(one, value), value)


def beside(reading: Reading, values: Mapping[str, Any], changes: str) -> Reading:
    """The reading as it looks beside a draft: what differs from it is not taken for granted.

    `changes` is the sentence for a difference, with `{now}` for the draft's present value.
    """
    offers, same = [], []
    for offer in reading.offers:
        now = values.get(offer.key)
        if now is None:
            offers.append(offer)
        elif now == offer.value:
            same.append(offer.label)
        else:
            shown = field_types.show(reading.form.fields[offer.key], now)
            asked = offer.doubted(changes.replace("{now}", shown[:60]))
            offers.append(replace(asked, now=now))
    return replace(reading, offers=offers, same=same)
