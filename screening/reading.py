"""A list of institutions: columns recognised, each cell read by the form's own parsers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from forms import Field, Form, ValueProblem
from forms.cleaning import compact
from forms.contradictions import contradictions
from screening import cells
from screening.errors import ScreeningError
from screening.grid import Grid, GridCell, read_grid
from screening.headers import NAME_FIELD, Names, choose
from screening.model import Column, Institution, Listing, Problem
from screening.opening import open_workbook
from screening.wording import say

_NUMBERS = ("序号", "序", "编号", "No", "No.")
"""Headers of a column that only counts the rows."""

SAMPLE = 60
"""Filled cells looked at to decide between the fields a header may mean."""

_ALL_OF_THEM = re.compile("[全都均齐五]*(?:是|有|能|可以?|已|具备|提供|开展|齐全|[√✓☑])+")
"""What says yes to all that a column asks, not to some of it."""

TOTAL_ROW = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|备\s*注|说\s*明|注|填表人|制表人|审核人)(?:[：:（(].*)?"
)


def read_list(data: bytes, form: Form, fact_keys: Sequence[str], as_of: date) -> Listing:
    """The institutions of a workbook. Raises ScreeningError when the list cannot be used."""
    book = open_workbook(data)
    try:
        grid = read_grid(book, Names(form, fact_keys, as_of.year))
    finally:
        book.close()
    columns = _columns(grid, as_of)
    reader = _RowReader(form, grid, columns, as_of)
    institutions = [found for number, row in grid.rows if (found := reader.read(number, row))]
    if not institutions:
        raise ScreeningError("unusable", "no_rows", row=grid.header_row)
    problems = [*_unused(grid, columns), *reader.skipped]
    return Listing(grid.sheet, columns, institutions, problems)


def _columns(grid: Grid, today: date) -> list[Column]:
    taken: dict[str, Column] = {}
    for named in sorted(grid.named, key=lambda one: one.together):
        field = named.fields[0]
        if named.together:
            left = [one for one in named.fields if one.key not in taken]
            if len(left) > 1:
                taken[left[0].key] = Column(named.index, named.header, left[0], left[1:])
            continue
        if len(named.fields) > 1:
            filled = [row[named.index] for _, row in grid.rows if _filled(row, named.index)]
            readable = {one.key: _readable(one, filled[:SAMPLE], today) for one in named.fields}
            field = choose(named.fields, readable)
        column = Column(named.index, named.header, field)
        if (first := taken.get(field.key)) is not None:
            raise ScreeningError(
                "unusable",
                "duplicate_header",
                label=field.label,
                first=f"{get_column_letter(first.index + 1)}列",
                first_text=first.header[:30],
                second=f"{get_column_letter(column.index + 1)}列",
                second_text=column.header[:30],
            )
        taken[field.key] = column
    return list(taken.values())


def _filled(row: Sequence[GridCell], index: int) -> bool:
    return index < len(row) and bool(row[index].text)


def _readable(field: Field, filled: Sequence[GridCell], today: date) -> int:
    count = 0
    for cell in filled:
        try:
            count += cells.read(field, cell.value, cell.text, today) is not None
        except ValueProblem:
            continue
    return count


def _unused(grid: Grid, columns: Sequence[Column]) -> list[Problem]:
    used = {column.index for column in columns}
    found = [
        Problem("", 0, "", name[:60], "", say("sheet_unused", name=name[:60], used=grid.sheet))
        for name in grid.unused
    ]
    for index, header in enumerate(grid.headers):
        if header and index not in used and compact(header) not in _NUMBERS:
            address = f"{get_column_letter(index + 1)}{grid.header_row}"
            shown = header[:200]
            found.append(Problem(address, grid.header_row, "", shown, shown, say("column_unknown")))
    return found


class _RowReader:
    """Reads one row after the other; remembers names, to tell of an institution listed twice."""

    def __init__(self, form: Form, grid: Grid, columns: Sequence[Column], today: date) -> None:
        self._form = form
        self._grid = grid
        self._columns = columns
        self._today = today
        self._seen: dict[str, int] = {}
        self._read: dict[tuple[str, str, str], Any] = {}
        self.skipped: list[Problem] = []

    def read(self, number: int, row: Sequence[GridCell]) -> Institution | None:
        """The row's institution, None for a total or a remark."""
        first = next((cell.text for cell in row if cell.text), "")
        if TOTAL_ROW.fullmatch(first) or TOTAL_ROW.fullmatch(self._name(row)):
            self.skipped.append(self._about_row(number, first[:100], "", say("row_total")))
            return None
        name = self._name(row) or say("nameless", row=number)
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for column in self._columns:
            cell = row[column.index] if column.index < len(row) else GridCell(None, "")
            address = f"{get_column_letter(column.index + 1)}{number}"
            try:
                if not cell.text and address in self._grid.empty_formulas:
                    raise ValueProblem(say("cell_formula"))
                value = self._value(column, cell)
            except ValueProblem as problem:
                shown = cell.text[:200]
                problems.append(
                    Problem(address, number, name, column.header, shown, problem.reason_zh)
                )
            else:
                if value is not None:
                    values |= dict.fromkeys(
                        [field.key for field in (column.field, *column.also)], value
                    )
        problems += self._remarks(number, name, bool(self._name(row)), values)
        return Institution(number, name, values, problems)

    def _name(self, row: Sequence[GridCell]) -> str:
        for column in self._columns:
            if column.field.key == NAME_FIELD and column.index < len(row):
                return " ".join(row[column.index].text.split())[:100]
        return ""

    def _value(self, column: Column, cell: GridCell) -> Any:
        """The same text in the same column is read once."""
        if column.also:
            return self._of_all(column, cell)
        if len(cell.text) > 30:
            return cells.read(column.field, cell.value, cell.text, self._today)
        key = (column.field.key, cell.text, type(cell.value).__name__)
        if key not in self._read:
            try:
                self._read[key] = cells.read(column.field, cell.value, cell.text, self._today)
            except ValueProblem as problem:
                self._read[key] = problem
        known = self._read[key]
        if isinstance(known, ValueProblem):
            raise known
        return known

    def _of_all(self, column: Column, cell: GridCell) -> Any:
        """What a cell says of all its fields at once: 无, or 都有 where that is no doubt.

        Raises ValueProblem for what it says of some of them.
        """
        asked = (column.field, *column.also)
        try:
            read = {cells.read(one, cell.value, cell.text, self._today) for one in asked}
        except ValueProblem:
            read = set()
        doubted = any(field.confirm_yes for field in asked) or not _ALL_OF_THEM.fullmatch(cell.text)
        if len(read) != 1 or (True in read and doubted):
            labels = "、".join(field.short for field in asked)
            raise ValueProblem(say("several_at_once", labels=labels, text=cell.text[:60]))
        return read.pop()

    def _remarks(
        self, number: int, name: str, named: bool, values: Mapping[str, Any]
    ) -> list[Problem]:
        found = []
        if number in self._grid.hidden:
            found.append(say("row_hidden"))
        if not named:
            found.append(say("row_nameless"))
        elif (earlier := self._seen.setdefault(name, number)) != number:
            found.append(say("row_again", row=earlier))
        for conflict in contradictions(self._form, values):
            found.append(say("row_conflict", message=conflict.message_zh))
        return [self._about_row(number, "", name, reason) for reason in found]

    @staticmethod
    def _about_row(number: int, shown: str, name: str, reason: str) -> Problem:
        return Problem(f"第{number}行", number, name, "", shown, reason)
