"""From a file to its lines: the kind is told by the content, not by the name alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

from intake.errors import IntakeError
from intake.lines import Line, apart, clean, paragraphs
from intake.pdf_file import read_pdf
from intake.plain_text import read_text
from intake.word_file import OLE, read_docx

MAX_BYTES = 30_000_000
MAX_CHARACTERS = 80_000
"""About a hundred printed pages."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_SUFFIXES = {".txt": "text", ".docx": "docx", ".pdf": "pdf", "": "text", ".text": "text"}


def read(path: Path) -> list[Line]:
    """The paragraphs of a .docx, .pdf or .txt with their places; IntakeError for anything else."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise IntakeError(path, "is_folder")
        if size > MAX_BYTES:
            raise IntakeError(path, "too_big", limit=MAX_BYTES // 1_000_000)
        data = path.read_bytes()
    except OSError as error:
        raise IntakeError(path, "no_such_file") from error
    if not data.strip():
        raise IntakeError(path, "empty")
    lines = clean(_lines(path, data))
    if not lines:
        raise IntakeError(path, "no_text")
    reached = 0
    for line in lines:
        reached += len(line.text)
        if reached > MAX_CHARACTERS:
            raise IntakeError(path, "too_long", place=line.place, limit=MAX_CHARACTERS)
    is_word = data.startswith(b"PK")
    return apart(lines if is_word else paragraphs(lines))


def _lines(path: Path, data: bytes) -> list[Line]:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return read_pdf(path, data)
    if data.startswith((b"PK\x03\x04", OLE)):
        if data.startswith(b"PK") and b"word/" not in data:
            damaged = path.suffix.lower() == ".docx" and not zipfile.is_zipfile(path)
            raise IntakeError(path, "broken_docx" if damaged else "wrong_kind")
        return read_docx(path, data)
    if data.startswith(_PICTURES):
        raise IntakeError(path, "picture")
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind == "text":
        return read_text(path, data)
    raise IntakeError(
        path, {"pdf": "broken_pdf", "docx": "broken_docx"}.get(kind or "", "wrong_kind")
    )
