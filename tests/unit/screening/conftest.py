"""The real form and rules, and workbooks made of plain rows."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from eligibility import RuleSet, load_rules
from forms import Form, load_forms
from screening import FORM_ID, Result, screen
from tests import known

ROOT = Path(__file__).parents[3]
DAY = dt.date(2025, 10, 20)


@pytest.fixture(scope="session")
def parts() -> tuple[Form, RuleSet]:
    base = known.base()
    return load_forms(ROOT / "forms", base)[FORM_ID], load_rules(ROOT / "eligibility/rules", base)


@pytest.fixture
def check(parts: tuple[Form, RuleSet]) -> Callable[[bytes], Result]:
    """Screen bytes on the day."""
    return lambda data: screen(data, *parts, DAY)


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """An .xlsx of one sheet. Text that begins with = stays text unless `change` says else."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append([None] * len(row))
        for column, value in enumerate(row, 1):
            cell = sheet.cell(sheet._current_row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(result: Result, sheet: str) -> list[dict[str, Any]]:
    """A sheet of the result as rows by column title."""
    book = load_workbook(io.BytesIO(result.workbook))
    rows = list(book[sheet].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[1] in ("机构名称",))
    return [dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]]
