"""Which column is which field: headers against the labels and aliases of the form.

A name that may mean several fields (执业许可证: whether, since when, which number) goes to the one
whose type reads most of the column.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms import Field, Form
from forms.cleaning import compact, fold

NAME_FIELD = "institution_name"
_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")
_LEAD = re.compile(
    r"^(?:(?:在住|入住|在院|收住)的?(?=失能|失智)|其中|是否|有无|有没有|近?5年内?(?:是否|有无)?(?:发生过?)?|(?:已经?)?取得(?=.*(?:资质|许可证?|执照|证)$)|具[备有]|持有)+"
)
_YEAR_WORD = re.compile(r"^(?:上一?年度?|去年|前一?年度?)的?")
_WHEN = re.compile(r"的?(?:取得|获得|获批|发证|颁发|批准|办理|领取|核发)?的?(?:时间|日期|年月)$")
_JOINTS = re.compile(r"[+＋/&·、]")
_TOLD = re.compile(r"(?:的?发生)?的?(?:情况|记录|历史|情形)$")
_COUNTED = re.compile(r"(?<=.{2})(?:数量?|人数|总数)$")
_DATES = ("date", "partial_date")
_YEAR = re.compile(r"^(20\d\d)年?度?(.+)$")


@dataclass(frozen=True)
class Named:
    """A header cell and the fields it may mean."""

    index: int
    header: str
    fields: Sequence[Field]
    together: bool = False
    """Whether it asks all of them at once (近5年事故情况)."""


class Names:
    """The names a header may have. `year` is the year of the check, for “2024年入住率”."""

    def __init__(self, form: Form, fact_keys: Iterable[str], year: int) -> None:
        known = set(fact_keys)
        self._names: dict[str, list[Field]] = {}
        self._together: dict[str, list[Field]] = {}
        for group in form.groups:
            if all(f.type == "yes_no" and f.fact in known for f in group.fields):
                self._together[variants(group.title)[-1]] = list(group.fields)
        for field in form.fields.values():
            if field.key != NAME_FIELD and field.fact not in known:
                continue
            for name in (field.label, field.short, *field.aliases):
                self._add(name, field)
            for word in field.denied_by:
                fields = self._together.setdefault(word, [])
                if field not in fields:
                    fields.append(field)
            if field.year is not None:
                for name in (field.label, *field.aliases):
                    if rest := _YEAR_WORD.sub("", name):
                        self._add(f"{year + field.year}{rest}", field)

    def _add(self, name: str, field: Field) -> None:
        for variant in variants(name):
            fields = self._names.setdefault(variant, [])
            if field not in fields:
                fields.append(field)

    def of(self, header: str) -> Sequence[Field]:
        """The fields a header may mean, none when it is not recognised."""
        for variant in variants(header):
            year = _YEAR.match(variant)
            found = self._names.get(year[1] + year[2] if year else variant, [])
            if found:
                return found
        return self._when(variants(header))

    def together(self, header: str) -> Sequence[Field]:
        """The yes-no fields that a header asks at once, by the title of their group or the words
        that deny them all: 一体化服务, 近5年事故情况."""
        for variant in variants(header):
            for stem in (variant, _TOLD.sub("", variant)):
                if len(found := self._together.get(stem, [])) > 1:
                    return found
        return ()

    def _when(self, spellings: Sequence[str]) -> Sequence[Field]:
        """医疗许可取得时间: the date of what stands before it."""
        for variant in spellings:
            stem = _WHEN.sub("", variant)
            dates = [f for f in self._names.get(stem, []) if f.type in _DATES]
            if stem != variant and dates:
                return dates
        return ()

    def row(self, cells: Sequence[str]) -> list[Named]:
        """The recognised headers of a row."""
        named = []
        for index, text in enumerate(cells):
            if not 0 < len(text) <= 60:
                continue
            if fields := self.of(text):
                named.append(Named(index, text, fields))
            elif fields := self.together(text):
                named.append(Named(index, text, fields, together=True))
        return named

    def is_header(self, named: Sequence[Named]) -> bool:
        """The name of the institution and one condition, or three conditions, make a header."""
        keys = {field.key for one in named for field in one.fields[:1]}
        return len(keys) >= 3 or (len(keys) >= 2 and NAME_FIELD in keys)


def choose(fields: Sequence[Field], readable: Mapping[str, int]) -> Field:
    """The field that reads most cells of the column; the form's order decides a tie."""
    return max(fields, key=lambda field: readable.get(field.key, 0))


def variants(header: str) -> list[str]:
    """The spellings a header is compared by, from the most to the least literal.

    As it stands, without brackets, without 是否 and 其中, joined (失能+失智), without 数.
    """
    folded = fold(header)
    bare = compact(_BRACKETS.sub("", folded))
    plain = _LEAD.sub("", bare)
    joined = _JOINTS.sub("", plain)
    found: list[str] = []
    counted = (joined.removesuffix("数"), _COUNTED.sub("", joined))  # 失能老人数, 入住人数
    for text in (compact(folded), bare, plain, joined, *counted):
        if text and text not in found:
            found.append(text)
    return found
