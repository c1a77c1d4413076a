"""Build a form's default Word template from the layout in its template.yml.

    python -m forms.template_builder demonstration_institution_application

The result, `forms/<form_id>/template.docx` (and template.xlsx where asked for), is committed; the
authority's own file, with tags put in, may take its place at any time.
"""

import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from forms import word_style as style
from forms.definition import Field, FormData
from forms.errors import FormError
from forms.loader import read_form
from forms.presentation import NUMBER
from forms.template_spec import FORMS_DIR, Built, Cell, Cover, Line, Row, Section, load_spec
from forms.workbook_builder import build_workbook

ROW_HEIGHT_MM = 9.0
OPTIONS_WIDTH_MM = 116
ROW = "row"
"""What a row of a table field is called in the loop over its rows."""
_ALIGN = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
_EPOCH = (2025, 8, 7, 0, 0, 0)  # the same layout gives the same bytes


def build(layout: Built, form: FormData, missing: str = "") -> bytes:
    """The template as a Word file; the options of choices are worded as in `form`.

    In rows that are repeated, the mark of a `missing` value fits on one line of every cell.
    """
    document = Document()
    style.prepare(document)
    first = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    if layout.landscape:
        _across(document.sections[0])
    if layout.cover is not None:
        _cover(document, first, layout.cover)
    else:
        _opening(document, first, layout.opening)
    fields = {field.key: field for group in form.groups for field in group.fields}
    for number, section in enumerate(layout.sections):
        after_cover = number == 0 and layout.cover is not None
        if section.title:
            _heading(document, section.title, new_page=section.new_page or after_cover)
        _table(document, section, fields, missing)
    _plain_lines(document, layout.closing, style.VALUE)
    document.sections[0].different_first_page_header_footer = layout.cover is not None
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = ALIGN.CENTER
    style.page_number(footer)
    return finished(document)


def finished(document: Any) -> bytes:
    """The document as a file: nobody's name in it, and the same layout gives the same bytes."""
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = datetime(*_EPOCH, tzinfo=UTC)
    written = io.BytesIO()
    document.save(written)
    return _reproducible(written.getvalue())


def _across(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def _opening(document: Any, first: Any, lines: Sequence[Line]) -> None:
    style.space(first)
    style.write(first, "{{ form.attachment }}", style.ATTACHMENT)
    title = document.add_paragraph()
    title.alignment = ALIGN.CENTER
    style.space(title, before=6, after=12)
    style.write(title, "{{ form.title }}", style.Face(style.TITLE.font, 22))
    _plain_lines(document, lines, style.Face(style.VALUE.font, 14))


def _plain_lines(document: Any, lines: Sequence[Line], face: style.Face) -> None:
    for number, line in enumerate(lines):
        paragraph = document.add_paragraph()
        style.space(paragraph, before=2, after=8 if number == len(lines) - 1 else 2)
        paragraph.alignment = _ALIGN[line.align]
        style.write(paragraph, line.text, face)


def _cover(document: Any, first: Any, cover: Cover) -> None:
    style.space(first)
    style.write(first, "{{ form.attachment }}", style.ATTACHMENT)
    title = document.add_paragraph()
    title.alignment = ALIGN.CENTER
    style.space(title, before=80, after=80)
    style.write(title, "{{ form.title }}", style.TITLE)
    table = document.add_table(rows=len(cover.lines), cols=2)
    style.frame(table, (56, 90))
    for borders in table._tbl.tblPr.findall(qn("w:tblBorders")):
        table._tbl.tblPr.remove(borders)
    for row, line in zip(table.rows, cover.lines, strict=True):
        style.row_rules(row, 15, split=False, header=False)
        label, value = row.cells
        for cell, width in ((label, 56), (value, 90)):
            cell.width = Mm(width)
            cell.vertical_alignment = VERTICAL.BOTTOM
            style.space(cell.paragraphs[0])
        label.paragraphs[0].alignment = ALIGN.DISTRIBUTE
        style.write(label.paragraphs[0], line.label.replace(" ", ""), style.COVER_LABEL)
        value.paragraphs[0].alignment = ALIGN.CENTER
        style.write(value.paragraphs[0], _tag(line.field or line.tag or ""), style.COVER)
        value._tc.get_or_add_tcPr().append(
            parse_xml(
                f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="6" '
                'w:space="0" w:color="000000"/></w:tcBorders>'
            )
        )
    _instructions(document, cover)


def _instructions(document: Any, cover: Cover) -> None:
    heading = document.add_paragraph()
    style.space(heading, before=70, after=4)
    style.write(heading, cover.instructions_title, style.NOTE_TITLE)
    for number, text in enumerate((*cover.instructions, "{{ form.note }}"), 1):
        paragraph = document.add_paragraph()
        style.space(paragraph, line=1.25)
        paragraph.paragraph_format.left_indent = Pt(style.NOTE.size * 1.5)
        paragraph.paragraph_format.first_line_indent = Pt(-style.NOTE.size * 1.5)
        style.write(paragraph, f"{number}. {text}", style.NOTE)


def _heading(document: Any, title: str, new_page: bool) -> None:
    paragraph = document.add_paragraph()
    style.space(paragraph, before=0 if new_page else 14, after=6)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.page_break_before = new_page
    style.write(paragraph, title, style.HEADING)


def _table(document: Any, section: Section, fields: Mapping[str, Field], missing: str) -> None:
    head = section.head_rows
    before, after = (1, 1) if section.each else (0, 0)  # the rows that begin and end the loop
    count = len(head) + before + len(section.rows) + after
    table = document.add_table(rows=count, cols=len(section.columns))
    style.frame(table, section.columns)
    if section.each is not None:
        _loop(table.rows[len(head)], f"{{%tr for {ROW} in {section.each} %}}")
        _loop(table.rows[count - 1], "{%tr endfor %}")
    _rows(table, 0, head, section, fields, header=True)
    _rows(table, len(head) + before, section.rows, section, fields, header=False, missing=missing)
    _set_widths(table, section.columns)


def _rows(
    table: Any,
    start: int,
    rows: Sequence[Row],
    section: Section,
    fields: Mapping[str, Field],
    *,
    header: bool,
    missing: str = "",
) -> None:
    each = None if header else section.each
    face = _face_of_values(section, missing) if each else style.VALUE
    free_from = [0] * len(section.columns)  # first row in which each column is free again
    for number, row in enumerate(rows):
        made = table.rows[start + number]
        style.row_rules(made, row.height or ROW_HEIGHT_MM, row.split, header=header)
        columns = [column for column, free in enumerate(free_from) if free <= number]
        for spec in row.cells:
            taken, columns = columns[: spec.span], columns[spec.span :]
            for column in taken:
                free_from[column] = number + spec.rows
            cell = table.cell(start + number, taken[0])
            if spec.span > 1 or spec.rows > 1:
                cell = cell.merge(table.cell(start + number + spec.rows - 1, taken[-1]))
            _fill(cell, spec, row.split, fields, each, face)
        joined = any(free > number + 1 for free in free_from) and not row.split
        if joined or header:
            _keep_with_next(made)


def _face_of_values(section: Section, missing: str) -> style.Face:
    """One size for all values of a repeated row: that of its narrowest one."""
    widths = [
        width
        for row in section.rows
        for cell, width in zip(row.cells, section.columns, strict=False)
        if cell.field not in (None, NUMBER)
    ]
    return style.fitting(style.VALUE, missing, min(widths, default=0)) if widths else style.VALUE


def _loop(row: Any, tag: str) -> None:
    style.row_rules(row, ROW_HEIGHT_MM, split=False, header=False)
    style.write(row.cells[0].paragraphs[0], tag, style.VALUE)


def _fill(
    cell: Any,
    spec: Cell,
    long: bool,
    fields: Mapping[str, Field],
    each: str | None,
    face: style.Face,
) -> None:
    if spec.label is not None:
        _label(cell, spec.label)
        return
    cell.vertical_alignment = VERTICAL.BOTTOM if spec.bottom else VERTICAL.CENTER
    if spec.lines:
        _lines(cell, spec.lines)
    elif spec.field is not None and spec.per_line is not None:
        _options(cell, fields[spec.field], spec.per_line)
    else:
        paragraph = cell.paragraphs[0]
        style.space(paragraph, before=2, after=2, line=1.3 if long else 1.15)
        name = f"{ROW}.{spec.field}" if each else spec.field
        style.write(paragraph, _tag(name or "") if spec.field else spec.text or "", face)
        if each or spec.align:
            paragraph.alignment = _ALIGN[spec.align or "center"]
        if long:
            cell.vertical_alignment = VERTICAL.TOP
            paragraph.paragraph_format.first_line_indent = Pt(style.VALUE.size * 2)


def _lines(cell: Any, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        style.space(paragraph, before=6, after=6, line=1.25)
        paragraph.alignment = _ALIGN[line.align]
        if line.right:
            paragraph.paragraph_format.right_indent = Mm(line.right)
        if line.indent:
            paragraph.paragraph_format.first_line_indent = Pt(style.VALUE.size * 2)
        style.write(paragraph, line.text, style.VALUE)


def _options(cell: Any, field: Field, per_line: int) -> None:
    """Each option with its box, in columns: an option is never broken at the end of a line."""
    for start in range(0, len(field.choices), per_line):
        paragraph = cell.paragraphs[0] if start == 0 else cell.add_paragraph()
        style.space(paragraph, before=1, after=1, line=1.1)
        for place, choice in enumerate(field.choices[start : start + per_line]):
            if place:
                paragraph.paragraph_format.tab_stops.add_tab_stop(
                    Mm(OPTIONS_WIDTH_MM / per_line * place)
                )
            tag = _tag(f"{field.key}.{choice.key}")
            style.write(paragraph, "\t" * bool(place) + tag + choice.label, style.OPTION)
    style.write(paragraph, _tag(f"{field.key}.missing"), style.OPTION)


def _label(cell: Any, text: str) -> None:
    cell.vertical_alignment = VERTICAL.CENTER
    cell.paragraphs[0].alignment = ALIGN.CENTER
    style.space(cell.paragraphs[0], before=2, after=2)
    style.write(cell.paragraphs[0], text, style.LABEL)


def _keep_with_next(row: Any) -> None:
    """Rows joined by a merged cell stay on one page, a header on that of the first row."""
    for paragraph in row._tr.iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()


def _set_widths(table: Any, widths: tuple[float, ...]) -> None:
    for row in table._tbl.tr_lst:
        column = 0
        for cell in row.tc_lst:
            span = cell.grid_span
            cell.width = Mm(sum(widths[column : column + span]))
            style.borders(cell)
            column += span


def _tag(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _reproducible(docx: bytes) -> bytes:
    """The same file with fixed dates in the archive, so that a rebuild shows no false change."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return written.getvalue()


def main(arguments: list[str]) -> int:
    """Build one form's template. Exit status 2 for a wrong call, 1 for a faulty layout."""
    if len(arguments) != 1:
        print("用法：python -m forms.template_builder <表格编号>")
        return 2
    folder = FORMS_DIR / arguments[0]
    try:
        spec = load_spec(arguments[0])
        layout = spec.built
        form = read_form(folder / "form.yml")
    except FormError as error:
        print(error)
        return 1
    if layout is None:
        print(f"{folder / 'template.yml'} 没有 built 部分，模板由 Word 文件直接提供，无需生成。")
        return 1
    (folder / "template.docx").write_bytes(build(layout, form, spec.marks.missing))
    print(f"已生成 {folder / 'template.docx'}")
    if layout.workbook:
        (folder / "template.xlsx").write_bytes(build_workbook(layout, form.attachment))
        print(f"已生成 {folder / 'template.xlsx'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
