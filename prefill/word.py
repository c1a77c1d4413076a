"""A filled-in Word form: one made from our template, or any table with the same labels."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from forms import Field, Form, field_types
from forms.cleaning import compact
from forms.read_back import ReadBackError, read_back
from prefill.cells import best_field, offer_from
from prefill.errors import PrefillError
from prefill.model import Offer, offer_of
from prefill.names import FieldNames, names_of

Cells = Sequence[str]

LABELLED = 2
"""Cells of a row that may hold a label and its value."""
MOST_ROWS = 3000
"""Rows and paragraphs that are looked at; a form has a few dozen."""


class WordForm:
    """An opened document. Raises PrefillError when it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._body: Any = Document(io.BytesIO(data)).element.body
            self.text = compact("".join(t.text or "" for t in self._body.iter(qn("w:t"))))
            self._rows = list(islice(_rows(self._body), MOST_ROWS))
        except Exception as error:  # python-docx raises whatever its zip and XML readers raise
            raise PrefillError("unusable", "broken") from error

    def names(self, form: Form) -> bool:
        """Does the document carry the form's title?"""
        return compact(form.title) in self.text

    def offers(self, form: Form, today: date) -> list[Offer]:
        """What the document says of the form's fields."""
        return self._from_template(form) or self._from_labels(form, today)

    def _from_template(self, form: Form) -> list[Offer]:
        try:
            values = read_back(self._data, form)
        except (ReadBackError, ValueError, KeyError, OSError):
            return []
        return [
            offer_of(form.fields[key], value)
            for key, value in values.items()
            if field_types.holds(form.fields[key], value)
        ]

    def _from_labels(self, form: Form, today: date) -> list[Offer]:
        names = names_of(form)
        found: dict[str, Offer] = {}
        last: Field | None = None
        for group, cells in self._rows:
            offers, last = row_offers(names, group, cells, today, last)
            for offer in offers:
                found.setdefault(offer.key, offer)
        return [found[key] for key in form.fields if key in found]


def row_offers(
    names: FieldNames, group: str, cells: Cells, today: date, before: Field | None = None
) -> tuple[list[Offer], Field | None]:
    """Pairs of label and value in a row: 名称 | 福州市… | 电话 | 0591-…, and the last field.

    before  the last field of the row above: 联系电话 below 负责人 is that person's
    """
    offers = []
    index, known = 0, len(cells) < LABELLED
    while index + 1 < len(cells):
        fields = list(names.within(group, cells[index], before))
        text = cells[index + 1]
        if not fields or names.of(text):
            index += 1
            continue
        field = best_field(fields, text, today)
        offer = offer_from(field, text, today)
        if offer is not None:
            offers.append(offer)
        before, index, known = field, index + 2, True
    return offers, before if known else None


def _rows(body: Any) -> Iterator[tuple[str, Cells]]:
    """Rows of all tables with the heading merged down over them, and “label：value” paragraphs."""
    for table in body.iter(qn("w:tbl")):
        heading = ""
        for row in table.findall(qn("w:tr")):
            cells = []
            for number, cell in enumerate(row.findall(qn("w:tc"))):
                text, merged = _text(cell), _merged_down(cell)
                if number == 0 and merged:
                    heading = text or heading
                    continue
                if number == 0:
                    heading = ""
                cells.append(text)
            yield heading, cells
    for paragraph in body.findall(qn("w:p")):
        label, colon, value = _paragraph(paragraph).partition("：")
        if colon and value.strip():
            yield "", (label.strip(), value.strip())


def _merged_down(cell: Any) -> bool:
    properties = cell.find(qn("w:tcPr"))
    return properties is not None and properties.find(qn("w:vMerge")) is not None


def _text(cell: Any) -> str:
    return "\n".join(_paragraph(p) for p in cell.findall(qn("w:p"))).strip()


def _paragraph(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
