"""How the workbooks look: fonts, colours, and text that stays text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties

from eligibility import Verdict

BODY_FONT = "宋体"
HEAD_FONT = "黑体"
MAX_TEXT = 32_000
"""Characters a cell may hold; Excel's own limit is 32,767."""

LINE = 13.5
MOST_POINTS = 409.0
"""Excel's limit for a row's height."""

_SIDE = Side(style="thin", color="C9CFCB")
BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
HEAD_FILL = PatternFill("solid", start_color="1F5C4D")
VERDICT_FILLS = {
    Verdict.PASS: PatternFill("solid", start_color="CDE8D5"),
    Verdict.EVIDENCE: PatternFill("solid", start_color="FFF0C2"),
    Verdict.UNKNOWN: PatternFill("solid", start_color="E3E6E8"),
    Verdict.FAIL: PatternFill("solid", start_color="F7D3CF"),
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
"""With these a program may take a text for a formula."""


class Pen:
    """Writes rows to one sheet.

    With `keep`, for write-only sheets, one styled cell a column and style is used again and again:
    such a sheet writes a row out and forgets it.
    """

    def __init__(
        self, sheet: Any, widths: Sequence[float], *, centred: Sequence[int], keep: bool = True
    ) -> None:
        self._keep = keep
        self.sheet = sheet
        self.rows = 0
        self._widths = tuple(widths)
        self._centred = frozenset(centred)
        self._cells: dict[tuple[int, str, bool], Any] = {}
        for index, width in enumerate(widths):
            letter = get_column_letter(index + 1)
            sheet.column_dimensions[letter].width = width

    def line(self, text: str, *, size: int = 10, bold: bool = False) -> None:
        """A line of text over the table."""
        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=HEAD_FONT if bold else BODY_FONT, size=size, bold=bold)
        self._set(cell, text)
        self._append([cell], size * 1.6)

    def head(self, titles: Sequence[str]) -> None:
        """The header of the table."""
        cells = []
        for title in titles:
            cell = WriteOnlyCell(self.sheet)
            cell.font = Font(name=HEAD_FONT, size=10, color="FFFFFF")
            cell.fill = HEAD_FILL
            cell.border = BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            self._set(cell, title)
            cells.append(cell)
        self._append(cells, self._height(titles) + 6)

    def row(self, values: Sequence[str | int | Verdict]) -> None:
        """A row of the table. Text is never read as a formula; a verdict has its colour."""
        cells = [self._cell(index, value) for index, value in enumerate(values)]
        self._append(cells, self._height(values))

    def finish(self, head_row: int, columns: int) -> None:
        """The filter; call after the last row."""
        last = get_column_letter(columns)
        self.sheet.auto_filter.ref = f"A{head_row}:{last}{max(self.rows, head_row)}"

    def _append(self, cells: list[Any], height: float) -> None:
        self.rows += 1
        rows = self.sheet.row_dimensions
        rows[self.rows] = RowDimension(self.sheet, index=self.rows, ht=height)
        self.sheet.append(cells)
        if self._keep:
            del rows[self.rows]

    def _height(self, values: Sequence[str | int | Verdict]) -> float:
        """Points for the cell with most lines: no program fits rows by itself when it opens."""
        lines = 1
        for value, width in zip(values, self._widths, strict=True):
            if (isinstance(value, str) and len(value) * 2 > width) or "\n" in str(value):
                wide = max(1, int(width) - 2)
                parts = str(value).split("\n")
                lines = max(lines, sum(max(1, -(-_units(part) // wide)) for part in parts))
        return min(LINE * lines + 3, MOST_POINTS)

    def _cell(self, index: int, value: str | int | Verdict) -> Any:
        style = value.name if isinstance(value, Verdict) else ""
        quoted = isinstance(value, str) and value.startswith(FORMULA_STARTS)
        key = (index, style, quoted)
        cell = self._cells.get(key) if self._keep else None
        if cell is None:
            cell = self._cells[key] = WriteOnlyCell(self.sheet)
            cell.font = Font(name=BODY_FONT, size=10)
            cell.border = BORDER
            centre = "center" if index in self._centred else None
            cell.alignment = Alignment(horizontal=centre, vertical="top", wrap_text=True)
            if isinstance(value, Verdict):
                cell.fill = VERDICT_FILLS[value]
            if quoted:
                cell.quotePrefix = True
        self._set(cell, value)
        return cell

    @staticmethod
    def _set(cell: Any, value: str | int | Verdict) -> None:
        if isinstance(value, int):
            cell.value = value
            return
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MAX_TEXT]
        cell.data_type = "s"


@lru_cache(maxsize=8192)
def _units(text: str) -> int:
    """Width in the units of a column: a Chinese character takes two."""
    return sum(1 if char.isascii() else 2 for char in text)


def set_page(sheet: Any, *, freeze: str) -> None:
    """Frozen panes and landscape pages as wide as the table. Before the first row."""
    sheet.freeze_panes = freeze
    head = int("".join(sign for sign in freeze if sign.isdigit())) - 1
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
