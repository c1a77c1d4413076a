"""Which field a label in a file names: the labels and aliases of the form, in any spelling."""

from collections.abc import Sequence
from functools import lru_cache

from forms import Field, Form
from forms.cleaning import compact
from prefill.words import words
from screening.headers import Named, variants

MOST = 60
"""Characters of a label at most; longer text is no label."""


class FieldNames:
    """The names of one form's fields. `of` gives the fields a label may mean, likeliest first."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._names: dict[str, list[Field]] = {}
        for strong in (True, False):
            for field in form.fields.values():
                names = (field.label, field.short) if strong else field.aliases
                for name in names:
                    self._add(name, field)

    def _add(self, name: str, field: Field) -> None:
        for variant in variants(name):
            fields = self._names.setdefault(variant, [])
            if field not in fields:
                fields.append(field)

    def of(self, label: str) -> Sequence[Field]:
        """The fields a label may mean, none when it is not one."""
        if not label or len(label) > MOST:
            return ()
        for variant in variants(label.rstrip("：:")):
            if found := self._names.get(variant):
                return found
        return ()

    def within(self, group: str, label: str, before: Field | None) -> Sequence[Field]:
        """The fields of a label that stands under a group's heading or behind another field.

        “取得日期” under “医疗机构资质”; “联系电话” behind 法定代表人 is that person's.
        """
        if found := (group and self.of(f"{compact(group)}{compact(label)}")):
            return found
        direct = self.of(label)
        if before is not None and compact(label) in words().phones:
            owned = [f for f in self.form.fields.values() if f.of == before.key]
            return owned or direct
        return direct

    def row(self, cells: Sequence[str]) -> list[Named]:
        """The recognised headers of a row of a list."""
        return [
            Named(index, text, fields)
            for index, text in enumerate(cells)
            if (fields := self.of(text))
        ]

    def is_header(self, named: Sequence[Named]) -> bool:
        """Three different fields side by side make a header."""
        return len({one.fields[0].key for one in named}) >= 3


@lru_cache(maxsize=16)
def names_of(form: Form) -> FieldNames:
    """The names of a form, worked out once."""
    return FieldNames(form)
