"""A table as text: a line for each row, the cells in the order of the columns, apart by ｜ or tabs.

What is shown can be typed (or pasted) again. An empty cell is shown as — and read as unknown.
"""

import re
from datetime import date
from typing import Any

from forms import field_types
from forms.cleaning import clean
from forms.definition import Field
from forms.errors import ValueProblem
from forms.field_types.base import FieldKind
from forms.tables.wording import say_rows

APART = re.compile(r"[^\S\t]*[｜\t][^\S\t]*")
EMPTY = ("", "—", "-", "/", "无数据", "未填")
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.、．]\s*(?!\d)")


def cells_of(line: str) -> list[str]:
    """The cells of one line, its number left out."""
    return [cell.strip() for cell in APART.split(_NUMBERING.sub("", line))]


def show_row(field: Field, row: dict[str, Any]) -> str:
    """One row: every cell in order."""
    assert field.table is not None
    return "｜".join(
        say_rows("unknown")
        if row.get(column.key) is None
        else field_types.show(column, row[column.key]).replace("｜", "|").replace("\t", " ")
        for column in field.table.columns
    )


def _parse(field: Field, raw: str, today: date) -> list[dict[str, Any]]:
    assert field.table is not None
    rows = []
    for number, line in enumerate(filter(str.strip, clean(raw).split("\n")), 1):
        cells = cells_of(line)
        if len(cells) < 2 or len(cells) > len(field.table.columns):
            raise ValueProblem(say_rows("refuse_table", label=field.short, example=field.example))
        row: dict[str, Any] = {}
        for column, cell in zip(field.table.columns, cells, strict=False):
            if cell in EMPTY:
                continue
            try:
                row[column.key] = field_types.parse(column, cell, today)
            except ValueProblem as exc:
                reason = say_rows("refuse_table_cell", number=number, reason=exc.reason_zh)
                raise ValueProblem(reason) from exc
        rows.append(row)
    if not rows:
        raise ValueProblem(say_rows("refuse_table", label=field.short, example=field.example))
    return rows


def _show(field: Field, value: Any) -> str:
    return "\n".join(f"{n}. {show_row(field, row)}" for n, row in enumerate(value, 1))


def _holds(field: Field, value: Any) -> bool:
    if not isinstance(value, list) or field.table is None or len(value) > field.table.max_rows:
        return False
    columns = {column.key: column for column in field.table.columns}
    return all(
        isinstance(row, dict)
        and all(key in columns and field_types.holds(columns[key], v) for key, v in row.items())
        for row in value
    )


TABLE = FieldKind(
    name="table",
    parse=_parse,
    show=_show,
    holds=_holds,
    good=("轮椅｜10台", "1. 轮椅｜10台\n2. 护理床｜—", "轮椅\t0"),
    bad=("", "轮椅", "轮椅｜十来台", "轮椅｜10｜红色"),
    sample={
        "type": "table",
        "example": "轮椅｜10台",
        "table": {
            "name": "item",
            "columns": [
                {
                    "key": "item", "label": "名称", "type": "text", "required": True,
                    "question": "？", "help": "。", "example": "轮椅",
                },
                {
                    "key": "count", "label": "数量", "type": "integer", "unit": "台",
                    "required": True, "question": "？", "help": "。", "example": "10",
                },
            ],
        },
    },
)  # fmt: skip
