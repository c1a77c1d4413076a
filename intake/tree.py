"""From paragraphs to the clause tree of an official text.

A letter has a head, an opening, numbered clauses, and an end (attachments, contact, signature); an
annex has its title and numbered clauses. The texts of all clauses together are the whole file, in
its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake import shapes
from intake.errors import IntakeError
from intake.lines import Line
from intake.numbering import TOP, Marker, marker
from intake.sections import Section, split
from intake.wording import say
from policy.models import Clause

_HEADING = 40
_SHOWN = 20
_FIRST_SENTENCE = re.compile(r"([^。：:！？；，]{2,30})[。：:]")
_LETTERS = {"chapter": "c", "section": "s", "article": "t", "digit_bracket": "b", "circled": "o"}


@dataclass
class Node:
    """A clause while it is read. Paths and ids of its children begin with `prefix` and `ids`."""

    id: str
    path: str
    place: str
    lines: list[str]
    number: str = ""
    heading: str = ""
    marker: Marker | None = None
    prefix: str = ""
    ids: str = ""
    group: int = 1
    """Of numbers that begin anew within one clause: which run of them this belongs to."""
    children: list[Node] = field(default_factory=list)

    def clause(self) -> Clause:
        """The finished clause."""
        return Clause(
            id=self.id,
            path=self.path,
            number=self.number,
            heading=self.heading,
            text="\n".join(self.lines),
            children=[child.clause() for child in self.children],
        )

    def walk(self) -> Iterator[Node]:
        """This one and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Parsed:
    """The clauses, where each begins in the file (by id), and what a person should look at."""

    tree: list[Clause]
    places: dict[str, str]
    notes: list[str]

    def clauses(self) -> list[Clause]:
        """Every clause in the order of the file."""
        return [clause for top in self.tree for clause in top.walk()]


def parse(path: Path, lines: Sequence[Line]) -> Parsed:
    """The clause tree of a file's paragraphs; `path` is only named in errors.

    IntakeError where a number by which clauses are cited occurs twice.
    """
    reader = _Reader(path)
    for section in split(lines):
        reader.read(section)
    nodes = [node for top in reader.tops for node in top.walk()]
    places = {node.id: node.place for node in nodes}
    return Parsed([top.clause() for top in reader.tops], places, reader.notes)


class _Reader:
    """Reads section after section."""

    def __init__(self, path: Path) -> None:
        self.tops: list[Node] = []
        self.notes: list[str] = []
        self._path = path
        self._ids: set[str] = set()
        self._first_at: dict[str, str] = {}
        """Where each path stands."""

    def read(self, section: Section) -> None:
        """One section's clauses, added to the tops."""
        lines = section.lines
        if section.kind == "annex":
            self._numbered_part(section, lines[1:], self._annex(section))
            return
        body = next((i for i, line in enumerate(lines) if marker(line.text)), len(lines))
        end = _end(lines)
        body = min(body, end)
        for name, part in _opening(lines[:body]):
            self._plain(section, name, part)
        self._numbered_part(section, lines[body:end], None)
        for name, part in _ending(lines[end:]):
            self._plain(section, name, part)

    def _annex(self, section: Section) -> Node:
        found, line = section.marker, section.lines[0]
        assert found is not None
        path = section.prefix.strip()
        self._refuse_double(path, found.written, line)
        node = Node(section.ids.rstrip("."), path, line.place, [line.text], found.written)
        node.heading, node.prefix, node.ids = found.rest[:_HEADING], section.prefix, section.ids
        self._ids.add(node.id)
        self.tops.append(node)
        return node

    def _plain(self, section: Section, name: str, lines: Sequence[Line]) -> None:
        path, ident, n = f"{section.prefix}{say(f'part_{name}')}", f"{section.ids}{name}", 1
        while ident in self._ids:
            n += 1
            ident = f"{section.ids}{name}{n}"
        path = path if n == 1 else f"{path}（第{n}处）"
        self._ids.add(ident)
        self._first_at[path] = lines[0].place
        self.tops.append(Node(ident, path, lines[0].place, [line.text for line in lines]))

    def _numbered_part(self, section: Section, lines: Sequence[Line], root: Node | None) -> None:
        """The numbered clauses among some lines, under `root` or at the top."""
        open_nodes: list[Node] = []
        last: dict[str, int] = {}
        for line in lines:
            found = marker(line.text)
            if found is None or not self._opens(section, found, line, open_nodes, root, last):
                holder = open_nodes[-1] if open_nodes else root
                if holder is None:
                    self._plain(section, "body", [line])
                else:
                    holder.lines.append(line.text)

    def _opens(
        self,
        section: Section,
        found: Marker,
        line: Line,
        open_nodes: list[Node],
        root: Node | None,
        last: dict[str, int],
    ) -> bool:
        """Open the clause that a number begins; False when it is no clause of its own."""
        kept = [node for node in open_nodes if node.marker and node.marker.rank < found.rank]
        parent = kept[-1] if kept else root
        siblings = parent.children if parent else self.tops
        same = [n for n in siblings if n.marker and n.marker.kind == found.kind]
        group = same[-1].group if same else 1
        if found.kind not in TOP and same:
            group += found.value == 1
            twice = any(
                n.group == group and n.marker and n.marker.value == found.value for n in same
            )
            if twice and section.kind == "annex":
                return False
        prefix = parent.prefix if parent else section.prefix
        ids = parent.ids if parent else section.ids
        if found.kind == "article":
            prefix, ids = section.prefix, section.ids
        label = found.label if group == 1 else f"第{group}组{found.label}"
        self._refuse_double(f"{prefix}{label}", found.written, line)
        before = same[-1].marker.value if same and same[-1].marker else 0
        if found.kind in TOP and found.value not in (before + 1, last.get(found.kind, 0) + 1):
            self.notes.append(say("gap", place=line.place, written=found.written))
        last[found.kind] = found.value
        heading = _heading(found.rest)
        named = found.kind in ("han", "chapter", "section") and 0 < len(heading) <= _SHOWN
        node = Node(
            self._new_id(f"{ids}{_LETTERS.get(found.kind, '')}{found.value}"),
            f"{prefix}{label}{heading if named else ''}",
            line.place,
            [line.text],
            found.written.strip(),
            heading,
            found,
            prefix if found.kind in ("chapter", "section") else f"{prefix}{label}",
            group=group,
        )
        node.ids = f"{node.id}."
        siblings.append(node)
        open_nodes[:] = [*kept, node]
        return True

    def _new_id(self, wanted: str) -> str:
        ident, n = wanted, 1
        while ident in self._ids:
            n += 1
            ident = f"{wanted}_{n}"
        self._ids.add(ident)
        return ident

    def _refuse_double(self, path: str, written: str, line: Line) -> None:
        if path in self._first_at:
            raise IntakeError(
                self._path,
                "double_number",
                number=written.strip(),
                clause=path,
                first=self._first_at[path],
                second=line.place,
            )
        self._first_at[path] = line.place


def _opening(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[Line]]]:
    """Head and opening: the opening begins with the first line that a full stop or colon ends,
    what a web page puts over a notice aside."""
    start = next(
        (
            i
            for i, line in enumerate(lines)
            if shapes.is_closed(line.text) and not shapes.is_page_label(line.text)
        ),
        len(lines),
    )
    if lines[:start]:
        yield "head", lines[:start]
    if lines[start:]:
        yield "preamble", lines[start:]


def _end(lines: Sequence[Line]) -> int:
    """Where attachments, contact and signature begin: after the last number by which one cites."""
    last = max((i for i, line in enumerate(lines) if _cites(line.text)), default=-1)
    kinds = [_kind_of_end(lines, i) for i in range(len(lines))]
    first_text = next((i for i, line in enumerate(lines) if shapes.is_closed(line.text)), 0)
    start = max(last, first_text) + 1
    whole = last >= 0 and lines[last].text.endswith("。")
    return next(
        (
            i
            for i in range(start, len(lines))
            if kinds[i] or (whole and shapes.is_last_words(lines[i].text))
        ),
        len(lines),
    )


def _cites(text: str) -> bool:
    found = marker(text)
    return found is not None and found.kind in TOP and found.kind != "annex"


def _ending(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[Line]]]:
    """The end in its blocks; a line of no kind goes with the block before it."""
    block: list[Line] = []
    name = "last_words"
    for i, line in enumerate(lines):
        signed = i > 0 and shapes.is_date(lines[i - 1].text)
        kind = _kind_of_end(lines, i) or ("closing" if signed else name)
        if kind != name and block:
            yield name, block
            block = []
        name = kind
        block.append(line)
    if block:
        yield name, block


def _kind_of_end(lines: Sequence[Line], i: int) -> str:
    """attachments, contact, signature or closing; an empty text for any other line."""
    text = lines[i].text
    if shapes.is_attachments(text):
        return "attachments"
    if shapes.is_contact(text):
        return "contact"
    if shapes.is_afterword(text):
        return "closing"
    after = i
    while after < len(lines) and shapes.is_bodies(lines[after].text):
        after += 1
    if after < len(lines) and shapes.is_date(lines[after].text):
        return "signature"
    return ""


def _heading(rest: str) -> str:
    """The heading after a number: a short line that is no sentence, else what stands before the
    first full stop or colon, if that is short and more follows."""
    bare = rest.rstrip("：: ")
    if len(bare) <= _HEADING and not re.search(r"[。；！？]", bare):
        return bare
    if rest.find("。") == len(rest) - 1:
        return ""
    match = _FIRST_SENTENCE.match(rest)
    return match.group(1).strip() if match else ""
