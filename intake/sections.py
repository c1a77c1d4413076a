"""A file in its parts: the letter, letters that it forwards, plans that it brings in, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from intake import shapes
from intake.lines import Line
from intake.numbering import Marker, marker
from policy.text import squash

_SOON = 12
"""A plan's numbering begins within so many lines of its title."""
_HEAD = 6


@dataclass
class Section:
    """Lines that belong together. `prefix` begins the paths in it, `ids` the ids."""

    kind: Literal["letter", "plan", "annex"]
    prefix: str
    ids: str
    lines: list[Line] = field(default_factory=list)
    marker: Marker | None = None


def split(lines: Sequence[Line]) -> list[Section]:
    """The parts of a file in order; together they are all its lines."""
    sections = [Section("letter", "", "")]
    signed = numbered = False
    skip_until = 0
    for i, line in enumerate(lines):
        begun = None if i < skip_until else _begun(lines, i, sections, signed, numbered)
        if begun is not None:
            sections.append(begun)
            signed = numbered = False
            skip_until = i + 2 if begun.kind == "letter" else i
        sections[-1].lines.append(line)
        found = marker(line.text)
        numbered = numbered or (found is not None and found.kind in ("han", "article"))
        signed = signed or shapes.is_date(line.text)
    return [section for section in sections if section.lines]


def _begun(
    lines: Sequence[Line], i: int, sections: Sequence[Section], signed: bool, numbered: bool
) -> Section | None:
    """The section that begins with a line, or None."""
    text = lines[i].text
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    in_annex = sections[-1].kind == "annex"
    number = len(sections) + 1
    found = marker(text)
    if found is not None:
        listed = text.rstrip().endswith(("：", ":"))
        if found.kind == "annex" and (found.value or signed or in_annex or not listed):
            return _annex(found, sections)
        return None
    if i >= _HEAD and shapes.is_header(text) and shapes.is_number_alone(following):
        return Section("letter", f"{shapes.number_in(following)} ", f"l{number}.")
    if signed and not in_annex and shapes.is_number_alone(text):
        return Section("letter", f"{shapes.number_in(text)} ", f"l{number}.")
    kind = shapes.plan_kind(text)
    if kind and not in_annex and (signed or numbered) and _starts_numbering(lines, i):
        listed_as = _number_in_list(text, lines[:i])
        if listed_as and not any(s.ids == f"a{listed_as}." for s in sections):
            return Section("plan", f"附件{listed_as} ", f"a{listed_as}.")
        same = sum(s.prefix.startswith(kind) for s in sections)
        return Section("plan", f"{kind}{same + 1 if same else ''} ", f"p{number}.")
    return None


def _number_in_list(title: str, before: Sequence[Line]) -> str:
    """The number under which the list of attachments names a plan, or an empty text."""
    item = re.compile(rf"(\d{{1,2}})[.．、]《?{re.escape(squash(title))}")
    for line in before:
        match = item.search(squash(line.text))
        if match is not None:
            return match.group(1)
    return ""


def _annex(found: Marker, sections: Sequence[Section]) -> Section:
    label = found.label
    same = sum(s.kind == "annex" and s.prefix.startswith(f"{label} ") for s in sections)
    shown = f"{label}（第{same + 1}处）" if same and not found.value else label
    ids = f"a{found.value}{f'_{same + 1}' if same else ''}"
    return Section("annex", f"{shown} ", f"{ids}.", marker=found)


def _starts_numbering(lines: Sequence[Line], i: int) -> bool:
    """Whether the first number after a line is a first one."""
    for line in lines[i + 1 : i + 1 + _SOON]:
        found = marker(line.text)
        if found is not None:
            return found.value == 1 and found.kind in ("han", "chapter", "article")
    return False
