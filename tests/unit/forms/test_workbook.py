"""Workbooks from a template: rows repeated, looks and formulas kept, typed text never a formula."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from forms import Form, FormError
from forms.read_back import read_back
from forms.rendering import render_docx
from forms.template_builder import build
from forms.template_spec import FORMS_DIR, load_spec
from forms.workbook import render_xlsx
from forms.workbook_builder import build_workbook
from policy.yamlfile import FastLoader

TODAY = date(2025, 10, 20)
SUMMARIES = {
    "institution_recommendation_summary": "institutions",
    "county_recommendation_summary": "counties",
    "quality_improvement_summary": "counties",
}

NOTICE = {
    "institution_recommendation_summary": (
        "序号 机构名称 负责人 联系电话 联系人 联系电话 通讯地址及邮编"
    ),
    "county_recommendation_summary": (
        "序号 县（市、区）名称 县级人民政府联系人 联系电话 "
        "县级卫生健康部门联系人 联系电话 通讯地址及邮编"
    ),
}


def sample(form_id: str) -> dict[str, Any]:
    text = (FORMS_DIR / form_id / "sample.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=FastLoader)
    return loaded


def sheet_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("form_id", SUMMARIES)
@pytest.mark.parametrize("count", [0, 1, 30])
def test_any_number_of_rows_in_both_files(
    forms_by_id: dict[str, Form], form_id: str, count: int
) -> None:
    form, key, values = forms_by_id[form_id], SUMMARIES[form_id], sample(form_id)
    rows = values.pop(key)
    if count:
        values[key] = [{**rows[n % len(rows)]} for n in range(count)]
    assert read_back(render_docx(form, values, TODAY), form) == values
    sheet = sheet_of(render_xlsx(form, values, TODAY))
    name = form.fields[key].table.name  # type: ignore[union-attr]
    shown = [row[1].value for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert shown == ([row[name] for row in values[key]] if count else ["（未填）"])
    assert sheet.print_title_rows
    assert "{{" not in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("form_id", SUMMARIES)
def test_the_committed_workbook_is_the_one_its_layout_gives(
    forms_by_id: dict[str, Form], form_id: str
) -> None:
    layout = load_spec(form_id).built
    assert layout is not None
    built = build_workbook(layout, forms_by_id[form_id].attachment)
    committed = (FORMS_DIR / form_id / "template.xlsx").read_bytes()
    assert built == committed, "run python -m forms.template_builder"
    assert build(layout, forms_by_id[form_id].data)  # the Word file comes from the same layout


def test_the_columns_are_those_of_the_notice(forms_by_id: dict[str, Form]) -> None:
    for form_id, words in NOTICE.items():
        sheet = sheet_of(render_xlsx(forms_by_id[form_id], sample(form_id), TODAY))
        printed = [
            [str(cell.value or "").replace("\n", "") for cell in row] for row in sheet.iter_rows()
        ]
        assert words.split() in printed
        assert forms_by_id[form_id].citations[SUMMARIES[form_id]].quote == words


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with the authority's own workbook: merged cells, a total, a validation below."""
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"] = "推荐单位：{{ unit }}"
    sheet.merge_cells("A1:D1")
    for column, text in zip("ABCD", ("序号", "机构", "负责人", "备用"), strict=True):
        sheet[f"{column}2"] = text
    for column, tag in zip("AB", ("number", "institution_name"), strict=True):
        sheet[f"{column}3"] = f"{{{{ institutions.{tag} }}}}"
    sheet["C3"] = "{{ institutions.director }}"
    sheet.merge_cells("C3:D3")
    sheet["B3"].font = Font(bold=True)
    sheet.row_dimensions[3].height = 40
    sheet["A4"] = "=COUNTA(A3:A3)"
    sheet["B5"] = "填表人：{{ unit_contact }}"
    sheet.merge_cells("B5:D5")
    sheet.row_dimensions[5].height = 50
    validation = DataValidation(type="list", formula1='"是,否"')
    sheet.add_data_validation(validation)
    validation.add("D1")
    book.save(tmp_path / "template.xlsx")
    spec = FORMS_DIR / "institution_recommendation_summary" / "template.yml"
    (tmp_path / "template.yml").write_text(spec.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_an_own_workbook_keeps_its_looks(forms_by_id: dict[str, Form], own: Path) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    sheet = sheet_of(
        render_xlsx(form, sample("institution_recommendation_summary"), TODAY, folder=own)
    )
    assert [sheet[f"A{n}"].value for n in (3, 4, 5)] == [1, 2, 3]
    assert sheet["C5"].value == "吴刚"
    assert all(sheet[f"B{n}"].font.bold for n in (3, 4, 5))
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A1:D1", "C3:D3", "C4:D4", "C5:D5", "B7:D7"}
    assert sheet["A6"].value == "=COUNTA(A3:A5)", "the total grows with the rows"
    assert sheet["B7"].value == "填表人：陈芳"
    assert [sheet.row_dimensions[n].height for n in (3, 5, 7)] == [40, 40, 50]
    assert sheet.data_validations.dataValidation[0].formula1 == '"是,否"'


def test_typed_text_is_never_a_formula_nor_a_tag(forms_by_id: dict[str, Form], own: Path) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    name = '=HYPERLINK("http://x";"{{ 7*7 }}")'
    values = {
        "unit": "+1+1",
        "institutions": [{"institution_name": name, "director": "{{ unit }}"}],
    }
    sheet = sheet_of(render_xlsx(form, values, TODAY, folder=own))
    assert (sheet["B3"].value, sheet["B3"].data_type) == (name, "s")
    assert sheet["C3"].value == "{{ unit }}"
    assert sheet["B3"].quotePrefix
    docx = render_docx(form, values, TODAY)
    assert read_back(docx, form) == values


def test_a_workbook_that_cannot_be_read_is_named(forms_by_id: dict[str, Form], own: Path) -> None:
    form = forms_by_id["institution_recommendation_summary"]
    (own / "template.xlsx").write_bytes(b"no workbook")
    with pytest.raises(FormError, match="不是可用的 Excel 文件"):
        render_xlsx(form, {}, TODAY, folder=own)
    book = Workbook()
    book.active["A1"] = "{{ colour }}"  # type: ignore[index]
    book.save(own / "template.xlsx")
    with pytest.raises(FormError, match="模板中的标记有误"):
        render_xlsx(form, {}, TODAY, folder=own)
