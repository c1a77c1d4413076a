"""The text of a Word document (.docx): paragraphs and tables in order, automatic numbers written
out, what is marked as deleted left out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from intake.errors import IntakeError
from intake.lines import Line
from intake.word_numbers import Numbers

MAX_UNPACKED = 100_000_000
"""Bytes of all parts together; pictures included, no notice comes near it."""
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, NotImplementedError,
    OpcError, AttributeError, IndexError, XMLSyntaxError,
)  # fmt: skip
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n"}
_RUNS = ".//*[self::w:t or self::w:tab or self::w:br][parent::w:r][not(ancestor::w:txbxContent)]"
"""Text boxes are left out: they repeat in two forms what only decorates."""
_REVISIONS = (qn("w:ins"), qn("w:del"))
_COLUMN_GAP = "  "


def read_docx(path: Path, data: bytes) -> list[Line]:
    """The lines of a document; IntakeError when it is no unlocked .docx with text."""
    if data.startswith(OLE):
        raise IntakeError(path, "encrypted" if _ENCRYPTED_PART in data else "old_doc")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise IntakeError(path, "unpacked_too_big", limit=MAX_UNPACKED // 1_000_000)
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except _BROKEN as error:
        raise IntakeError(path, "broken_docx") from error
    if next(document.element.body.iter(*_REVISIONS), None) is not None:
        raise IntakeError(path, "revisions")
    if (
        not lines
        and next(document.element.body.iter(qn("w:drawing"), qn("w:pict")), None) is not None
    ):
        raise IntakeError(path, "scanned")
    return lines


def _lines(document: Document) -> Iterator[Line]:
    numbers = Numbers(document)
    paragraph = table = 0
    for element in document.element.body.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt")):
        if element.tag == qn("w:tbl"):
            table += 1
            for row, cells in enumerate(_rows(element), 1):
                yield Line(_COLUMN_GAP.join(cells), f"第{table}个表格第{row}行")
            continue
        for part in element.iter(qn("w:p")) if element.tag == qn("w:sdt") else [element]:
            paragraph += 1
            text = numbers.written(part) + _text(part)
            for line in text.split("\n"):
                yield Line(line, f"第{paragraph}段")


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iterchildren(qn("w:tr")):
        cells = (
            "".join(_text(p) for p in cell.iter(qn("w:p"))).strip()
            for cell in row.iterchildren(qn("w:tc"))
        )
        kept = [cell for cell in cells if cell]
        if kept:
            yield kept


def _text(paragraph: Any) -> str:
    return "".join(
        node.text or "" if node.tag == qn("w:t") else _SIGNS[node.tag]
        for node in paragraph.xpath(_RUNS)
    )
