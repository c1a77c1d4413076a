"""附件4 and 附件5: the notice's columns, every cell of the list in its place, in Word and Excel."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forms.cleaning import clean
from recommendation import Package, summary, write_list_template
from recommendation.letter import write_letter
from recommendation.model import Recommendation
from recommendation.template_builder import build_all
from tests.drawn import cases
from tests.unit.recommendation.conftest import (
    COUNTY,
    INSTITUTION,
    KANGNING,
    Parts,
    a_list,
    file,
    sheet_rows,
    word_lines,
    word_rows,
)

CASES = yaml.safe_load((Path(__file__).parent / "headers.yml").read_text(encoding="utf-8"))
Make = Callable[..., Package]
Read = Callable[..., Recommendation]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_headers_as_offices_write_them(read: Read, parts: Parts, case: dict[str, Any]) -> None:
    listed = read(a_list(名单=[["福州市推荐名单"], case["header"], case["cells"]]))
    table = listed.applicants[0].table
    word = word_rows(summary.write_docx(listed, table, parts.program))
    sheet = sheet_rows(summary.write_xlsx(listed, table, parts.program))
    assert word[1:] == [["1", *case["printed"]]]
    assert [cell or "" for cell in sheet[6]] == ["1", *case["printed"]]
    assert table.attachment == case["table"]


def test_title_head_and_columns_are_the_notice_s_own(make: Make, parts: Parts) -> None:
    made = make(a_list(甲=[COUNTY, ["示例县"]], 乙=[INSTITUTION, KANGNING]), city="", contact="",
                phone="")  # fmt: skip
    for table in parts.program.tables:
        notice = parts.program.policy.clause("fujian-2025-714", table.fact.clause).text
        docx = file(made, f"{table.title}.docx")
        lines = [line for line in word_lines(docx) if line]
        heads = " ".join(word_rows(docx)[0])
        assert [*lines, heads] == notice.split("\n")
        rows = sheet_rows(file(made, f"{table.title}.xlsx"))
        assert [row[0] for row in rows[:5]] == notice.split("\n")[:5]
        assert " ".join(rows[5]) == notice.split("\n")[5]


def test_unit_and_contact_stand_over_the_table(make: Make) -> None:
    package = make(a_list(名单=[INSTITUTION, KANGNING]), city="厦门")
    lines = word_lines(file(package, "汇总表.docx"))
    assert lines[2:5] == [
        "推荐单位：厦门市卫生健康委（加盖公章）", "联系人：张三", "联系电话：0591-87654321",
    ]  # fmt: skip
    assert [row[0] for row in sheet_rows(file(package, "汇总表.xlsx"))[2:5]] == lines[2:5]


def test_pingtan_has_no_city_commission(make: Make) -> None:
    package = make(a_list(名单=[INSTITUTION, KANGNING]), city="平潭")
    lines = word_lines(file(package, "汇总表.docx"))
    assert "推荐单位：平潭综合实验区社会事业局（加盖公章）" in lines


def test_any_number_of_rows_printable(read: Read, parts: Parts) -> None:
    rows = [[f"示例{n}县", "陈志强", "0591-83300000"] for n in range(1, 41)]
    listed = read(a_list(名单=[COUNTY, *rows]))
    table = parts.program.tables[0]
    docx = summary.write_docx(listed, table, parts.program)
    assert [row[:2] for row in word_rows(docx)[1:]] == [
        [str(n), f"示例{n}县"] for n in range(1, 41)
    ]
    document = Document(io.BytesIO(docx))
    page = document.sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in document.tables[0].rows]
    assert repeated == [True] + [False] * 40
    xlsx = summary.write_xlsx(listed, table, parts.program)
    sheet = load_workbook(io.BytesIO(xlsx)).worksheets[0]
    assert sheet.print_title_rows == "$6:$6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.max_row == 46


def test_the_committed_templates_are_the_built_ones(parts: Parts) -> None:
    for path, content in build_all(parts.program).items():
        assert path.read_bytes() == content, f"python -m recommendation.template_builder: {path}"


def test_the_list_template_is_read_as_it_is(make: Make, parts: Parts) -> None:
    book = load_workbook(io.BytesIO(write_list_template(parts.program)))
    assert book.sheetnames == ["示范县（附件4）", "示范机构（附件5）"]
    sheet = book["示范机构（附件5）"]
    heads = [cell.value for cell in sheet[4]]
    assert heads == [*INSTITUTION, "续填码"]
    for column, value in enumerate(KANGNING, 1):
        sheet.cell(5, column, value)
    out = io.BytesIO()
    book.save(out)
    package = make(out.getvalue())
    assert (
        word_rows(file(package, "附件5 全国医养结合示范机构推荐汇总表.docx"))[1][1] == KANGNING[1]
    )
    assert not [f for f in package.findings if f.where == "名单"]


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["{{ 7*7 }}", "{% raw %}", "{%tr for x in y %}", "}}", "<b>", "&amp;", "=1+1", "\n",
             "@", "|", "\t", "{#", "_x0041_", "'", '"', "%}", "\\a", "𠮷", "🏥"]
        ),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    ),
    max_size=5,
).map("".join)  # fmt: skip


@cases(15)
@given(lead=st.sampled_from(["", "=", "+", "-", "@"]), name=TEXTS, person=TEXTS)
def test_text_stands_as_it_was_written(
    read: Read, parts: Parts, lead: str, name: str, person: str
) -> None:
    """Formulas, template tags and markup are words like others."""
    name, person = f"{lead}甲{name}院", f"{lead}李{person}梅"
    listed = read(a_list(名单=[["机构名称", "负责人"], [name, person]]))
    table = parts.program.tables[1]
    word = word_rows(summary.write_docx(listed, table, parts.program))[1]
    book = load_workbook(io.BytesIO(summary.write_xlsx(listed, table, parts.program)))
    cells = book.worksheets[0][7]
    for text, written, cell in zip((name, person), word[1:3], cells[1:3], strict=True):
        assert _bare(written) == _bare(clean(text))
        assert _bare(cell.value) == _bare(clean(text))
        assert cell.data_type == "s"
    letter = word_lines(write_letter(listed, parts.program))
    assert any(_bare(clean(name)) in _bare(line) for line in letter)


def _bare(text: str) -> str:
    """Without white space: a tab or a run of spaces may be set as one."""
    return "".join(text.split())
