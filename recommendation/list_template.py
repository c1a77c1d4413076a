"""The list to fill in: a sheet for each table, with the notice's own columns."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from recommendation.program import Program, Table
from recommendation.summary import MM_PER_UNIT, put
from recommendation.wording import say
from screening.layout import BODY_FONT, HEAD_FONT

HEAD_ROW = 4
ROWS = 30
"""Rows that are laid out; more may be filled in."""

_SIDE = Side(style="thin", color="808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_NEEDED = PatternFill("solid", start_color="F4B183")
_OPTIONAL = PatternFill("solid", start_color="E3E6E8")


def write_list_template(program: Program) -> bytes:
    """The template as .xlsx; `read_list` reads its headers without any guessing."""
    book = Workbook()
    book.properties.creator = ""
    book.remove(book.active)
    for table in program.tables:
        _sheet(book.create_sheet(table.data.sheet), table, program)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Any, table: Table, program: Program) -> None:
    put(sheet["A1"], say("list_title", title=table.title)).font = Font(
        name=HEAD_FONT, size=14, bold=True
    )
    leads = [say("list_lead")]
    if table.form is not None:
        leads.append(say("list_lead_code"))
    for number, lead in enumerate(leads, 2):
        put(sheet.cell(number, 1), lead).font = Font(name=BODY_FONT, size=10)
    for index, (column, heading) in enumerate(
        zip(table.data.columns, table.headings, strict=True), 1
    ):
        _head(sheet, index, heading, column.width, needed=bool(column.fields))
        if column.fields:
            field = table.fields[column.fields[0]]
            text = f"{field.question}{field.help}"
            _prompt(sheet, index, heading, f"{text}例：{field.example}")
    if table.form is not None:
        index = len(table.headings) + 1
        code = next(one for one in program.data.list_fields if one.key == "code").names[0]
        _head(sheet, index, code, 34, needed=False)
        _prompt(sheet, index, code, say("list_code_help"))
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(sheet: Any, index: int, heading: str, width: float, *, needed: bool) -> None:
    cell = put(sheet.cell(HEAD_ROW, index), heading)
    cell.font = Font(name=HEAD_FONT, size=11)
    cell.fill = _NEEDED if needed else _OPTIONAL
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[HEAD_ROW].height = 36
    sheet.column_dimensions[get_column_letter(index)].width = width / MM_PER_UNIT
    for row in range(HEAD_ROW + 1, HEAD_ROW + 1 + ROWS):
        body = sheet.cell(row, index)
        body.number_format = "@"  # a telephone keeps its leading zero
        body.border = _BORDER
        body.alignment = Alignment(vertical="center", wrap_text=True)


def _prompt(sheet: Any, index: int, heading: str, text: str) -> None:
    letter = get_column_letter(index)
    validation = DataValidation(allow_blank=True, showInputMessage=True)
    validation.promptTitle = heading[:32]
    validation.prompt = text[:250]
    validation.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + ROWS}")
    sheet.add_data_validation(validation)
