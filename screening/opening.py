"""From bytes to a workbook that is safe to read: kind, size and packing are judged first."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from screening.errors import ScreeningError

MAX_BYTES = 5_000_000
MAX_UNPACKED = 150_000_000
"""Bytes of all parts together; 20,000 full rows of the template are about a third of it."""

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/", re.IGNORECASE)
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,  # a kind of packing that the machine cannot read
)
_BROKEN = (
    *BROKEN_ARCHIVE,
    InvalidFileException,
    DefusedXmlException,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
    SyntaxError,  # XML errors are of this kind
)


def open_workbook(data: bytes) -> Workbook:
    """The workbook, read-only and with values in place of formulas.

    Raises ScreeningError for whatever is no plain .xlsx of at most MAX_BYTES bytes.
    """
    judge(data)
    with broken_means_refused():
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return book


@contextmanager
def broken_means_refused() -> Iterator[None]:
    """Whatever the XML readers raise inside means that the file is damaged."""
    try:
        yield
    except ScreeningError:
        raise
    except _BROKEN as error:
        raise ScreeningError("unusable", "broken") from error


def sheet_xml(book: Workbook, sheet: Any) -> bytes:
    """The raw part of a sheet: the reader tells neither hidden rows nor formulas without value."""
    archive: zipfile.ZipFile = book._archive
    return archive.read(sheet._worksheet_path)


def judge(data: bytes) -> None:
    """Raise ScreeningError for what cannot be a plain .xlsx, without reading its sheets."""
    if not data:
        raise ScreeningError("unusable", "empty_file")
    if len(data) > MAX_BYTES:
        raise ScreeningError("too_large", "too_big", limit=MAX_BYTES // 1_000_000)
    if data.startswith(OLE):
        code = "encrypted" if ENCRYPTED_PART in data else "old_xls"
        raise ScreeningError("wrong_kind", code)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _judge_parts(parts)
            types = archive.read("[Content_Types].xml")
    except BROKEN_ARCHIVE as error:
        raise ScreeningError("wrong_kind", "not_workbook") from error
    if b"macroEnabled" in types:
        raise ScreeningError("wrong_kind", "macros")
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise ScreeningError("wrong_kind", "not_workbook")


def _judge_parts(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        limit = MAX_UNPACKED // 1_000_000
        raise ScreeningError("too_large", "unpacked_too_big", limit=limit)
    if any(part.flag_bits & 1 for part in parts):
        raise ScreeningError("wrong_kind", "encrypted")
    if any(MACROS.search(part.filename) for part in parts):
        raise ScreeningError("wrong_kind", "macros")
