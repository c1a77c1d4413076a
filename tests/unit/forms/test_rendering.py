"""The Word document says exactly what was given, where it belongs, and nothing else."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import forms.template_spec as template_spec
from forms import mark_runs
from forms.cleaning import clean
from forms.definition import Field, Form
from forms.loader import load_form
from forms.read_back import cell_texts
from forms.rendering import ReadBackError, document_filename, read_back, render_docx
from forms.template_spec import load_spec
from tests.drawn import cases

TODAY = date(2025, 10, 20)
ROOT = Path(__file__).resolve().parents[3]
EXPECTED = yaml.safe_load(
    Path(__file__).with_name("rendering_expected.yml").read_text(encoding="utf-8")
)
HOSTILE = [
    "<b>x</b>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{% for x in y %}",
    "{# note #}",
    "{_{ kept }_} {_% %_}",
    "&amp;",
    "&#65; & < > \" ' `",
    "</w:t></w:r></w:p>",
    "]]><!--",
    "😀👨‍👩‍👧",
    "{{ form.title }}{{r address }}{%p if 1 %}",
    "$x #REF! =1+1 %s {0}",
    "制表\t符",
    "𠮷野家　全角空格",
]


class AnyClause:
    """Stands in for the notice: the clauses of the form are not what is tested here."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Any:
        return None


@pytest.fixture(scope="module")
def form() -> Form:
    folder = template_spec.FORMS_DIR / "demonstration_institution_application"
    return load_form(folder / "form.yml", AnyClause())


def rows_of(docx: bytes) -> Iterator[list[str]]:
    """The rows of all tables after the cover, by python-docx alone."""
    for table in Document(io.BytesIO(docx)).tables[1:]:
        for row in table._tbl.tr_lst:
            cells = [cell for cell in row.tc_lst if cell.vMerge != "continue"]
            yield ["\n".join(p.text for p in cell.p_lst) for cell in cells]


def beside(docx: bytes, label: str) -> list[str]:
    """What stands in the cell after each cell with this label."""
    found = []
    for row in rows_of(docx):
        found += [after for text, after in pairwise(row) if text == label]
    return found


def cover_text(docx: bytes) -> str:
    return "\n".join(
        node.text or "" for node in Document(io.BytesIO(docx)).element.body.iter(qn("w:t"))
    )


def test_every_row_reads_as_it_should(form: Form) -> None:
    docx = render_docx(form, EXPECTED["values"], TODAY)
    assert list(rows_of(docx)) == EXPECTED["rows"]


def test_what_is_read_back_is_what_was_given(form: Form) -> None:
    docx = render_docx(form, EXPECTED["values"], TODAY)
    assert read_back(docx, form) == EXPECTED["values"]


def test_the_cover_names_form_applicant_date_and_where_the_layout_is_from(form: Form) -> None:
    text = cover_text(render_docx(form, EXPECTED["values"], TODAY))
    for part in (
        "附件3",
        "全国医养结合示范机构申请表",
        "福州市康宁护理院",
        "2025年10月20日",
        "本表版式依据通知所列创建标准编制；官方附件3发布的表格可直接替换模板文件使用。",
    ):
        assert part in text


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_stands_there_literally(form: Form, text: str) -> None:
    text = clean(text)
    values = {
        "institution_name": text,
        "director": text,
        "address": text,
        "self_service": f"{text}\n{text}{text}\n\n{text}",
    }
    docx = render_docx(form, values, TODAY)
    assert beside(docx, "机构名称") == [text]
    assert beside(docx, "负责人") == [text]
    assert beside(docx, "服务质量好") == [values["self_service"]]
    assert read_back(docx, form) == values


def test_control_characters_do_not_break_the_file(form: Form) -> None:
    bad = "康\x00宁\x07护\x1b理\x0c院\ud83d\ufffe"
    docx = render_docx(form, {"institution_name": bad, "self_effect": "一\a二\r\n三"}, TODAY)
    assert beside(docx, "机构名称") == ["康宁护理院"]
    assert beside(docx, "服务效果好") == ["一二\n三"]


def test_long_text_keeps_its_paragraphs_and_every_character(form: Form) -> None:
    paragraphs = [f"第{n}段：" + "医养结合" * 300 for n in range(1, 5)]
    text = "\n".join([*paragraphs, "x" * 5000])
    docx = render_docx(form, {"self_management": text}, TODAY)
    assert beside(docx, "内部管理好") == [text]
    body = Document(io.BytesIO(docx)).element.body
    written = [p for p in body.iter(qn("w:p")) if "医养结合" * 300 in "".join(p.itertext())]
    assert len(written) == 4
    indents = {p.pPr.ind.get(qn("w:firstLine")) for p in written}
    assert indents == {"480"}, "every paragraph is laid out like the first"


def test_nothing_given_is_marked_and_never_made_up(form: Form) -> None:
    docx = render_docx(form, {}, TODAY)
    assert read_back(docx, form) == {}
    assert "☑" not in "".join(cell for row in rows_of(docx) for cell in row)
    assert beside(docx, "机构名称") == ["（未填）"]
    assert beside(docx, "医疗机构名称") == [""], "an optional field stays blank"
    assert beside(docx, "机构性质")[0].endswith("（未填）")
    assert beside(docx, "预防期保健") == ["□能提供　□不能提供（未填）"]
    assert beside(docx, "实际运营床位") == ["（未填）"]
    required = [f for f in form.fields.values() if f.required and form.applies(f, {})]
    printed = sum(cell.count("（未填）") for row in rows_of(docx) for cell in row)
    assert printed == len(required)


def test_zero_and_no_are_values(form: Form) -> None:
    values = {"therapists": 0, "incident_fire": False, "occupancy_last_year": 0.0}
    docx = render_docx(form, values, TODAY)
    assert beside(docx, "康复治疗师") == ["0人"]
    assert beside(docx, "上年度入住率") == ["0%"]
    assert beside(docx, "较大及以上火灾事故") == ["□发生过　☑未发生"]
    assert read_back(docx, form) == values


def test_what_waits_for_an_open_answer_is_left_blank(forms_by_id: dict[str, Form]) -> None:
    """“—” says that nothing is to be filled in: nobody knows that yet."""
    form = forms_by_id["service_quality_rectification"]
    values = {"medical_found": True, "staff_found": False, "data_found": True, "data_fixed": True}
    docx = render_docx(form, values, TODAY)
    lines = [row for row in rows_of(docx) if row and row[0].strip() in tuple("12345678")]
    by_number = {row[0].strip(): row[2:] for row in lines if len(row) == 7}
    assert by_number["1"][1:] == ["（未填）", "（未填）", "□完成　□未完成（未填）", ""]
    assert by_number["2"][0].endswith("（未填）") and by_number["2"][1:3] == ["", ""]
    assert by_number["2"][3:] == ["□完成　□未完成", ""]
    assert by_number["5"][1:] == ["—", "—", "—", "—"]
    assert by_number["6"][4] == "—"
    assert read_back(docx, form) == values


def test_what_does_not_apply_is_struck_out(form: Form) -> None:
    docx = render_docx(form, {"medical_qualification": False}, TODAY)
    assert beside(docx, "许可证号") == ["—"]
    assert beside(docx, "取得日期") == ["—"]


@pytest.mark.parametrize(
    ("date_given", "printed"),
    [("2019", "2019年"), ("2019-06", "2019年6月"), ("2019-06-15", "2019年6月15日")],
)
def test_a_date_is_printed_as_precisely_as_it_is_known(
    form: Form, date_given: str, printed: str
) -> None:
    values = {"care_filed_on": date_given}
    docx = render_docx(form, values, TODAY)
    assert beside(docx, "备案日期") == [printed]
    assert read_back(docx, form) == values


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (70, 96, "72.92%（按人数计算）"),
        (65, 100, "65%（按人数计算）"),
        (6504, 10000, "65.04%（按人数计算）"),
        (3, 0, ""),
        (None, 96, ""),
    ],
)
def test_the_share_is_worked_out_from_the_counts_only(
    form: Form, part: int | None, whole: int, printed: str
) -> None:
    values = {"disabled_dementia_residents": part, "residents": whole}
    docx = render_docx(form, values, TODAY)
    assert beside(docx, "失能、失智\n老年人占比") == [printed]
    assert "disabled_dementia_share" not in read_back(docx, form)


def test_a_share_that_was_given_is_printed_as_given(form: Form) -> None:
    values = {
        "disabled_dementia_residents": 70,
        "residents": 96,
        "disabled_dementia_share": 73.0,
    }
    docx = render_docx(form, values, TODAY)
    assert beside(docx, "失能、失智\n老年人占比") == ["73%"]
    assert read_back(docx, form) == values


def test_seals_and_signature_are_left_to_people(form: Form) -> None:
    docx = render_docx(form, EXPECTED["values"], TODAY)
    for level in ("县级", "市级", "省级"):
        (box,) = beside(docx, f"{level}卫生健康\n行政部门意见")
        assert re.sub(r"\s", "", box) == "（盖章）年月日"
    (declaration,) = (row[0] for row in rows_of(docx) if row[0].startswith("本单位承诺"))
    assert re.search(r"法定代表人（签字）：\s*\n", declaration)
    assert re.search(r"\n年\s+月\s+日$", declaration)


def test_the_page_is_an_official_one(form: Form) -> None:
    docx = render_docx(form, EXPECTED["values"], TODAY)
    document = Document(io.BytesIO(docx))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    runs = [run for run in document.element.body.iter(qn("w:r")) if run.text.strip()]
    fonts = {run.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts == {"方正小标宋简体", "黑体", "仿宋", mark_runs.FONT}
    repeated = list(document.element.body.iter(qn("w:tblHeader")))
    assert len(repeated) == 3
    assert len(list(document.element.body.iter(qn("w:vMerge")))) > 10


def test_the_file_is_whole_and_every_part_is_well_formed(form: Form) -> None:
    values = dict.fromkeys(("institution_name", "self_effect"), " ".join(HOSTILE))
    with zipfile.ZipFile(io.BytesIO(render_docx(form, values, TODAY))) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_the_file_is_named_after_form_and_applicant(form: Form) -> None:
    assert document_filename(form, {}) == "全国医养结合示范机构申请表.docx"
    named = document_filename(form, {"institution_name": '../a/b:"康宁"\x00\n护理院'}, "pdf")
    assert named == "全国医养结合示范机构申请表（ab康宁护理院）.pdf"
    assert len(document_filename(form, {"institution_name": "长" * 500}).encode()) < 250


def test_a_foreign_document_is_not_read(form: Form) -> None:
    other = Document()
    other.add_table(rows=1, cols=1)
    written = io.BytesIO()
    other.save(written)
    with pytest.raises(ReadBackError, match="与模板不一致"):
        read_back(written.getvalue(), form)
    with pytest.raises(ReadBackError, match="不是可以读取的 Word 文件"):
        read_back(b"no docx", form)


MARKS = {"", "（未填）", "—"}
LOOK_ALIKES = [
    *("0", "1", "是", "无", "-", "——", "□", "☑", "☑是", "□否", "☑公办　□民办非营利", "未填"),
    *(
        "（未填）张",
        "—张",
        "120张",
        "（按人数计算）",
        "65%（按人数计算）",
        "2025年",
        "年　　月　　日",
    ),
    *("（盖章）", "（加盖公章）", "联系电话：", "邮编：350001", "机构名称（盖章）", "地址", "序号"),
    *("{{ address }}", "{%tr endfor %}", "\\a", "&nbsp;"),
]
"""What the form itself prints beside the values, given as a value."""
TEXT = st.one_of(
    st.text(max_size=60).map(lambda t: clean(t).replace("\n", " ")).map(str.strip),
    st.sampled_from(LOOK_ALIKES),
)
PARAGRAPHS = st.lists(TEXT, min_size=1, max_size=4).map("\n".join).map(clean)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Any value the field may hold."""
    match field.type:
        case "yes_no":
            return st.booleans()
        case "choice":
            return st.sampled_from([choice.key for choice in field.choices])
        case "multi_choice":
            keys = [choice.key for choice in field.choices]
            return st.lists(st.sampled_from(keys), min_size=1, unique=True).map(
                lambda chosen: sorted(chosen, key=keys.index)
            )
        case "integer":
            return st.integers(0, 20_000)
        case "decimal" | "percent":
            return st.decimals(0, 100, places=2).map(float)
        case "partial_date" | "date":
            return st.dates(date(1949, 1, 1), date(2030, 1, 1)).flatmap(
                lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
            )
        case "long_text":
            return PARAGRAPHS.filter(lambda text: text.strip() not in MARKS)
        case _:
            return TEXT.filter(lambda text: text not in MARKS)


def test_what_the_table_has_no_place_for_is_neither_printed_nor_read_back(
    forms_by_id: dict[str, Form],
) -> None:
    """The rectification sheet asks for the address, to know the county it is reported to."""
    form = forms_by_id["service_quality_rectification"]
    left_out = load_spec(form.id).not_printed
    assert left_out == ("address",)
    values = {"institution_name": "0", "director": "一", "medical_problem": "—张"}
    for address in ("0", "福州市鼓楼区示例路8号"):
        written = render_docx(form, {"address": address, **values}, TODAY)
        assert address == "0" or address not in "".join(cell_texts(written))
        assert read_back(written, form) == values


@pytest.mark.slow
@cases(25)
@given(data=st.data())
def test_any_values_survive_the_way_to_paper_and_back(form: Form, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from(sorted(form.fields))))
    values = {key: data.draw(value_of(form.fields[key]), label=key) for key in sorted(keys)}
    assert read_back(render_docx(form, values, TODAY), form) == values


def test_every_box_is_in_a_run_of_its_own_and_of_one_font(forms_by_id: dict[str, Form]) -> None:
    """Else LibreOffice draws a leading □ from the Latin font, smaller than the others."""
    form = forms_by_id["demonstration_institution_application"]
    values = yaml.safe_load((ROOT / "forms" / form.id / "sample.yml").read_text("utf-8"))
    document = Document(io.BytesIO(render_docx(form, values, TODAY)))
    boxes = 0
    for run in document.element.body.iter(qn("w:r")):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        if not set(text) & set("□☑"):
            continue
        boxes += 1
        assert set(text) <= set("□☑")
        fonts = run.rPr.rFonts
        assert {fonts.get(qn(f"w:{a}")) for a in ("ascii", "hAnsi", "eastAsia")} == {mark_runs.FONT}
    assert boxes > 20
    assert read_back(render_docx(form, values, TODAY), form) == values
