"""A workbook: labels with their values beside them, or a list of institutions, one a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from forms import Field, Form
from prefill.cells import best_field, offer_from
from prefill.errors import PrefillError
from prefill.model import Offer, Row
from prefill.names import names_of
from prefill.tables import table_offers, titled
from prefill.word import MOST_ROWS, row_offers
from screening import ScreeningError
from screening.grid import Grid, find_grid, formulas_without_value, rows_of, visible_sheets
from screening.grid import Row as Cells
from screening.opening import open_workbook, sheet_xml
from screening.reading import TOTAL_ROW

ROWS_SHOWN = 200
LONGEST_LABEL = 20


@dataclass(frozen=True)
class Sheet:
    """What a workbook gives for a form: offers, or rows to choose from."""

    name: str
    offers: Sequence[Offer] = ()
    rows: Sequence[Row] = ()
    row: int | None = None
    count: int = 0
    """All rows there are, also those not shown."""
    known: int = 0
    """How many fields of the form it speaks of, whether a row has been chosen or not."""
    unread: Sequence[str] = ()
    """Labels of the row's formulas that were saved without what they come to."""


def read_sheet(
    data: bytes, form: Form, known: str, row: int | None, today: date, *, asked: bool = True
) -> Sheet:
    """The sheet that says most of the form. `row` picks one of a list; without it the only one
    there is, or the one of the name `known`, is taken; a form that is a table takes all rows, where
    it is `asked` for or the sheet carries its title. Raises PrefillError."""
    try:
        book = open_workbook(data)
        try:
            return _best(book, form, known, row, today, asked=asked)
        finally:
            book.close()
    except ScreeningError as error:
        raise PrefillError(error.kind, "list_refused", message=error.message_zh) from error


def _best(
    book: Workbook, form: Form, known: str, row: int | None, today: date, *, asked: bool
) -> Sheet:
    best: Sheet | None = None
    for sheet in visible_sheets(book):
        rows = rows_of(sheet)
        meant = form.rows and (asked or titled(rows, form))
        if meant and (table := table_offers(rows, form, today)):
            return Sheet(sheet.title, table, known=_said_by(table, form))
        grid = find_grid(book, sheet, rows, names_of(form))
        if grid is not None and grid.rows:
            return _from_list(grid, form, known, row, today)
        empty = formulas_without_value(sheet_xml(book, sheet))
        offers, unread = _from_pairs(rows, form, today, empty)
        pairs = Sheet(sheet.title, offers, known=len(offers), unread=unread)
        if best is None or len(pairs.offers) > len(best.offers):
            best = pairs
    if best is None or not best.offers:
        raise PrefillError("unusable", "no_labels")
    return best


def _said_by(offers: Sequence[Offer], form: Form) -> int:
    """How many fields a table speaks of: its columns, and those beside it."""
    columns = {key for o in offers if o.key in form.rows for row in o.value for key in row}
    return len(columns) + sum(offer.key not in form.rows for offer in offers)


def _from_pairs(
    rows: Sequence[Cells], form: Form, today: date, empty: frozenset[str]
) -> tuple[list[Offer], list[str]]:
    """Offers, and the labels beside which a formula stands that was saved without its value."""
    names = names_of(form)
    found: dict[str, Offer] = {}
    unread: list[str] = []
    last: Field | None = None
    for number, cells in rows[:MOST_ROWS]:
        texts = [cell.text for cell in cells if cell.text]
        offers, last = row_offers(names, "", texts, today, last)
        for offer in offers:
            found.setdefault(offer.key, offer)
        for at in range(1, len(cells) + 1):
            if f"{get_column_letter(at + 1)}{number}" in empty and (label := _at(cells, at - 1)):
                unread.append(label[:LONGEST_LABEL])
    return [found[key] for key in form.fields if key in found], unread


def _from_list(grid: Grid, form: Form, known: str, row: int | None, today: date) -> Sheet:
    name_at = _name_column(grid, form)
    rows = [
        (number, cells)
        for number, cells in grid.rows
        if not _total(cells) and (name_at is None or _at(cells, name_at))
    ]
    if not rows:
        raise PrefillError("unusable", "no_labels")
    if row is None:
        row = _only(rows, name_at, known)
    if row is None:
        shown = [Row(number, _at(cells, name_at)[:60]) for number, cells in rows]
        return Sheet(grid.sheet, rows=shown[:ROWS_SHOWN], count=len(shown), known=len(grid.named))
    cells_of = dict(rows)
    if row not in cells_of:
        raise PrefillError("unusable", "no_such_row", row=row)
    found: dict[str, Offer] = {}
    unread = []
    for named in grid.named:
        text = _at(cells_of[row], named.index)
        if not text and f"{get_column_letter(named.index + 1)}{row}" in grid.empty_formulas:
            unread.append(named.fields[0].short)
        field = best_field(list(named.fields), text, today)
        offer = offer_from(field, text, today)
        if offer is not None:
            found.setdefault(offer.key, offer)
    offers = [found[key] for key in form.fields if key in found]
    return Sheet(grid.sheet, offers, row=row, known=len(grid.named), unread=unread)


def _only(rows: Sequence[Cells], name_at: int | None, known: str) -> int | None:
    if len(rows) == 1:
        return rows[0][0]
    named = [number for number, cells in rows if known and _at(cells, name_at) == known]
    return named[0] if len(named) == 1 else None


def _name_column(grid: Grid, form: Form) -> int | None:
    first = next(iter(form.fields))
    return next((one.index for one in grid.named if one.fields[0].key == first), None)


def _at(cells: Sequence[object], index: int | None) -> str:
    if index is None or index >= len(cells):
        return ""
    return str(getattr(cells[index], "text", "")).strip()


def _total(cells: Sequence[object]) -> bool:
    first = next((text for i in range(len(cells)) if (text := _at(cells, i))), "")
    return TOTAL_ROW.fullmatch(first) is not None
