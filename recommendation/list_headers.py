"""Which column of a list is which field of a table.

A column that only says 联系电话, as the notice's own tables do, belongs to the person on its left.
"""

from collections.abc import Sequence

from forms import Field
from recommendation.program import Program, Table
from screening.headers import Named, variants

PHONE = "@phone"
NUMBER, CODE, VERDICT = "@number", "@code", "@verdict"
WHOLE_COLUMN = "@column:"
"""Before the key of a table's column that holds several fields in one cell (通讯地址及邮编)."""


class TableNames:
    """The names that a list's header may have for one table."""

    def __init__(self, table: Table, program: Program) -> None:
        self._table = table
        self._names: dict[str, Field] = {}
        for field in table.fields.values():
            for name in (field.label, field.short, *field.aliases):
                self._add(name, field)
        for own in table.data.fields:  # the form's fields, where there is one, have others
            for name in (own.label, own.short, *own.aliases):
                self._add(name, table.fields[own.key])
        for column, heading in zip(table.data.columns, table.headings, strict=True):
            if len(column.fields) > 1:
                self._add(heading, _own(f"{WHOLE_COLUMN}{column.key}", heading))
            elif column.fields and heading not in program.data.phone_names:
                self._add(heading, table.fields[column.fields[0]])
        for extra in program.data.list_fields:
            for name in extra.names:
                self._add(name, _own(f"@{extra.key}", name))
        for name in program.data.phone_names:
            self._add(name, _own(PHONE, name))

    def row(self, cells: Sequence[str]) -> list[Named]:
        """The recognised headers of a row; a bare telephone column already has its person's."""
        named: list[Named] = []
        person: Field | None = None
        for index, text in enumerate(cells):
            field = self._of(text) if 0 < len(text) <= 60 else None
            if field is None:
                continue
            if field.key == PHONE:
                field = self._phone_of(person)
                if field is None:
                    continue
            if field.content == "person":
                person = field
            named.append(Named(index, text, (field,)))
        return named

    def is_header(self, named: Sequence[Named]) -> bool:
        """The name and anything else, or three columns, make a header."""
        keys = {one.fields[0].key for one in named}
        return len(keys) >= 3 or (len(keys) == 2 and self._table.data.name_field in keys)

    def _add(self, name: str, field: Field) -> None:
        for variant in variants(name):
            self._names.setdefault(variant, field)

    def _of(self, header: str) -> Field | None:
        for variant in variants(header):
            if variant in self._names:
                return self._names[variant]
        return None

    def _phone_of(self, person: Field | None) -> Field | None:
        for field in self._table.fields.values():
            if person is not None and field.of == person.key:
                return field
        return None


def _own(key: str, label: str) -> Field:
    """A column that is no field of a form."""
    return Field(
        key=key, label=label, type="text", required=False, question=label, help="", example=""
    )
