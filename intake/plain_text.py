"""Text files in the encodings that Chinese offices use."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from intake.errors import IntakeError
from intake.lines import Line

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_READABLE = 0.95


def read_text(path: Path, data: bytes) -> list[Line]:
    """The lines of a text in UTF-8, UTF-16, GBK or GB18030; IntakeError for anything else."""
    lines = decode(path, data).splitlines()
    return [Line(line, f"第{number}行") for number, line in enumerate(lines, 1)]


def decode(path: Path, data: bytes) -> str:
    """The text; the encoding is taken from the file's mark, else the first that fits."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    names = [marked] if marked else ["utf-8", *_without_mark(data), "gb18030"]
    reached = 0
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            reached = max(reached, error.start)
            continue
        if _readable(text):
            return text
    line = data.count(b"\n", 0, reached) + 1
    raise IntakeError(path, "not_text", place=f"第{line}行")


def _without_mark(data: bytes) -> list[str]:
    """UTF-16 without its mark shows by the zero bytes of line ends and digits."""
    if b"\0" not in data or len(data) % 2:
        return []
    return ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]


def _readable(text: str) -> bool:
    """Whether a text is writing: hardly a character is a control or unknown one."""
    shown = [c for c in text if not c.isspace()]
    good = sum(not unicodedata.category(c).startswith("C") for c in shown)
    return not shown or good >= _LEAST_READABLE * len(shown)
