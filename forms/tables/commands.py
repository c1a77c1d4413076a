"""Recognises what changes the rows of a table: 删掉第3行, 第1行和第2行对调, 第2行床位改成130."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms.cleaning import fold
from forms.definition import Field
from forms.extraction.lexicon import words
from forms.loader import read_yaml
from forms.numerals import parse_number
from forms.tables.pasting import is_pasted
from forms.tables.rows import Row, name_of, table_of

MOST_NAMED = 30
"""Rows named one after the other in one message."""
_NOT_NAMES = 2
"""A name of so few characters is too easily part of something else."""
_HAN = r"[\u4e00-\u9fff]{2,4}?"
_REGION = re.compile(rf"^{_HAN}[省市](?=.{{3,}})(?:{_HAN}[县区](?=.{{3,}}))?")


_KIND = re.compile(r"[县区市]$")
_BY_PLACE = re.compile("第|最后|倒数|最末|末尾")


@lru_cache(maxsize=1)
def _another() -> str:
    """What no name of a row is followed by: it would be a longer name (…护理院仓山分院，…)."""
    ends = "|".join(re.escape(end) for end in words().organisation_ends)
    part = r"[\u4e00-\u9fffA-Za-z0-9]{0,8}?"
    branch = rf"{part}(?:{ends}|院区)|[（(]{part}(?:{ends}|[院社分片]区|部)[）)]"
    return rf"(?!(?<=\d)\d|(?:{branch})(?:[，,。；;：:｜|\s]|$))"


@dataclass(frozen=True)
class Command:
    """What is to be done: `rows` are the rows named (from 0, may not exist), `what` the rest.

    `to` is the row another one is moved to or put beside, `side` 前 or 后 of it.
    """

    name: str
    rows: tuple[int, ...] = ()
    to: int | None = None
    side: str = ""
    what: str = ""


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(Path(__file__).parent / "commands.yml")
    return data


def recognise(field: Field, rows: Sequence[Row], text: str) -> Command | None:
    """The command the whole message is, or None. `rows` are those filled in: names count too."""
    original = text.strip()
    folded = fold(original)
    references = _References(field, rows)
    word = table_of(field).row_word
    for name, patterns in _compiled(references.one, references.several, word):
        for pattern in patterns:
            match = pattern.fullmatch(folded)
            if match is not None and not _is_a_line(name, match, original):
                return _command(name, match, original, references)
    return None


def _is_a_line(name: str, match: re.Match[str], text: str) -> bool:
    """Whether what reads like the change of a named row is a pasted line: its cells tell what it
    holds, whatever stood there before."""
    return name == "change" and _BY_PLACE.match(match["rows"]) is None and is_pasted(text)


_SOME_NAME = r"(?!这|那|它|刚|上|下|我|什么|都|全|所有|前面|后面)[\u4e00-\u9fffA-Za-z]{2,20}?"


def no_row_of_name(field: Field, rows: Sequence[Row], text: str) -> str | None:
    """The name in a wish to move or delete a row that there is not: 把晋江挪到最前面."""
    folded = fold(text.strip())
    known = {
        label
        for column in table_of(field).columns
        for label in (column.label, column.short, *column.aliases)
    }
    for name in ("move", "delete"):
        word = table_of(field).row_word
        for pattern in _patterns(tuple(_data()[name]), _SOME_NAME, _SOME_NAME, word):
            match = pattern.fullmatch(folded)
            found = match.groupdict() if match else {}
            called = found.get("row") or found.get("rows")
            if called and not any(label in called for label in known):
                return called
    return None


def is_done(field: Field, text: str) -> bool:
    """Whether the message says that no row is to be added."""
    parts = [part for part in re.split(r"[，,。；]", fold(text.strip())) if part.strip()]
    word = table_of(field).row_word
    patterns = _patterns(tuple(_data()["done"]), "(?!)", "(?!)", word)
    return bool(parts) and all(any(p.fullmatch(part) for p in patterns) for part in parts)


def _command(
    name: str, match: re.Match[str], original: str, references: "_References"
) -> Command | None:
    found = match.groupdict()
    named = references.numbers(found.get("rows") or found.get("row") or "")
    start, end = match.span("what") if found.get("what") else (0, 0)
    side = found.get("side") or ""
    side = {"上": "前", "下": "后"}.get(side, side)
    to = references.numbers(found["target"])[0] if found.get("target") else None
    if found.get("first"):
        to = 0
    elif found.get("last"):
        to = max(references.count - 1, 0)
    elif found.get("step"):
        to = named[0] + (-1 if found["step"] in "上前" else 1)
    return Command(name, named, to, side, original[start:end])


def _of_counties(field: Field) -> bool:
    """Whether the rows are counties, which people call without their last character (上杭)."""
    table = table_of(field)
    return any(c.key == table.name and c.content == "county" for c in table.columns)


class _References:
    """The ways the rows can be named: 第3行, 最后一行, 第2到4行, 第1、3行, their names."""

    def __init__(self, field: Field, rows: Sequence[Row]) -> None:
        self.count = len(rows)
        self._names: dict[str, int | None] = {}
        for number, row in enumerate(rows):
            full = fold(name_of(field, row))
            county = _of_counties(field)
            called = {full, _REGION.sub("", full)}
            called |= {_KIND.sub("", name) for name in called} if county else set()
            for name in called:
                if len(name) > _NOT_NAMES or (county and len(name) == _NOT_NAMES):
                    self._names[name] = None if name in self._names else number
        known = [name for name, number in self._names.items() if number is not None]
        names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        data = _data()
        number, words = data["number"], f"{data['counters']}|{re.escape(table_of(field).row_word)}"
        named = f"|(?:{names}){_another()}" if names else ""
        self.one = (
            rf"(?:第\s*{number}\s*(?:{words})?"
            rf"|(?:倒数第{number}|最后面?|最末|末尾)(?:一|1)?(?:{words}){named})"
        )
        """A pattern for one row."""
        more = rf"(?:第\s*)?{number}\s*(?:{words})?{named}"
        between = r"\s*(?:[、,，和与跟及到至~-]|以及)\s*"
        self.several = rf"{self.one}(?:{between}(?:{more})){{0,{MOST_NAMED}}}"
        """A pattern for one row or several."""

    def numbers(self, text: str) -> tuple[int, ...]:
        """The rows that `text` names, from 0."""
        found: list[int] = []
        for part in re.finditer(_piece(tuple(self._names)), text):
            if part["name"]:
                number = self._names[part["name"]]
                found += [number] if number is not None else []
            elif part["last"]:
                back = int(parse_number(part["back"]) or 1) if part["back"] else 1
                found.append(self.count - back)
            else:
                value = parse_number(part["number"])
                number = -1 if value is None else int(value) - 1
                if part["to"] and found and found[-1] < number <= found[-1] + 999:
                    found += range(found[-1] + 1, number)
                found.append(number)
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def _piece(names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    number = _data()["number"]
    return re.compile(
        rf"(?P<name>{named})|(?P<last>(?:倒数第(?P<back>{number})|最后面?|最末|末尾)(?:一|1)?)"
        rf"|(?P<to>[到至~-]\s*)?第?\s*(?P<number>{number})"
    )


@lru_cache(maxsize=64)
def _compiled(
    one: str, several: str, word: str
) -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    skipped = ("words", "counters", "number", "lead", "tail", "done")
    return tuple(
        (name, _patterns(tuple(lines), one, several, word))
        for name, lines in _data().items()
        if name not in skipped
    )


@lru_cache(maxsize=256)
def _patterns(
    lines: tuple[str, ...], one: str, several: str, word: str
) -> tuple[re.Pattern[str], ...]:
    data = _data()
    made = []
    for line in lines:
        for name, pattern in (
            ("{rows}", f"(?P<rows>{several})"),
            ("{row}", f"(?P<row>{one})"),
            ("{target}", f"(?P<target>{one})"),
            ("{word}", f"{data['words']}|{re.escape(word)}"),
        ):
            line = line.replace(name, pattern)
        made.append(re.compile(f"{data['lead']}(?:{line}){data['tail']}"))
    return tuple(made)
