"""The cells of the first sheet that has a header, as plain values; blank rows left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from openpyxl import Workbook

from screening.cells import text_of
from screening.errors import ScreeningError
from screening.headers import Named
from screening.opening import broken_means_refused, sheet_xml

MAX_ROWS = 20_000
MAX_COLUMNS = 200
HEADER_WITHIN = 20
"""Rows that may stand above the header, itself included."""

_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_EMPTY_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class GridCell:
    """A cell: its value and what a person sees."""

    value: Any
    text: str


Row = tuple[int, Sequence[GridCell]]
"""1-based row number, cells from column A."""


@dataclass(frozen=True)
class Grid:
    """What was found: header (row number, recognised cells, all texts) and the rows below it."""

    sheet: str
    unused: Sequence[str]
    header_row: int
    named: Sequence[Named]
    headers: Sequence[str]
    rows: Sequence[Row]
    hidden: frozenset[int]
    empty_formulas: frozenset[str]


class HeaderNames(Protocol):
    """What knows the names a header may have."""

    def row(self, cells: Sequence[str]) -> list[Named]:
        """The recognised headers of a row."""
        ...

    def is_header(self, named: Sequence[Named]) -> bool:
        """Are these enough to take the row for the header?"""
        ...


def read_grid(book: Workbook, names: HeaderNames) -> Grid:
    """The first visible sheet with a header. Raises ScreeningError when there is none."""
    some_content = False
    for sheet in visible_sheets(book):
        rows = rows_of(sheet)
        some_content = some_content or bool(rows)
        grid = find_grid(book, sheet, rows, names)
        if grid is None:
            continue
        if not grid.rows:
            raise ScreeningError("unusable", "no_rows", row=grid.header_row)
        return grid
    if not some_content:
        raise ScreeningError("unusable", "empty_workbook")
    raise ScreeningError("unusable", "no_header", rows=HEADER_WITHIN)


def visible_sheets(book: Workbook) -> list[Any]:
    """The sheets a person sees on opening the file."""
    with broken_means_refused():
        return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def find_grid(book: Workbook, sheet: Any, rows: Sequence[Row], names: HeaderNames) -> Grid | None:
    """The header among the rows of a sheet, and what stands below it; None without a header."""
    found = _header(rows, names)
    if found is None:
        return None
    header_row, named, headers = found
    below = [row for row in rows if row[0] > header_row]
    if len(below) > MAX_ROWS:
        raise ScreeningError("too_large", "too_many_rows", limit=MAX_ROWS)
    with broken_means_refused():
        xml = sheet_xml(book, sheet)
    unused = [other.title for other in visible_sheets(book) if other is not sheet]
    return Grid(
        sheet.title,
        unused,
        header_row,
        named,
        headers,
        below,
        _hidden(xml),
        formulas_without_value(xml),
    )


def rows_of(sheet: Any) -> list[Row]:
    """Rows with something in them. Raises ScreeningError for a damaged or too long sheet."""
    with broken_means_refused():
        return _rows(sheet)


def _rows(sheet: Any) -> list[Row]:
    """Rows with something in them; one more than is allowed at most."""
    sheet.reset_dimensions()
    rows: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        width = max((n for n, cell in enumerate(cells, 1) if cell.value is not None), default=0)
        if not width:
            continue
        row = [
            GridCell(cell.value, text_of(cell.value, cell.number_format or "General"))
            if cell.value is not None
            else _EMPTY
            for cell in cells[:width]
        ]
        if any(cell.text for cell in row):
            rows.append((number, row))
        if len(rows) > MAX_ROWS + HEADER_WITHIN:
            raise ScreeningError("too_large", "too_many_rows", limit=MAX_ROWS)
    return rows


_EMPTY = GridCell(None, "")
_OTHER_COUNT = re.compile("核定|核准|编制|规划|设计|批准|批复|登记|许可|计划|目标|标准|要求")


def _header(rows: Sequence[Row], names: HeaderNames) -> tuple[int, list[Named], list[str]] | None:
    """The row that names most columns; with a second row below it where that names more."""
    best: tuple[int, list[Named], list[str]] | None = None
    top = [row for row in rows if row[0] <= HEADER_WITHIN]
    for place, (number, cells) in enumerate(top):
        texts = [cell.text for cell in cells]
        candidates = [(number, texts)]
        if place + 1 < len(top) and top[place + 1][0] == number + 1:
            candidates.append((number + 1, _two_rows(cells, top[place + 1][1], names)))
        for last, headers in candidates:
            named = names.row(headers)
            if names.is_header(named) and (best is None or len(named) > len(best[1])):
                best = last, named, headers
    return best


def _two_rows(
    upper: Sequence[GridCell], lower: Sequence[GridCell], names: HeaderNames
) -> list[str]:
    """“入住率” over “2024年”, “2023年”: the lower cell completed by the group above it.

    The first reading that is known: completed from either side, or the lower cell alone
    (“床位、老人” over “实际开放床位”, “在住老人”).
    """
    headers: list[str] = []
    group = ""
    width = max(len(upper), len(lower))
    above = [upper[n].text if n < len(upper) else "" for n in range(width)]
    below = [lower[n].text if n < len(lower) else "" for n in range(width)]
    for index in range(width):
        group = above[index] or (group if below[index] else "")
        if not (below[index] and group):
            headers.append(below[index] or above[index])
            continue
        readings = [f"{below[index]}{group}", f"{group}{below[index]}"]
        if not _OTHER_COUNT.search(group):  # 核定 over 床位数: not the beds in operation
            readings.append(below[index])
        known = (text for text in readings if names.row([text]))
        headers.append(next(known, f"{group}{below[index]}"))
    return headers


def _hidden(xml: bytes) -> frozenset[int]:
    tags = (tag.group() for tag in _ROW_TAG.finditer(xml))
    numbers = (_ROW_NUMBER.search(tag) for tag in tags if _HIDDEN.search(tag))
    return frozenset(int(number[1]) for number in numbers if number)


def formulas_without_value(xml: bytes) -> frozenset[str]:
    """The cells of formulas that were saved without what they come to."""
    return frozenset(match[1].decode() for match in _EMPTY_FORMULA.finditer(xml))
