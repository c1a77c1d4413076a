"""Read the values out of a document that was filled in from a form's template.

The document is laid beside its template: where a cell of the template holds a tag, the same cell of
the document holds the value. Works for every template whose tags stand in table cells: whole tags
such as `{{ address }}`, or the boxes of one choice such as `{{ ownership.public }}公办`.
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
from forms.template_spec import FORMS_DIR, load_spec

_TAG = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}")
_PART = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\.[a-z0-9_]+\s*\}\}")


class ReadBackError(Exception):
    """The document was not made from this template, or its tables were changed."""


def read_back(docx: bytes, form: Form, *, folder: Path | None = None) -> dict[str, Any]:
    """Values by field key, of all fields that have one in the document.

    `folder` is the form's folder. Raises ReadBackError if document and template do not match.
    """
    path = (folder or FORMS_DIR / form.id) / "template.docx"
    marks = load_spec(form.id, folder).marks
    template = list(cell_texts(path.read_bytes()))
    document = list(cell_texts(docx))
    if len(template) != len(document):
        raise ReadBackError("文件的表格与模板不一致，请使用系统生成的申请表。")
    values: dict[str, Any] = {}
    for pattern, text in zip(template, document, strict=True):
        for key, shown in _matched(pattern, text).items():
            if key in form.fields:
                value = read(form.fields[key], shown, marks)
                if value is not None:
                    values[key] = value
    return values


def cell_texts(docx: bytes) -> Iterator[str]:
    """The text of every table cell in order, its paragraphs joined by line breaks."""
    try:
        body = Document(io.BytesIO(docx)).element.body
    except Exception as exc:  # python-docx raises whatever its zip and XML readers raise
        raise ReadBackError("这不是可以读取的 Word 文件（.docx）。") from exc
    for cell in body.iter(qn("w:tc")):
        yield "\n".join(_paragraph_text(p) for p in cell.findall(qn("w:p")))


def _paragraph_text(paragraph: Any) -> str:
    pieces = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        node.text or "" if node.tag == qn("w:t") else pieces.get(node.tag, "")
        for run in paragraph.iter(qn("w:r"))
        for node in run
    )


def _matched(pattern: str, text: str) -> dict[str, str]:
    boxes = set(_PART.findall(pattern))
    if len(boxes) == 1:  # a cell with the options of one choice: the boxes tell
        return {boxes.pop(): text}
    keys = _TAG.findall(pattern)
    if not keys:
        return {}
    between = [re.escape(fixed) for fixed in _TAG.split(pattern)[::2]]
    found = re.fullmatch("([\\s\\S]*?)".join(between), text)
    if found is None:
        raise ReadBackError("文件的表格与模板不一致，请使用系统生成的申请表。")
    return dict(zip(keys, found.groups(), strict=True))
