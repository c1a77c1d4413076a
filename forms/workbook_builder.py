"""Build a form's Excel template from the layout in its template.yml (`built.workbook`).

The same head, columns and widths as on paper, A4, the header repeated on every page. The
authority's own workbook, with tags put in, may take its place at any time.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from forms.template_spec import Built, Cell, Section

MM_PER_UNIT = 2.0
"""Width of a column's unit on paper, near enough at 12 points."""
LINE_POINTS = 15.0
POINTS_PER_MM = 72 / 25.4
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋"
_EPOCH = (2025, 8, 7, 0, 0, 0)
_SIDE = Side(style="thin", color="000000")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_ROW_TAG = re.compile(r"\{\{\s*row\.")


def build_workbook(layout: Built, attachment: str) -> bytes:
    """The template as an Excel file; the first section gives the columns."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime(*_EPOCH, tzinfo=UTC)
    sheet: Any = book.active
    sheet.title = attachment
    _Builder(sheet, layout).build()
    written = io.BytesIO()
    book.save(written)
    return _reproducible(written.getvalue())


class _Builder:
    """Writes one sheet from top to bottom."""

    def __init__(self, sheet: Any, layout: Built) -> None:
        self._sheet = sheet
        self._layout = layout
        self._width = len(layout.sections[0].columns)
        self._row = 0

    def build(self) -> None:
        """Head, sections, closing lines, page set-up."""
        self._line("{{ form.attachment }}", Font(name=HEAD_FONT, size=16), "left", 24)
        self._line("{{ form.title }}", Font(name=TITLE_FONT, size=20), "center", 36)
        for line in self._layout.opening:
            self._line(line.text, Font(name=BODY_FONT, size=12), line.align, 22)
        for index, width in enumerate(self._layout.sections[0].columns, 1):
            letter = get_column_letter(index)
            self._sheet.column_dimensions[letter].width = width / MM_PER_UNIT
        for section in self._layout.sections:
            if len(section.columns) == self._width:
                self._grid(section)
            else:
                self._whole(section)
        for line in self._layout.closing:
            self._line(line.text, Font(name=BODY_FONT, size=12), line.align, 22)
        self._page()

    def _line(self, text: str, font: Font, side: str, height: float) -> None:
        self._row += 1
        self._merge(self._row, 1, self._row, self._width)
        cell = self._sheet.cell(self._row, 1, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        self._sheet.row_dimensions[self._row].height = height

    def _grid(self, section: Section) -> None:
        start = self._row + 1
        self._cells(section, header=True)
        if section.head_rows:
            self._sheet.print_title_rows = f"{start}:{self._row}"
            self._sheet.freeze_panes = f"A{self._row + 1}"
        self._cells(section, header=False)

    def _cells(self, section: Section, *, header: bool) -> None:
        rows = section.head_rows if header else section.rows
        free_from: Mapping[int, int] = {}
        first = self._row + 1
        for number, row in enumerate(rows):
            self._row += 1
            taken = dict(free_from)
            columns = [c for c in range(self._width) if taken.get(c, 0) <= number]
            for spec in row.cells:
                mine, columns = columns[: spec.span], columns[spec.span :]
                taken |= dict.fromkeys(mine, number + spec.rows)
                area = (self._row, mine[0] + 1, self._row + spec.rows - 1, mine[-1] + 1)
                self._cell(area, spec, section.each)
            free_from = taken
            labels = [(cell.label or "").count("\n") for cell in row.cells if cell.rows == 1]
            needed = LINE_POINTS * (1 + max(labels, default=0)) + 6
            height = max((row.height or 9.0) * POINTS_PER_MM, needed)
            self._sheet.row_dimensions[self._row].height = round(height, 1)
        for line in self._sheet.iter_rows(min_row=first, max_row=self._row, max_col=self._width):
            for cell in line:
                cell.border = _BORDER

    def _cell(self, area: tuple[int, int, int, int], spec: Cell, each: str | None) -> None:
        self._merge(*area)
        cell = self._sheet.cell(area[0], area[1], _text(spec, each))
        cell.font = Font(name=HEAD_FONT if spec.label else BODY_FONT, size=11)
        side = spec.align or ("center" if spec.label or each else "left")
        indent = 1 if side == "left" else 0
        cell.alignment = Alignment(
            horizontal=side, vertical="center", wrap_text=True, indent=indent
        )
        if not spec.label:
            cell.number_format = "@"

    def _whole(self, section: Section) -> None:
        """A section with other columns: each of its cells over the whole width."""
        if section.title:
            self._line(section.title, Font(name=HEAD_FONT, size=12), "left", 24)
        for spec in (cell for row in section.rows for cell in row.cells):
            self._line(_text(spec, section.each), Font(name=BODY_FONT, size=12), "left", 60)
            whole = self._sheet.cell(self._row, 1)
            whole.alignment = Alignment(
                horizontal="left", vertical="center", wrap_text=True, indent=1
            )
            for cell in next(self._sheet.iter_rows(min_row=self._row, max_col=self._width)):
                cell.border = _BORDER

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self._sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )

    def _page(self) -> None:
        self._sheet.page_setup.orientation = "landscape" if self._layout.landscape else "portrait"
        self._sheet.page_setup.paperSize = 9  # A4
        self._sheet.page_setup.fitToHeight = 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.print_options.horizontalCentered = True
        self._sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def _text(spec: Cell, each: str | None) -> str:
    if spec.label is not None:
        return spec.label
    if spec.field is not None:
        return f"{{{{ {each}.{spec.field} }}}}" if each else f"{{{{ {spec.field} }}}}"
    text = spec.text or "\n".join(line.text for line in spec.lines)
    return _ROW_TAG.sub(f"{{{{ {each}.", text) if each else text


def _reproducible(xlsx: bytes) -> bytes:
    """The same file with fixed dates in the archive, so that a rebuild shows no false change."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the time of saving
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-08-07T00:00:00Z", content
                )
            new.writestr(entry, content)
    return written.getvalue()
