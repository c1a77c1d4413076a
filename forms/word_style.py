"""The look of official Chinese documents, applied with python-docx.

Every run names its East Asian font: without it Word takes Chinese text from the theme's Latin
fonts. Sizes are the Chinese type sizes in points (二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5).
"""

from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

LATIN = "Times New Roman"


@dataclass(frozen=True)
class Face:
    """A font for Chinese text and a size in points."""

    font: str
    size: float
    bold: bool = False


TITLE = Face("方正小标宋简体", 26)
ATTACHMENT = Face("黑体", 16)
HEADING = Face("黑体", 14)
COVER = Face("仿宋", 16)
COVER_LABEL = Face("黑体", 16)
NOTE_TITLE = Face("黑体", 12)
NOTE = Face("仿宋", 12)
LABEL = Face("黑体", 10.5)
VALUE = Face("仿宋", 12)
OPTION = Face("仿宋", 11)
FOOTER = Face("宋体", 10.5)

CELL_MARGIN_MM = 1.5
"""Left and right of what stands in a cell."""
SMALLEST = 9.0
"""Points below which a value is hard to read on paper."""

# What to use where a font is not installed (Word reads it from the font table).
SUBSTITUTES = {
    "方正小标宋简体": "华文中宋",
    "仿宋": "仿宋_GB2312",
    "黑体": "SimHei",
    "宋体": "SimSun",
}


def write(paragraph: Any, text: str, face: Face, underline: bool = False) -> Any:
    """Append a run in this face and return it."""
    run = paragraph.add_run(text)
    dress(run, face)
    run.font.underline = underline or None
    return run


def dress(run: Any, face: Face) -> None:
    """Give a run its Latin and East Asian fonts, size, weight and black colour."""
    run.font.name = LATIN
    fonts = run._element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), face.font)
    fonts.set(qn("w:cs"), LATIN)
    fonts.set(qn("w:hint"), "eastAsia")
    run.font.size = Pt(face.size)
    run.font.bold = face.bold
    run.font.color.rgb = RGBColor(0, 0, 0)


def fitting(face: Face, text: str, width_mm: float) -> Face:
    """The face, smaller where these Chinese characters would not fit on one line of a cell."""
    if not text:
        return face
    room = (width_mm - 2 * CELL_MARGIN_MM) / 25.4 * 72
    size = max(int(room / len(text) * 2) / 2, SMALLEST)
    return face if size >= face.size else Face(face.font, size, face.bold)


def space(paragraph: Any, before: float = 0, after: float = 0, line: float = 1.0) -> None:
    """Space before and after in points; line spacing as a factor. No snapping to a grid."""
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = line
    layout.widow_control = True


def prepare(document: Any) -> None:
    """A4, margins, the default fonts, the language, and the font table."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(25)
    section.left_margin = section.right_margin = Mm(25)
    section.header_distance, section.footer_distance = Mm(15), Mm(15)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(VALUE.size)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), VALUE.font)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _name_substitutes(document)


def page_number(paragraph: Any) -> None:
    """“第 1 页 共 5 页” as fields that Word keeps up to date."""
    for before, code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
        write(paragraph, before, FOOTER)
        for element in (
            '<w:fldChar {} w:fldCharType="begin"/>',
            f'<w:instrText {{}} xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar {} w:fldCharType="separate"/>',
            "<w:t {}>1</w:t>",
            '<w:fldChar {} w:fldCharType="end"/>',
        ):
            run = write(paragraph, "", FOOTER)
            run._element.append(parse_xml(element.format(nsdecls("w"))))
    write(paragraph, " 页", FOOTER)


def frame(table: Any, widths: tuple[float, ...]) -> None:
    """Fixed column widths in mm, a 1 pt frame with 0.5 pt lines inside, centred on the page."""
    properties = table._tbl.tblPr
    for old in ("w:tblBorders", "w:tblLayout", "w:tblCellMar", "w:tblW", "w:jc", "w:tblLook"):
        for element in properties.findall(qn(old)):
            properties.remove(element)
    total = sum(twips(width) for width in widths)
    margin = twips(CELL_MARGIN_MM)
    outer = " ".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    inner = " ".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("insideH", "insideV")
    )
    for xml in (
        f'<w:tblW {nsdecls("w")} w:w="{total}" w:type="dxa"/>',
        f'<w:jc {nsdecls("w")} w:val="center"/>',
        f"<w:tblBorders {nsdecls('w')}>{outer}{inner}</w:tblBorders>",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>',
    ):
        properties.append(parse_xml(xml))
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(twips(width)))


def borders(cell: Any) -> None:
    """The lines of this very cell. Converters need them where a merged cell meets a page end."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    cell.get_or_add_tcPr().append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>"))


def row_rules(row: Any, height_mm: float, split: bool, header: bool) -> None:
    """Least height; whether the row may go on over a page end; whether it is repeated there."""
    properties = row._tr.get_or_add_trPr()
    if not split:
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    properties.append(
        parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{twips(height_mm)}" w:hRule="atLeast"/>')
    )
    if header:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm / 25.4 * 1440)


def _name_substitutes(document: Any) -> None:
    parts = document.part.package.iter_parts()
    table = next(part for part in parts if str(part.partname) == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    xml = table.blob.decode("utf-8")
    table._blob = xml.replace("</w:fonts>", f"{entries}</w:fonts>").encode("utf-8")
