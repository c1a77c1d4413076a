"""Fill a form's Excel template, `forms/<form_id>/template.xlsx`: any number of rows, styles kept.

Tags are those of the Word template. A row whose cells name a table (`{{ counties.problems }}`) is
repeated for each of its rows; what stands below moves down, merged cells and formulas with it.
What people typed is text and never a formula; a number stays a number and shows its unit.
"""

import io
import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange

from forms.cleaning import clean
from forms.definition import Field, Form
from forms.errors import FormError
from forms.presentation import NUMBER, NUMBERS, Shown, ShownRows, shown_fields
from forms.rendering import UNREADABLE, form_tags
from forms.template_spec import FORMS_DIR, load_spec

MAX_TEXT = 32_000
"""Characters a cell may hold; Excel's own limit is 32,767."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
MOST_POINTS = 409.0
LINE_POINTS = 16.0
_TAG = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)(?:\.([a-z_][a-z0-9_]*))?[^}]*\}\}")
_WHOLE = re.compile(r"\s*\{\{\s*([a-z_][a-z0-9_]*)(?:\.([a-z_][a-z0-9_]*))?\s*\}\}\s*")
_REFERENCE = re.compile(r"(?P<a>\$?[A-Z]{1,3}\$?)(?P<b>\d+)(?::(?P<c>\$?[A-Z]{1,3}\$?)(?P<d>\d+))?")


def workbook_path(form_id: str, folder: Path | None = None) -> Path:
    """Where a form's Excel template lies, if it has one."""
    return (folder or FORMS_DIR / form_id) / "template.xlsx"


def has_workbook(form: Form, folder: Path | None = None) -> bool:
    """Whether the form is also given out as a workbook."""
    return workbook_path(form.id, folder or form.folder).exists()


def render_xlsx(
    form: Form, values: Mapping[str, Any], today: date, *, folder: Path | None = None
) -> bytes:
    """The form's workbook with these values. Raises FormError if the template cannot be used."""
    folder = folder or form.folder
    path = workbook_path(form.id, folder)
    spec = load_spec(form.id, folder)
    context: dict[str, Any] = dict(shown_fields(form, values, spec.marks))
    context["form"] = Shown("", form_tags(form, spec, today))
    try:
        book = load_workbook(path)
        filler = _Filler(form, context)
        for sheet in book.worksheets:
            filler.fill(sheet, values)
        written = io.BytesIO()
        book.save(written)
    except TemplateError as exc:
        raise FormError(str(path), "", f"模板中的标记有误（{exc.message}）。") from exc
    except UNREADABLE as exc:
        raise FormError(str(path), "", "模板不是可用的 Excel 文件（.xlsx）。") from exc
    return written.getvalue()


class _Filler:
    """Writes the values of one form into sheets."""

    def __init__(self, form: Form, context: Mapping[str, Any]) -> None:
        self._form = form
        self._context = context
        self._environment = SandboxedEnvironment(undefined=StrictUndefined)

    def fill(self, sheet: Any, values: Mapping[str, Any]) -> None:
        """Fills the tags outside tables, then repeats the rows of tables, the last one first.

        Each cell is filled once: what people typed is never read for tags.
        """
        repeated = self._repeated(sheet)
        for row in sheet.iter_rows():
            if row[0].row in repeated:
                continue
            fields = self._form.fields
            if any([self._write(cell, self._context, fields, None, values) for cell in row]):
                _fit(sheet, row[0].row)
        for number, key in sorted(repeated.items(), reverse=True):
            self._repeat(sheet, number, key, values.get(key) or [{}])

    def _repeat(
        self, sheet: Any, number: int, key: str, given: Sequence[Mapping[str, Any]]
    ) -> None:
        shown: ShownRows = self._context[key]
        _make_room(sheet, number, len(shown) - 1)
        for offset, (row, plain) in enumerate(zip(shown, given, strict=False)):
            context = {**self._context, key: row}
            for cell in sheet[number + offset]:
                self._write(cell, context, self._form.rows[key].fields, key, plain)
            _fit(sheet, number + offset)
        if not shown:
            for cell in sheet[number]:
                if not isinstance(cell, MergedCell):
                    cell.value = None

    def _repeated(self, sheet: Any) -> dict[int, str]:
        found: dict[int, str] = {}
        for row in sheet.iter_rows():
            for cell in row:
                for key, part in _TAG.findall(str(cell.value or "")):
                    if key in self._form.rows and part:
                        found[cell.row] = key
        return found

    def _write(
        self,
        cell: Any,
        context: Mapping[str, Any],
        fields: Mapping[str, Field],
        table: str | None,
        values: Mapping[str, Any],
    ) -> bool:
        text = cell.value
        if isinstance(cell, MergedCell) or not isinstance(text, str) or "{{" not in text:
            return False
        whole = _WHOLE.fullmatch(text)
        key = str(whole[2] if table else whole[1]) if whole else ""
        number = values.get(key) if key in fields and fields[key].type in NUMBERS else None
        if key == NUMBER and table:
            cell.value = int(str(context[table][NUMBER]))
        elif number is not None:
            unit = (fields[key].unit or "").replace('"', "")
            cell.value = number
            cell.number_format = f'General"{unit}"' if unit else "General"
        else:
            put(cell, self._environment.from_string(text).render(context))
        return True


def put(cell: Any, text: str) -> None:
    """The text into the cell, never as a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", clean(text))[:MAX_TEXT]
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def _make_room(sheet: Any, number: int, more: int) -> None:
    """`more` rows like row `number` below it; everything further down moves with its looks."""
    if more < 1:
        return
    merged = [CellRange(str(area)) for area in sheet.merged_cells.ranges]
    for area in merged:
        sheet.unmerge_cells(str(area))
    heights = {n: d.height for n, d in sheet.row_dimensions.items() if d.height is not None}
    sheet.insert_rows(number + 1, more)
    for old in sorted((n for n in heights if n > number), reverse=True):
        sheet.row_dimensions[old + more].height = heights[old]
    for offset in range(1, more + 1):
        for cell in list(sheet[number]):
            new = sheet.cell(number + offset, cell.column, cell.value)
            new._style = copy(cell._style)
        sheet.row_dimensions[number + offset].height = heights.get(number)
    for area in merged:
        if area.min_row > number:
            area.shift(row_shift=more)
        elif area.max_row > number:
            area.expand(down=more)
        elif area.min_row == area.max_row == number:
            for offset in range(1, more + 1):
                again = copy(area)
                again.shift(row_shift=offset)
                sheet.merge_cells(str(again))
        sheet.merge_cells(str(area))
    for row in sheet.iter_rows(min_row=number + more + 1):
        for cell in row:
            if cell.data_type == "f":
                cell.value = _moved(str(cell.value), number, more)
    if sheet.print_area:
        left, top, right, bottom = range_boundaries(sheet.print_area.split("!")[-1])
        last = (bottom or number) + more
        sheet.print_area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{last}"


def _moved(formula: str, number: int, more: int) -> str:
    """A formula below the repeated row: what it names moves along, a range over it grows."""

    def place(row: str, *, end: bool = False) -> int:
        value = int(row)
        return value + more if value > number or (end and value == number) else value

    def new(match: re.Match[str]) -> str:
        first = f"{match['a']}{place(match['b'])}"
        return first if not match["c"] else f"{first}:{match['c']}{place(match['d'], end=True)}"

    return _REFERENCE.sub(new, formula)


def _fit(sheet: Any, number: int) -> None:
    """A row as high as its longest text needs, at least as high as in the template."""
    widths = {area.coord: area for area in sheet.merged_cells.ranges if area.min_row == number}
    lines = 1
    for cell in sheet[number]:
        if isinstance(cell, MergedCell) or not isinstance(cell.value, str):
            continue
        area = next((a for a in widths.values() if cell.coordinate in a), None)
        columns = range(area.min_col, area.max_col + 1) if area else [cell.column]
        letters = [get_column_letter(column) for column in columns]
        wide = int(sum(sheet.column_dimensions[letter].width for letter in letters)) - 2
        parts = [sum(1 if char.isascii() else 2 for char in p) for p in cell.value.split("\n")]
        lines = max(lines, sum(max(1, -(-units // max(wide, 1))) for units in parts))
    least = sheet.row_dimensions[number].height or 0
    needed = LINE_POINTS * lines + 8
    if needed > least:
        sheet.row_dimensions[number].height = min(needed, MOST_POINTS)
