"""附件4 and 附件5 filled in: as a Word document and as a workbook, the same cells in both."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from recommendation.filling import fill_docx
from recommendation.model import Applicant, Recommendation
from recommendation.program import Program, Table
from recommendation.wording import say
from screening.layout import BODY_FONT, FORMULA_STARTS, HEAD_FONT, MAX_TEXT

TITLE_FONT = "方正小标宋简体"
HEAD_ROW = 6
MM_PER_UNIT = 2.0
"""Width of a column's unit on paper, near enough at 12 points."""

_SIDE = Side(style="thin", color="000000")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def cells(table: Table, applicant: Applicant, number: int) -> list[str]:
    """The row as printed, one text a column; what is not known is blank."""
    found = []
    for column in table.data.columns:
        if not column.fields:
            found.append(str(number))
            continue
        given = [applicant.values.get(key, "") for key in column.fields]
        if len(column.fields) == 2 and all(given):
            found.append(say("address_and_postcode", address=given[0], postcode=given[1]))
        else:
            found.append("".join(given))
    return found


def head(recommendation: Recommendation, program: Program) -> dict[str, str]:
    """What stands over the table: unit, contact, telephone."""
    sender = recommendation.sender
    unit = sender.city.unit if sender.city else program.data.blank_unit
    return {"unit": unit, "contact": sender.contact, "phone": sender.phone}


def write_docx(recommendation: Recommendation, table: Table, program: Program) -> bytes:
    """The table as .docx."""
    keys = [column.key for column in table.data.columns]
    rows = [
        dict(zip(keys, cells(table, applicant, number), strict=True))
        for number, applicant in enumerate(recommendation.of(table), 1)
    ]
    context = {**head(recommendation, program), "rows": rows}
    return fill_docx(table.folder / "template.docx", context)


def write_xlsx(recommendation: Recommendation, table: Table, program: Program) -> bytes:
    """The table as .xlsx: A4 across, the header on every page, every cell a text."""
    book = Workbook()
    book.properties.creator = ""
    sheet: Any = book.active
    sheet.title = table.attachment
    _page(sheet, table)
    width = len(table.headings)
    said = head(recommendation, program)
    lines = [
        (table.attachment, Font(name=HEAD_FONT, size=16), "left", 24),
        (table.title, Font(name=TITLE_FONT, size=20), "center", 36),
        (say("head_unit", unit=said["unit"]), Font(name=BODY_FONT, size=12), "left", 22),
        (say("head_contact", contact=said["contact"]), Font(name=BODY_FONT, size=12), "left", 22),
        (say("head_phone", phone=said["phone"]), Font(name=BODY_FONT, size=12), "left", 22),
    ]
    for number, (text, font, side, height) in enumerate(lines, 1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
        cell = put(sheet.cell(number, 1), text)
        cell.font = font
        cell.alignment = Alignment(horizontal=side, vertical="center")
        sheet.row_dimensions[number].height = height
    _row(sheet, HEAD_ROW, table, table.headings, Font(name=HEAD_FONT, size=12), head=True)
    for number, applicant in enumerate(recommendation.of(table), 1):
        texts = cells(table, applicant, number)
        _row(sheet, HEAD_ROW + number, table, texts, Font(name=BODY_FONT, size=12))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Any, text: str) -> Any:
    """The text into the cell, never as a formula; the cell."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_TEXT]
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def _page(sheet: Any, table: Table) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = say("page_footer")
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    for index, column in enumerate(table.data.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width / MM_PER_UNIT


def _row(
    sheet: Any, number: int, table: Table, texts: Sequence[str], font: Font, *, head: bool = False
) -> None:
    lines = 1
    last = len(texts)
    for index, (text, column) in enumerate(zip(texts, table.data.columns, strict=True), 1):
        cell = put(sheet.cell(number, index), text)
        cell.font = font
        cell.border = _BORDER
        long = index == last and not head
        cell.alignment = Alignment(
            horizontal="left" if long else "center",
            vertical="center",
            wrap_text=True,
            indent=1 if long else 0,
        )
        wide = max(1, int(column.width / MM_PER_UNIT) - 2)
        parts = [sum(1 if char.isascii() else 2 for char in part) for part in text.split("\n")]
        lines = max(lines, sum(max(1, -(-units // wide)) for units in parts))
    sheet.row_dimensions[number].height = min(max(36.0, 17.0 * lines + 8), 409.0)
