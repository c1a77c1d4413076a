"""Documents that are put together from data: headings, paragraphs, tables, on A4."""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from forms import word_style as style
from forms.rendering import clean_lines
from forms.template_builder import finished

TITLE = style.Face(style.TITLE.font, 20)
HEADING = style.Face(style.HEADING.font, 14)
BODY = style.Face(style.VALUE.font, 12)
QUOTE = style.Face("楷体", 11)
SMALL = style.Face(style.VALUE.font, 10.5)
SMALL_HEAD = style.Face(style.LABEL.font, 10.5)
LONG = 250
"""Characters of a cell from which on its row may go over a page end: whole, it leaves a gap."""


class Paper:
    """A document being written from top to bottom."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        style.prepare(self._document)
        section = self._document.sections[0]
        section.different_first_page_header_footer = False
        paragraphs = self._document.paragraphs
        first = paragraphs[0] if paragraphs else self._document.add_paragraph()
        first.alignment = ALIGN.CENTER
        style.space(first, after=10, line=1.2)
        style.write(first, clean_lines(title).strip(), TITLE)
        footer = section.footer.paragraphs[0]
        footer.alignment = ALIGN.CENTER
        style.page_number(footer)

    def heading(self, text: str) -> None:
        """A heading that stays with what follows."""
        paragraph = self._document.add_paragraph()
        style.space(paragraph, before=12, after=5)
        paragraph.paragraph_format.keep_with_next = True
        style.write(paragraph, clean_lines(text), HEADING)

    def text(self, text: str, *, centred: bool = False, bold: bool = False) -> None:
        """Paragraphs, one for each line."""
        face = style.Face(BODY.font, BODY.size, bold)
        for line in clean_lines(text).split("\n"):
            paragraph = self._document.add_paragraph()
            style.space(paragraph, after=3, line=1.3)
            if centred:
                paragraph.alignment = ALIGN.CENTER
            else:
                paragraph.paragraph_format.first_line_indent = Pt(BODY.size * 2)
            style.write(paragraph, line, face)

    def quote(self, text: str, *, leads: bool = False) -> None:
        """Words of the notice; `leads`: they stand on a page with what follows them."""
        paragraph = self._document.add_paragraph()
        style.space(paragraph, after=4, line=1.2)
        paragraph.paragraph_format.left_indent = Pt(QUOTE.size * 2)
        paragraph.paragraph_format.keep_with_next = leads
        style.write(paragraph, clean_lines(text), QUOTE)

    def room(self, lines: int) -> None:
        """Empty lines to write on."""
        for _ in range(lines):
            style.space(self._document.add_paragraph(), line=1.3)

    def table(
        self,
        widths: Sequence[float],
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        centred: Sequence[int] = (0,),
    ) -> None:
        """A table (widths in mm, 160 fill the page) with its header on every page."""
        made = self._document.add_table(rows=1 + len(rows), cols=len(widths))
        style.frame(made, tuple(widths))
        lines = made._tbl.tr_lst  # table.rows[n].cells looks the whole table through every time
        for number, (line, texts) in enumerate(zip(lines, [header, *rows], strict=True)):
            head = number == 0
            broken = not head and max(map(len, texts)) > LONG
            style.row_rules(made.rows[number], 8, split=broken, header=head)
            for place, (cell, text) in enumerate(zip(line.tc_lst, texts, strict=True)):
                cell.width = Mm(widths[place])
                self._cell(made, cell, text, head=head, centred=head or place in centred)

    @staticmethod
    def _cell(table: Any, cell: Any, text: str, *, head: bool, centred: bool) -> None:
        style.borders(cell)
        properties = cell.get_or_add_tcPr()
        properties.get_or_add_vAlign().set(qn("w:val"), VERTICAL.to_xml(VERTICAL.CENTER))

        paragraph = Paragraph(cell.p_lst[0], table)
        paragraph.alignment = ALIGN.CENTER if centred else ALIGN.LEFT
        style.space(paragraph, before=2, after=2, line=1.1)
        style.write(paragraph, clean_lines(text), SMALL_HEAD if head else SMALL)

    def finish(self) -> bytes:
        """The document as .docx."""
        return finished(self._document)
