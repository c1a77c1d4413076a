"""How a value is written on paper, and how it is read from there again.

A template tag is a field key: `{{ operating_beds }}` gives “120张”, `{{ ownership }}` the whole row
of boxes. Parts of it serve templates that print units or options themselves: `.value` of a number,
`.year` `.month` `.day` of a date, `.yes` `.no`, `.<choice key>` (a box each), `.label` of what was
chosen, and `.missing`, the mark of a required choice that was not made. A table is a list for a
loop over rows: `{%tr for row in institutions %}`, with `{{ row.number }}` and `{{ row.<column> }}`.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from forms.definition import Field, Form, Share
from forms.partial_dates import show_partial_date
from forms.template_spec import Marks

NUMBERS = ("integer", "decimal", "percent")
DATES = ("partial_date", "date")
CHOICES = ("choice", "multi_choice")
NUMBER = "number"
"""The part of a row that counts the rows."""


class Shown:
    """What a tag stands for: its text, and parts by name. (No public attributes on purpose:
    a choice key may be any word, and a template reaches it as an attribute.)"""

    __slots__ = ("_parts", "_text")

    def __init__(self, text: str, parts: Mapping[str, Any]) -> None:
        self._text = text
        self._parts = parts

    def __str__(self) -> str:
        return self._text

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]


class ShownRows(list[Shown]):
    """The rows of a table for a loop in the template; as a tag of its own, how many there are."""

    def __str__(self) -> str:
        return str(len(self))


def part_names(field: Field) -> tuple[str, ...]:
    """The parts a template may use after the field's key and a dot."""
    if field.type in NUMBERS:
        return ("value",)
    if field.type in DATES:
        return ("year", "month", "day")
    if field.type == "yes_no":
        return ("yes", "no", "missing")
    if field.type in CHOICES:
        return (*(choice.key for choice in field.choices), "label", "missing")
    return ()


def shown_fields(form: Form, values: Mapping[str, Any], marks: Marks) -> dict[str, Any]:
    """Every field of the form as its tag shows it. Missing values are marked, never invented."""
    shares = {check.share: check for check in form.checks if isinstance(check, Share)}
    shown: dict[str, Any] = {}
    for key, field in form.fields.items():
        value = values.get(key)
        if field.table is not None:
            shown[key] = _rows(form.rows[key], value or [], marks, blank=field.required)
        elif value is None and key in shares:
            share = _share(shares[key], values)
            text = "" if share is None else f"{share}{field.unit or ''}{marks.computed}"
            shown[key] = Shown(text, {"value": share or ""})
        elif value is None and form.hangs(field, values):
            blank_field = field.model_copy(update={"required": False})
            shown[key] = Shown(show(blank_field, None, marks), _parts(blank_field, None, marks))
        elif value is None and not form.applies(field, values):
            blank = dict.fromkeys(part_names(field), "")
            shown[key] = Shown(marks.not_applicable, blank)
        else:
            shown[key] = Shown(show(field, value, marks), _parts(field, value, marks))
    return shown


def _rows(inner: Form, rows: list[dict[str, Any]], marks: Marks, *, blank: bool) -> ShownRows:
    """Every row with its number; of a required table without any, one that says what is missing."""
    given = rows or ([{}] if blank else [])
    return ShownRows(
        Shown("", {NUMBER: str(number), **shown_fields(inner, row, marks)})
        for number, row in enumerate(given, 1)
    )


def show(field: Field, value: Any, marks: Marks) -> str:
    """The value as printed; of a required field without a value, the mark for it."""
    parts = _parts(field, value, marks)
    if field.type == "yes_no":
        boxes = (parts["yes"] + field.yes_label, parts["no"] + field.no_label)
        return marks.between_choices.join(boxes) + parts["missing"]
    if field.type in CHOICES:
        options = [parts[choice.key] + choice.label for choice in field.choices]
        return marks.between_choices.join(options) + parts["missing"]
    if value is None:
        return _missing(field, value, marks)
    if field.type in NUMBERS:
        return f"{plain_number(value)}{field.unit or ''}"
    if field.type in DATES:
        return show_partial_date(str(value))
    return str(value)


def read(field: Field, text: str, marks: Marks) -> Any:
    """The value a printed text stands for, or None for none. The inverse of `show`."""
    if field.type == "yes_no":
        yes, no = (marks.checked + label in text for label in (field.yes_label, field.no_label))
        return None if yes == no else yes
    if field.type in CHOICES:
        found = _ticked(field, text, marks)
        if field.type == "multi_choice":
            return found or None
        return found[0] if len(found) == 1 else None
    bare = text.strip()
    if bare in ("", marks.missing, marks.not_applicable):
        return None
    if field.type in NUMBERS:
        if bare.endswith(marks.computed):
            return None
        number = bare.removesuffix(field.unit or "").strip()
        return int(number) if field.type == "integer" else float(number)
    if field.type in DATES:
        return "-".join(f"{int(part):02d}" for part in re.findall(r"\d+", bare))
    return text


def plain_number(value: float) -> str:
    """65.0 → 65, 79.5 → 79.5, never an exponent."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ticked(field: Field, text: str, marks: Marks) -> list[str]:
    boxes = re.escape(marks.checked + marks.unchecked)
    written = {
        label.removesuffix(marks.missing).strip(): box == marks.checked
        for box, label in re.findall(rf"([{boxes}])([^{boxes}]*)", text)
    }
    return [choice.key for choice in field.choices if written.get(choice.label)]


def _parts(field: Field, value: Any, marks: Marks) -> dict[str, str]:
    def box(ticked: bool) -> str:
        return marks.checked if ticked else marks.unchecked

    if field.type in NUMBERS:
        return {"value": "" if value is None else plain_number(value)}
    if field.type in DATES:
        given = [] if value is None else [str(int(part)) for part in str(value).split("-")]
        return dict(zip(("year", "month", "day"), [*given, "", "", ""], strict=False))
    if field.type == "yes_no":
        missing = _missing(field, value, marks)
        return {"yes": box(value is True), "no": box(value is False), "missing": missing}
    if field.type in CHOICES:
        chosen = value if isinstance(value, list) else [value]
        labels = [choice.label for choice in field.choices if choice.key in chosen]
        boxes = {choice.key: box(choice.key in chosen) for choice in field.choices}
        missing = _missing(field, value, marks)
        return {**boxes, "label": "、".join(labels), "missing": missing}
    return {}


def _missing(field: Field, value: Any, marks: Marks) -> str:
    return marks.missing if value in (None, []) and field.required else ""


def _share(check: Share, values: Mapping[str, Any]) -> str | None:
    """The share that two counts give, to two places, so that 65.04 does not look like 65."""
    part, whole = values.get(check.part), values.get(check.whole)
    if part is None or not whole:
        return None
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return plain_number(float(share.quantize(Decimal("0.01"), ROUND_HALF_UP)))
