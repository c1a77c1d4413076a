"""What kind of file it is, by its content and never by its name; what is unsafe is refused."""

import io
import zipfile
from typing import Literal

from prefill.errors import PrefillError
from screening.opening import BROKEN_ARCHIVE, ENCRYPTED_PART, MACROS, MAX_UNPACKED, OLE

MAX_BYTES = 12_000_000
"""A photograph of a present-day phone fits."""

MAX_WORD_TEXT = 30_000_000
"""Bytes of a Word file's own text once unpacked; a form is a hundredth of it."""

Kind = Literal["picture", "pdf", "word", "sheet"]

_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_WORD = b"wordprocessingml.document.main+xml"
_SHEET = b"spreadsheetml.sheet.main+xml"


def kind_of(data: bytes) -> Kind:
    """The kind of a file that may be read on. Raises PrefillError for any other."""
    if not data:
        raise PrefillError("unusable", "empty_file")
    if len(data) > MAX_BYTES:
        raise too_big()
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "picture"
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise PrefillError("wrong_kind", "heic")
    if data.startswith(OLE):
        code = "encrypted" if ENCRYPTED_PART in data else "old_office"
        raise PrefillError("wrong_kind", code)
    if not data.startswith(b"PK"):
        raise PrefillError("wrong_kind", "wrong_kind")
    return _office_kind(data)


def too_big() -> PrefillError:
    """What is said of a file above the limit."""
    return PrefillError("too_large", "too_big", limit=MAX_BYTES // 1_000_000)


def _office_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            types = _content_types(archive, parts)
    except BROKEN_ARCHIVE as error:
        raise PrefillError("unusable", "broken") from error
    if b"macroEnabled" in types or any(MACROS.search(part.filename) for part in parts):
        raise PrefillError("wrong_kind", "macros")
    if _WORD in types:
        texts = sum(part.file_size for part in parts if part.filename.endswith(".xml"))
        if texts > MAX_WORD_TEXT:
            limit = MAX_WORD_TEXT // 1_000_000
            raise PrefillError("too_large", "unpacked_too_big", limit=limit)
        return "word"
    if _SHEET in types:
        return "sheet"
    raise PrefillError("wrong_kind", "wrong_kind")


def _content_types(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bytes:
    if any(part.flag_bits & 1 for part in parts):
        raise PrefillError("wrong_kind", "encrypted")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise PrefillError("too_large", "unpacked_too_big", limit=MAX_UNPACKED // 1_000_000)
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        raise PrefillError("wrong_kind", "wrong_kind")
    return archive.read("[Content_Types].xml")
