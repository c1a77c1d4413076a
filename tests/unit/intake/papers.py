"""Small files of every kind, made of plain lines: what offices send, good and bad."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

NOTICE = Path(__file__).parent / "files" / "签约服务试点.txt"
LINES = [line for line in NOTICE.read_text(encoding="utf-8").splitlines() if line]


def word(lines: Sequence[str], change: Callable[[Any], None] | None = None) -> bytes:
    """A .docx with a paragraph for each line; `change` may do anything to the document."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[str]], password: str = "") -> bytes:
    """A PDF with the lines of each page as text; a page without lines shows a picture."""
    writer = PdfWriter()
    font = writer._add_object(_font(sorted({c for page in pages for line in page for c in line})))
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        if lines:
            fonts = DictionaryObject({NameObject("/F1"): font})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            page[NameObject("/Contents")] = writer._add_object(_stream(_shown(lines)))
        else:
            image = writer._add_object(_picture())
            images = DictionaryObject({NameObject("/Im1"): image})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
            drawn = b"q 595 0 0 842 0 0 cm /Im1 Do Q"
            page[NameObject("/Contents")] = writer._add_object(_stream(drawn))
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def numbered(document: Any) -> None:
    """Give the paragraphs that begin with # an automatic number 一、 and those with ## （一）."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, text in enumerate(["%1、", "（%2）"])
    )
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for paragraph in document.paragraphs:
        depth = len(paragraph.text) - len(paragraph.text.lstrip("#"))
        if depth:
            paragraph.runs[0].text = paragraph.text.lstrip("#")
            paragraph._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth - 1}"/>'
                    '<w:numId w:val="77"/></w:numPr>'
                )
            )


def revised(document: Any) -> None:
    """Mark an insertion that nobody has accepted."""
    document.paragraphs[-1]._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>补充</w:t></w:r></w:ins>')
    )


def _shown(lines: Sequence[str]) -> bytes:
    parts = ["BT /F1 12 Tf 60 780 Td 18 TL"]
    for line in lines:
        codes = "".join(f"{ord(c):04X}" for c in line)
        parts.append(f"<{codes}> Tj T*")
    return "\n".join([*parts, "ET"]).encode()


def _stream(content: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream


def _font(characters: Sequence[str]) -> DictionaryObject:
    """A font that is named but not embedded; its codes are those of the characters."""
    pairs = "\n".join(f"<{ord(c):04X}> <{ord(c):04X}>" for c in characters)
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(characters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    name = NameObject("/Sung")
    system = DictionaryObject(
        {
            NameObject("/Registry"): TextStringObject("Adobe"),
            NameObject("/Ordering"): TextStringObject("Identity"),
            NameObject("/Supplement"): NumberObject(0),
        }
    )
    inner = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): name,
            NameObject("/CIDSystemInfo"): system,
            NameObject("/DW"): NumberObject(1000),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): name,
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([inner]),
            NameObject("/ToUnicode"): _stream(table.encode()),
        }
    )


def _picture() -> DecodedStreamObject:
    image = _stream(b"\x80")
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(1),
            NameObject("/Height"): NumberObject(1),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): NumberObject(8),
        }
    )
    return image
