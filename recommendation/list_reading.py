"""A workbook of recommended counties and institutions: every cell read, nothing guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from forms import Field, ValueProblem
from recommendation.errors import RecommendationError
from recommendation.list_headers import CODE, NUMBER, VERDICT, WHOLE_COLUMN, TableNames
from recommendation.model import Applicant, Finding
from recommendation.program import Program, Table
from recommendation.wording import say
from screening import ScreeningError, cells
from screening.grid import Grid, GridCell, find_grid, rows_of, visible_sheets
from screening.headers import Named
from screening.opening import open_workbook
from screening.reading import TOTAL_ROW

LONGEST = 300
"""Characters of a cell that go on paper when the cell cannot be read as what it should be."""

_POSTCODE = re.compile(r"(?:[，,；;、/\s]|邮政编码|邮编|[：:（(])*(?<!\d)(\d{6})(?!\d)[\s）)]*")
_EXCEL_ERROR = re.compile(r"#[A-Z/0!?]+")


@dataclass(frozen=True)
class ListRow:
    """A row as read, with the code of an application where the list gives one."""

    applicant: Applicant
    code: str = ""


@dataclass(frozen=True)
class ReadList:
    """The rows of all sheets, and remarks on the rest of the workbook."""

    rows: Sequence[ListRow]
    findings: Sequence[Finding]


def read_list(data: bytes, program: Program, today: date) -> ReadList:
    """The rows of an .xlsx: one sheet for each table at most.

    Raises RecommendationError for a file that cannot be used.
    """
    try:
        book = open_workbook(data)
        try:
            grids, unused = _grids(book, program)
        finally:
            book.close()
    except ScreeningError as error:
        raise RecommendationError(error.kind, "list_refused", message=error.message_zh) from error
    if not grids:
        code = "no_rows" if unused is None else "no_header"
        raise RecommendationError("unusable", code)
    rows: list[ListRow] = []
    findings: list[Finding] = []
    for table, grid in grids:
        reader = _SheetReader(table, grid, today)
        rows += [row for number, line in grid.rows if (row := reader.read(number, line))]
        findings += reader.findings
    if not rows:
        raise RecommendationError("unusable", "no_rows")
    names = "、".join(f"“{name}”" for name in unused or ())
    if names:
        findings.append(Finding("ask", say("place_list"), say("sheets_unused", names=names[:200])))
    return ReadList(rows, findings)


def _grids(book: Any, program: Program) -> tuple[list[tuple[Table, Grid]], list[str] | None]:
    """The sheet of each table, and the names of the others; None: only headers without rows."""
    grids: dict[str, tuple[Table, Grid]] = {}
    unused: list[str] = []
    empty = False
    names = [(table, TableNames(table, program)) for table in program.tables]
    for sheet in visible_sheets(book):
        rows = rows_of(sheet)
        found = [
            (table, grid)
            for table, known in names
            if (grid := find_grid(book, sheet, rows, known)) is not None
        ]
        if not found:
            unused.append(sheet.title)
            continue
        table, grid = max(reversed(found), key=lambda one: _fit(*one))
        if not grid.rows:
            empty = True
        elif table.id in grids:
            unused.append(sheet.title)
        else:
            grids[table.id] = table, grid
    return list(grids.values()), None if empty and not grids else unused


def _fit(table: Table, grid: Grid) -> tuple[bool, int]:
    """The larger, the likelier is the sheet a list for this table.

    When two are as likely the later one is taken: institutions may well have a column for their
    county, counties none for an institution.
    """
    keys = {named.fields[0].key for named in grid.named}
    return table.data.name_field in keys, len(keys)


class _SheetReader:
    """Reads the rows of one sheet."""

    def __init__(self, table: Table, grid: Grid, today: date) -> None:
        self._table = table
        self._grid = grid
        self._today = today
        self.findings: list[Finding] = []
        self._columns = _columns(grid)
        if table.data.name_field not in {named.fields[0].key for named in self._columns}:
            label = table.name_field.label
            raise RecommendationError("unusable", "no_name_column", sheet=grid.sheet, label=label)
        used = {named.index for named in self._columns}
        others = [h[:30] for i, h in enumerate(grid.headers) if h and i not in used]
        if others:
            text = say("columns_unused", sheet=grid.sheet, names="、".join(others)[:300])
            self.findings.append(Finding("ask", say("place_list"), text))

    def read(self, number: int, row: Sequence[GridCell]) -> ListRow | None:
        """The row, None for a total, a remark or a row with nothing but its number."""
        first = next((cell.text for cell in row if cell.text), "")
        name = self._text(row, self._table.data.name_field)
        place = say("place_row", sheet=self._grid.sheet, row=number)
        if TOTAL_ROW.fullmatch(first) or TOTAL_ROW.fullmatch(name):
            self.findings.append(Finding("ask", place, say("row_total", text=first[:60])))
            return None
        values: dict[str, str] = {}
        findings: list[Finding] = []
        extras: dict[str, str] = {}
        for named in self._columns:
            cell = row[named.index] if named.index < len(row) else GridCell(None, "")
            field = named.fields[0]
            address = f"{get_column_letter(named.index + 1)}{number}"
            if not cell.text and address in self._grid.empty_formulas:
                findings.append(self._about(place, named, say("cell_formula", address=address)))
            elif field.key in (NUMBER, CODE, VERDICT):
                extras[field.key] = cell.text
            else:
                values.update(self._values(field, named, cell, place, findings))
        if not values and not extras.get(CODE):
            return None
        if number in self._grid.hidden:
            findings.append(Finding("ask", place, say("row_hidden")))
        verdict = extras.get(VERDICT, "")[:40]
        applicant = Applicant(self._table, place, values, None, verdict, tuple(findings))
        return ListRow(applicant, extras.get(CODE, ""))

    def _values(
        self, field: Field, named: Named, cell: GridCell, place: str, findings: list[Finding]
    ) -> Mapping[str, str]:
        if not field.key.startswith(WHOLE_COLUMN):
            return self._value(field, named, cell, place, findings)
        key = field.key.removeprefix(WHOLE_COLUMN)
        column = next(column for column in self._table.data.columns if column.key == key)
        address, postcode = (self._table.fields[one] for one in column.fields)
        found = list(_POSTCODE.finditer(cell.text))
        if not found:
            return self._value(address, named, cell, place, findings)
        if len(found) > 1:
            findings.append(self._about(place, named, say("two_postcodes")))
            return {address.key: cell.text[:LONGEST]}
        match = found[0]
        rest = (cell.text[: match.start()] + cell.text[match.end() :]).strip("，,；;、 \n")
        where = self._value(address, named, GridCell(rest, rest), place, findings)
        return {**where, postcode.key: match[1]}

    def _value(
        self, field: Field, named: Named, cell: GridCell, place: str, findings: list[Finding]
    ) -> Mapping[str, str]:
        """What stands in the cell is printed even when it cannot be right: it is told of."""
        try:
            value = cells.read(field, cell.value, cell.text, self._today)
        except ValueProblem as problem:
            findings.append(self._about(place, named, say("cell_odd", reason=problem.reason_zh)))
            if _EXCEL_ERROR.fullmatch(cell.text):
                return {}
            return {field.key: " ".join(cell.text.split())[:LONGEST]}
        return {} if value is None else {field.key: str(value)}

    def _about(self, place: str, named: Named, text: str) -> Finding:
        return Finding("ask", place, say("about_cell", column=named.header[:30], text=text))

    def _text(self, row: Sequence[GridCell], key: str) -> str:
        for named in self._columns:
            if named.fields[0].key == key and named.index < len(row):
                return row[named.index].text
        return ""


def _columns(grid: Grid) -> list[Named]:
    """The recognised columns. Two of one meaning are refused: neither can be preferred."""
    seen: dict[str, Named] = {}
    for named in grid.named:
        field = named.fields[0]
        first = seen.setdefault(field.key, named)
        if first is not named and field.key != NUMBER:
            raise RecommendationError(
                "unusable",
                "duplicate_header",
                sheet=grid.sheet,
                label=field.label,
                first=get_column_letter(first.index + 1),
                second=get_column_letter(named.index + 1),
            )
    return list(seen.values())
