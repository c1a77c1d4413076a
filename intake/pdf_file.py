"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from intake.errors import IntakeError
from intake.lines import Line

MAX_PAGES = 100
_LEAST_CHARACTERS = 10
"""A page with fewer is a picture or a blank."""
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
    RecursionError, NotImplementedError,
)  # fmt: skip


def read_pdf(path: Path, data: bytes) -> list[Line]:
    """The lines of a PDF of at most MAX_PAGES pages that holds text and opens without a password.

    A page without text between others is refused as well: what it says would be missing.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise IntakeError(path, "encrypted")
        count = len(reader.pages)
    except _BROKEN as error:
        raise IntakeError(path, "broken_pdf") from error
    if count > MAX_PAGES:
        raise IntakeError(path, "too_many_pages", pages=count, limit=MAX_PAGES)
    lines: list[Line] = []
    without: list[int] = []
    for number in range(1, count + 1):
        try:
            text = reader.pages[number - 1].extract_text()
        except _BROKEN as error:
            raise IntakeError(path, "broken_page", page=number) from error
        if len("".join(text.split())) < _LEAST_CHARACTERS:
            without.append(number)
        lines += [Line(line, f"第{number}页第{i}行") for i, line in enumerate(text.splitlines(), 1)]
    if len(without) == count:
        raise IntakeError(path, "scanned")
    pictures = [number for number in without if _has_picture(reader, number)]
    if pictures:
        raise IntakeError(path, "scanned_pages", pages="、".join(f"第{n}页" for n in pictures))
    return lines


def _has_picture(reader: PdfReader, number: int) -> bool:
    """Whether a page shows a picture; a page with neither text nor picture is blank."""
    try:
        return bool(reader.pages[number - 1].images)
    except (*_BROKEN, PdfReadError, ImportError):
        return True
