"""Read the values out of a document that was filled in from a form's template.

The document is laid beside its template: where a cell of the template holds a tag, the same cell of
the document holds the value, and so with the paragraphs outside tables and with the rows of a loop.
Works for whole tags such as `{{ address }}`, or the boxes of one choice such as
`{{ ownership.public }}公办`.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from forms.definition import Form
from forms.presentation import read
from forms.template_spec import FORMS_DIR, Marks, load_spec

_TAG = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}")
_LOOP = re.compile(r"\{%tr\s+for\s+(?P<row>\w+)\s+in\s+(?P<table>\w+)\s*%\}")
_END = re.compile(r"\{%tr\s+endfor\s*%\}")
_PART_ANYHOW = re.compile(r"\{\{\s*[a-z_][a-z0-9_]*\.[a-z0-9_]+\s*\}\}")
_PART = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\.[a-z0-9_]+\s*\}\}")


PHOTO_PAGES = "photo_pages"
"""The bookmark where the form ends and photographs begin."""


class ReadBackError(Exception):
    """The document was not made from this template, or its tables were changed."""


_OTHER = ReadBackError("文件的表格与模板不一致，请使用系统生成的申请表。")


def read_back(docx: bytes, form: Form, *, folder: Path | None = None) -> dict[str, Any]:
    """Values by field key, of all fields that have one in the document.

    `folder` is the form's folder. Raises ReadBackError if document and template do not match.
    """
    folder = folder or form.folder or FORMS_DIR / form.id
    path = folder / "template.docx"
    marks = load_spec(form.id, folder).marks
    template = _tables(path.read_bytes())
    document = _tables(docx)
    if len(template) != len(document):
        raise _OTHER
    values = _of_paragraphs(_paragraphs(path.read_bytes()), _paragraphs(docx), form, marks)
    for patterns, rows in zip(template, document, strict=True):
        for table, number, pattern_row, row in _beside(patterns, rows):
            if len(pattern_row) != len(row):
                raise _OTHER
            into = values
            fields = form.fields
            if table is not None and table in form.rows:
                kept = values.setdefault(table, [])
                kept += [{} for _ in range(number + 1 - len(kept))]
                into, fields = kept[number], form.rows[table].fields
            for pattern, text in zip(pattern_row, row, strict=True):
                for key, shown in _matched(pattern, text).items():
                    value = read(fields[key], shown, marks) if key in fields else None
                    if value is not None:
                        into[key] = value
    for key in form.rows:  # a row that says nothing is none
        values[key] = [row for row in values.get(key, []) if row]
        if not values[key]:
            del values[key]
    return values


def _of_paragraphs(
    patterns: list[str], texts: list[str], form: Form, marks: Marks
) -> dict[str, Any]:
    """Values in paragraphs outside tables; of none where a long text made more paragraphs."""
    values: dict[str, Any] = {}
    if len(patterns) != len(texts):
        return values
    for pattern, text in zip(patterns, texts, strict=True):
        for key, shown in _matched(pattern, text).items():
            value = read(form.fields[key], shown, marks) if key in form.fields else None
            if value is not None:
                values[key] = value
    return values


def _paragraphs(docx: bytes) -> list[str]:
    body = Document(io.BytesIO(docx)).element.body
    paragraphs = body.findall(qn("w:p"))
    marked = [n for n, one in enumerate(paragraphs) if _begins_photos(one)]
    return [_paragraph_text(one) for one in paragraphs[: marked[0] if marked else None]]


def _begins_photos(paragraph: Any) -> bool:
    marks = paragraph.iter(qn("w:bookmarkStart"))
    return any(mark.get(qn("w:name")) == PHOTO_PAGES for mark in marks)


def cell_texts(docx: bytes) -> Iterator[str]:
    """The text of every table cell in order, its paragraphs joined by line breaks."""
    for table in _tables(docx):
        for row in table:
            yield from row


def _tables(docx: bytes) -> list[list[list[str]]]:
    """The text of the cells, row by row, of every table."""
    try:
        body = Document(io.BytesIO(docx)).element.body
    except Exception as exc:  # python-docx raises whatever its zip and XML readers raise
        raise ReadBackError("这不是可以读取的 Word 文件（.docx）。") from exc
    return [
        [
            [
                "\n".join(_paragraph_text(p) for p in cell.findall(qn("w:p")))
                for cell in row.iter(qn("w:tc"))
            ]
            for row in table.findall(qn("w:tr"))
        ]
        for table in body.findall(qn("w:tbl"))
    ]


def _beside(
    patterns: list[list[str]], rows: list[list[str]]
) -> Iterator[tuple[str | None, int, list[str], list[str]]]:
    """Each row of a document with the row of the template it was made from.

    With the table field and the number of its row, where the template goes over such a field.
    """
    loops = [n for n, row in enumerate(patterns) if _LOOP.search("".join(row))]
    ends = [n for n, row in enumerate(patterns) if _END.search("".join(row))]
    if not loops:
        if len(patterns) != len(rows):
            raise _OTHER
        yield from ((None, 0, pattern, row) for pattern, row in zip(patterns, rows, strict=True))
        return
    first, end = loops[0], ends[0] if ends else 0
    loop = _LOOP.search("".join(patterns[first]))
    body, tail = patterns[first + 1 : end], patterns[end + 1 :]
    repeated = len(rows) - first - len(tail)
    if len(loops) != 1 or loop is None or not body or repeated < 0 or repeated % len(body):
        raise _OTHER
    own = re.compile(rf"(\{{\{{\s*){re.escape(loop['row'])}\.")
    inside = [[own.sub(r"\1", cell) for cell in pattern] for pattern in body]
    for number, row in enumerate(rows):
        if number < first:
            yield None, 0, patterns[number], row
        elif number < first + repeated:
            at = number - first
            yield loop["table"], at // len(body), inside[at % len(body)], row
        else:
            yield None, 0, tail[number - first - repeated], row


def _paragraph_text(paragraph: Any) -> str:
    pieces = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        node.text or "" if node.tag == qn("w:t") else pieces.get(node.tag, "")
        for run in paragraph.iter(qn("w:r"))
        for node in run
    )


def _matched(pattern: str, text: str) -> dict[str, str]:
    boxes, keys = set(_PART.findall(pattern)), _TAG.findall(pattern)
    if len(boxes) == 1 and not keys:  # a cell with the options of one choice: the boxes tell
        return {boxes.pop(): text}
    if not keys:
        return {}
    between = [_fixed(part) for part in _TAG.split(pattern)[::2]]
    found = re.fullmatch("([\\s\\S]*?)".join(between), text)
    if found is None:
        raise _OTHER
    return dict(zip(keys, found.groups(), strict=True))


def _fixed(part: str) -> str:
    """What stands between two whole tags, as a pattern; a part such as {{ form.today }} is open."""
    return "[\\s\\S]*?".join(map(re.escape, re.split(_PART_ANYHOW, part)))
