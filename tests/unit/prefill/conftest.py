"""The forms as served, and made-up files to read."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from forms import Form, load_forms
from prefill.layout import Line
from tests import known

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)
INSTITUTION = "demonstration_institution_application"
COUNTY = "demonstration_county_application"
RECORDED: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "lines.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="session")
def form_set() -> dict[str, Form]:
    """All forms by id."""
    return load_forms(ROOT / "forms", known.base())


@pytest.fixture(scope="session")
def institution(form_set: dict[str, Form]) -> Form:
    """The form of an institution."""
    return form_set[INSTITUTION]


def recorded(name: str) -> list[Line]:
    """Lines as the reader gave them for one of the photographed papers (`bench.prefill`)."""
    return [Line(one["text"], one["score"], one["corners"]) for one in RECORDED[name]]


def lines(*rows: tuple[str, float, float]) -> list[Line]:
    """Lines as a reader would give them: text, left and top; 30 high, read with certainty."""
    made = []
    for text, left, top in rows:
        right = left + 30 * len(text)
        corners = [(left, top), (right, top), (right, top + 30), (left, top + 30)]
        made.append(Line(text, 0.99, corners))
    return made


def sheet(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(*rows: tuple[str, ...], paragraphs: tuple[str, ...] = ()) -> bytes:
    """A Word document with paragraphs and one table."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(len(rows), max(len(row) for row in rows))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Line]], None]:
    """Makes the picture reader give these lines, whatever the picture."""
    from prefill import ocr

    def gives(found: list[Line]) -> None:
        monkeypatch.setattr(ocr, "read_lines", lambda picture: found)

    return gives
