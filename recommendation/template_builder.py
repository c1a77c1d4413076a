"""Build the Word templates of the letter and the tables.

    python -m recommendation.template_builder

The results (`<folder>/template.docx`) are committed; the authority's own Word files, with the same
tags put in, may take their place at any time.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

import forms
import policy
from forms import word_style as style
from forms.loader import read_yaml
from forms.template_builder import finished
from recommendation.letter import TEMPLATE, WORDS
from recommendation.program import FOLDER, Program, Table, load_program

ROOT = FOLDER.parent
TITLE = style.Face(style.TITLE.font, 22)
BODY = style.Face(style.COVER.font, 16)
HEAD = style.Face(style.LABEL.font, 11)
CELL = style.Face(style.VALUE.font, 12)
UNIT_LINES = ("推荐单位：{{ unit }}（加盖公章）", "联系人：{{ contact }}", "联系电话：{{ phone }}")
LETTER_LINE = Pt(30)
ANNEX_INDENT = 5.9
"""Characters to the left of an annex's title: “附件：1. ” after two."""


def build_table(table: Table) -> bytes:
    """The template of a table: A4 across, any number of rows, the header on every page."""
    document = Document()
    style.prepare(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.different_first_page_header_footer = False
    first = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    style.space(first)
    style.write(first, table.attachment, style.ATTACHMENT)
    title = document.add_paragraph()
    title.alignment = ALIGN.CENTER
    style.space(title, before=6, after=12)
    style.write(title, table.title, TITLE)
    for line in UNIT_LINES:
        paragraph = document.add_paragraph()
        style.space(paragraph, after=10 if line == UNIT_LINES[-1] else 4)
        style.write(paragraph, line, style.Face(style.COVER.font, 14))
    widths = tuple(column.width for column in table.data.columns)
    tags = [f"{{{{ row.{column.key} }}}}" for column in table.data.columns]
    grid = document.add_table(rows=4, cols=len(widths))
    style.frame(grid, widths)
    _row(grid.rows[0], widths, table.headings, HEAD, header=True)
    loop = ["{%tr for row in rows %}"] + [""] * (len(widths) - 1)
    _row(grid.rows[1], widths, loop, CELL)
    _row(grid.rows[2], widths, tags, CELL, left=len(widths) - 1)
    _row(grid.rows[3], widths, ["{%tr endfor %}"] + [""] * (len(widths) - 1), CELL)
    style.page_number(_footer(section))
    return finished(document)


def _row(
    row: Any,
    widths: Sequence[float],
    texts: Sequence[str],
    face: style.Face,
    *,
    header: bool = False,
    left: int | None = None,
) -> None:
    style.row_rules(row, 14 if header else 13, split=False, header=header)
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = Mm(width)
        style.borders(cell._tc)  # before the alignment: Word wants them in this order
        cell.vertical_alignment = VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN.LEFT if place == left else ALIGN.CENTER
        style.space(paragraph, before=2, after=2)
        style.write(paragraph, text, face)


def _footer(section: Any) -> Any:
    footer = section.footer.paragraphs[0]
    footer.alignment = ALIGN.CENTER
    return footer


def build_letter() -> bytes:
    """The template of the letter, in the layout of an official letter."""
    words: dict[str, Any] = read_yaml(WORDS)
    document = Document()
    style.prepare(document)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    title = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    title.alignment = ALIGN.CENTER
    style.space(title, before=20, after=30)
    style.write(title, words["title"], TITLE)
    _line(document, words["addressee"])
    for text in words["paragraphs"]:
        _line(document, text, indent=2)
    _line(document, "")
    _line(document, "{%p for item in annexes %}")
    annex = _line(document, words["annex"])
    annex.paragraph_format.left_indent = Pt(BODY.size * ANNEX_INDENT)
    annex.paragraph_format.first_line_indent = Pt(BODY.size * (2 - ANNEX_INDENT))
    _line(document, "{%p endfor %}")
    signed = [_line(document, "") for _ in range(2)]
    signed.append(_line(document, words["organ"], right=2))
    signed.append(_line(document, words["date"], right=2))
    signed.append(_line(document, ""))
    for line in (annex, *signed):  # the seal, and whom to ask, never alone on a page
        line.paragraph_format.keep_with_next = True
    _line(document, words["contact"], indent=2)
    return finished(document)


def _line(document: Any, text: str, indent: int = 0, right: int | None = None) -> Any:
    paragraph = document.add_paragraph()
    style.space(paragraph)
    paragraph.paragraph_format.line_spacing = LETTER_LINE
    paragraph.paragraph_format.first_line_indent = Pt(BODY.size * indent)
    if right is not None:
        paragraph.alignment = ALIGN.RIGHT
        paragraph.paragraph_format.right_indent = Pt(BODY.size * right)
    style.write(paragraph, text, BODY)
    return paragraph


def build_all(program: Program) -> dict[Path, bytes]:
    """Every template by where it belongs."""
    made = {table.folder / "template.docx": build_table(table) for table in program.tables}
    return {**made, TEMPLATE: build_letter()}


def main() -> int:
    """Build and store all templates."""
    base = policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")
    program = load_program(base, forms.load_forms(ROOT / "forms", base))
    for path, content in build_all(program).items():
        path.write_bytes(content)
        print(f"已生成 {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
