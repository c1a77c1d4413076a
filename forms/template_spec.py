"""`forms/<form_id>/template.yml`: how a form is worded and laid out on paper, as data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field as Key
from pydantic import ValidationError, model_validator

from forms.definition import Model
from forms.errors import FormError
from forms.loader import problem_of, read_yaml

FORMS_DIR = Path(__file__).parent


class Marks(Model):
    """The signs a filled-in document uses. `computed` stands beside a share that is worked out."""

    missing: str
    not_applicable: str
    checked: str = Key(min_length=1, max_length=1)
    unchecked: str = Key(min_length=1, max_length=1)
    between_choices: str
    computed: str = ""


class Line(Model):
    """One paragraph of fixed text. `indent`: two characters; `right`: room left there, in mm."""

    text: str
    align: Literal["left", "center", "right"] = "left"
    indent: bool = False
    right: float = 0


class Cell(Model):
    """A table cell: fixed label, fixed text, fixed lines, or the place of a field.

    `span` counts grid columns, `rows` the rows it is merged over, downwards. `per_line` sets the
    options of a choice field out in lines of so many; `bottom` puts lines at the cell's foot.
    In a row that is repeated `field` is a column of the table (or `number`).
    """

    label: str | None = None
    text: str | None = None
    field: str | None = None
    lines: tuple[Line, ...] = ()
    span: int = Key(default=1, ge=1)
    rows: int = Key(default=1, ge=1)
    per_line: int | None = Key(default=None, ge=1)
    bottom: bool = False
    align: Literal["left", "center", "right"] | None = None

    @model_validator(mode="after")
    def _one_content(self) -> "Cell":
        given = [self.label is not None, self.text is not None, self.field is not None]
        if sum([*given, bool(self.lines)]) != 1:
            raise ValueError("a cell holds exactly one of label, text, field, lines")
        return self


class Row(Model):
    """`height` is the least height in mm; only a row with `split` may go on over a page end."""

    cells: tuple[Cell, ...]
    height: float | None = None
    split: bool = False

    @model_validator(mode="before")
    @classmethod
    def _plain_list(cls, given: Any) -> Any:
        return {"cells": given} if isinstance(given, list) else given


class Section(Model):
    """A heading and a table. `columns` are widths in mm; `header` is repeated on every page.

    `head` are rows of a header with merged cells, instead of `header`. `each` names a table field:
    the rows are repeated for each of its rows.
    """

    title: str = ""
    new_page: bool = False
    columns: tuple[float, ...]
    header: tuple[str, ...] = ()
    head: tuple[Row, ...] = ()
    each: str | None = None
    rows: tuple[Row, ...]

    @property
    def head_rows(self) -> tuple[Row, ...]:
        """The rows that are repeated on every page."""
        plain = Row(cells=tuple(Cell(label=text) for text in self.header))
        return (plain,) if self.header else self.head

    @model_validator(mode="after")
    def _rows_fill_the_grid(self) -> "Section":
        if self.header and len(self.header) != len(self.columns):
            raise ValueError(f"{self.title}: the header must name every column")
        self._fill(self.head)
        self._fill(self.rows)
        return self

    def _fill(self, rows: tuple[Row, ...]) -> None:
        merged = [0] * len(self.columns)
        for number, row in enumerate(rows, 1):
            free = [column for column, left in enumerate(merged) if left == 0]
            if sum(cell.span for cell in row.cells) != len(free):
                raise ValueError(f"{self.title}: row {number} does not fill the grid")
            merged = [max(left - 1, 0) for left in merged]
            for cell in row.cells:
                for _ in range(cell.span):
                    merged[free.pop(0)] = cell.rows - 1
        if any(merged):
            raise ValueError(f"{self.title}: a merged cell reaches below the last row")


class CoverLine(Model):
    """A line on the cover: a label, then a field or another tag."""

    label: str
    field: str | None = None
    tag: str | None = None


class Cover(Model):
    """The first page."""

    lines: tuple[CoverLine, ...]
    instructions_title: str
    instructions: tuple[str, ...]


class Built(Model):
    """The layout the default template is built from.

    Without a cover the first page begins with attachment, title and `opening`; `closing` stands
    after the last section. `workbook`: an Excel template of the table with the same head is built.
    """

    cover: Cover | None = None
    landscape: bool = False
    opening: tuple[Line, ...] = ()
    closing: tuple[Line, ...] = ()
    workbook: bool = False
    sections: tuple[Section, ...]


class TemplateSpec(Model):
    """template.yml as written. `not_printed`: fields the template leaves out on purpose; `note`:
    what {{ form.note }} prints; without it what the form says of its layout when it is begun."""

    marks: Marks
    filename_field: str
    not_printed: tuple[str, ...] = ()
    note: str = ""
    built: Built | None = None

    @property
    def labels(self) -> Mapping[str, str]:
        """Of each field in the built layout: the label in the cell before it."""
        found: dict[str, str] = {}
        for section in self.built.sections if self.built else ():
            for row in section.rows:
                for before, cell in zip(row.cells, row.cells[1:], strict=False):
                    if cell.field is not None:
                        found[cell.field] = before.label or before.text or ""
        return found


def load_spec(form_id: str, folder: Path | None = None) -> TemplateSpec:
    """template.yml of a form; `folder` is the form's folder. Raises FormError with the place."""
    path = (folder or FORMS_DIR / form_id) / "template.yml"
    raw = read_yaml(path)
    try:
        return TemplateSpec.model_validate(raw)
    except ValidationError as exc:
        first = exc.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FormError(str(path), place, problem_of(first)) from exc
