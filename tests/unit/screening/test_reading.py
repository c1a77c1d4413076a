"""Lists as staff have them: their own headers, units in cells, titles above, rows hidden."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from eligibility import RuleSet
from forms import Form
from screening import Result, write_template
from screening.reading import read_list
from tests.unit.screening.conftest import DAY, table, workbook

CASES = yaml.safe_load((Path(__file__).parent / "cells.yml").read_text(encoding="utf-8"))
Parts = tuple[Form, RuleSet]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['header']}={case['cell']}")
def test_cells_are_understood(parts: Parts, case: dict[str, Any]) -> None:
    form, rules = parts
    cell = case["cell"]
    if isinstance(cell, dt.date):
        cell = dt.datetime(cell.year, cell.month, cell.day)

    def formatted(sheet: Any) -> None:
        sheet["B2"].number_format = case.get("format", sheet["B2"].number_format)

    data = workbook([["机构名称", case["header"]], ["康宁", cell]], formatted)
    listing = read_list(data, form, list(rules.facts), DAY)
    column, institution = listing.columns[1].field.key, listing.institutions[0]
    if "field" in case:
        assert column == case["field"]
    if "refused" in case:
        assert column not in institution.values
        assert [problem.address for problem in institution.problems] == ["B2"]
        assert case["refused"] in institution.problems[0].reason
    else:
        assert institution.problems == []
        assert institution.values.get(column) == case["means"]


def test_titles_hidden_and_empty_rows_totals_and_repeated_names(
    check: Callable[[bytes], Result],
) -> None:
    rows: list[list[Any]] = [
        ["2025年医养结合机构摸底表", None, None, None, None],
        [],
        ["序号", "单位名称", "入住率", None, "联系科室"],
        [None, None, "2024年", "2023年", None],
        [1, "甲院", 0.9, "70%", "老龄科"],
        [],
        [2, "甲院", "90%", "60%", "老龄科"],
        [3, None, "50%", "60%", None],
        ["合计", None, None, None, None],
    ]

    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:E1")
        sheet.row_dimensions[7].hidden = True
        sheet["C5"].number_format = "0%"

    result = check(workbook(rows, change))
    assert {row["机构名称"] for row in table(result, "排名")} == {"甲院", "第8行（未写名称）"}
    reasons = {(row["位置"], row["说明和处理办法"][:8]) for row in table(result, "未读出和需核对")}
    assert {place for place, _ in reasons} == {"E4", "第7行", "第8行", "第9行"}
    assert ("第7行", "这一行在原表中是") in reasons and ("第7行", "机构名称与第5行") in reasons


def test_a_sheet_that_is_not_the_list_is_told_of(check: Callable[[bytes], Result]) -> None:
    def change(sheet: Any) -> None:
        sheet.parent.create_sheet("说明", 0).append(["请认真填写"])

    result = check(workbook([["机构名称", "满意度"], ["甲院", 96]], change))
    assert any("“说明”没有核对" in row["说明和处理办法"] for row in table(result, "未读出和需核对"))


def test_the_template_comes_back_as_it_was_filled_in(parts: Parts) -> None:
    form, rules = parts
    book = load_workbook(io.BytesIO(write_template(form, rules)))
    shown = [str(cell.value) for cell in book.worksheets[0][3]]
    assert "例：发生过或未发生" in shown, "发生过 alone reads as what is wanted"
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[4]]
    fields = {f"{f.label}（{f.unit}）" if f.unit else f.label: f for f in form.fields.values()}
    for column, header in enumerate(headers, 1):
        field = fields[header]
        filled = field.yes_label if field.type == "yes_no" else field.example
        sheet.cell(5, column, filled)
    out = io.BytesIO()
    book.save(out)
    listing = read_list(out.getvalue(), form, list(rules.facts), DAY)
    assert [column.field.fact for column in listing.columns[1:]] == [
        field.fact for field in form.fields.values() if field.fact
    ]
    assert len(listing.institutions) == 1
    assert len(listing.institutions[0].values) == len(headers)
    assert [p for p in listing.institutions[0].problems if p.column] == []
    validated = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert len(validated) == len(headers)


def test_groups_over_columns_that_are_named_below_beside_or_alone(parts: Parts) -> None:
    """“医疗资质” over “有无”; “床位、老人” over whole names; a spaced-out “机 构 名 称”."""
    form, rules = parts
    rows: list[list[Any]] = [
        ["机 构 名 称", "医疗资质", None, "养老备案", None, "床位、老人", None, "满意度"],
        [None, "有无", "取得时间", "是否备案", "备案时间", "实际开放床位（张）", "在住老人", None],
        ["甲院", "有", "2016.5", "已备案", "2018年3月", "180张", "150", "96%"],
    ]
    listing = read_list(workbook(rows), form, list(rules.facts), DAY)
    assert [problem.reason for problem in listing.problems] == []
    (institution,) = listing.institutions
    assert institution.name == "甲院"
    assert institution.values == {
        "institution_name": "甲院",
        "medical_qualification": True,
        "medical_qualified_on": "2016-05",
        "care_filing": True,
        "care_filed_on": "2018-03",
        "operating_beds": 180,
        "residents": 150,
        "satisfaction": 96,
    }


def test_heads_with_line_breaks_and_groups_that_say_little(parts: Parts) -> None:
    """“基本情况” over “开放床位数（张）”; “失能+失智”; “核定” is another count of beds."""
    form, rules = parts
    rows: list[list[Any]] = [
        ["福州市2025年医养结合机构摸底情况表"],
        ["序\n号", "单 位 名 称（全称）", "基本情况", None, "老人情况", "核定"],
        [None, None, "开放床位数\n（张）", "在院老人（人）", "失能+失智", "床位数"],
        [1, "福州市康宁护理院", "120", "100人", "75", "200"],
    ]
    listing = read_list(workbook(rows), form, list(rules.facts), DAY)
    (institution,) = listing.institutions
    assert institution.values == {
        "institution_name": "福州市康宁护理院",
        "operating_beds": 120,
        "residents": 100,
        "disabled_dementia_residents": 75,
    }
    assert [problem.address for problem in listing.problems] == ["F3"]


@pytest.mark.parametrize(
    ("header", "cell", "value", "keys"),
    [
        ("近5年事故情况", "无", False, ["incident_safety", "incident_fire", "incident_medical"]),
        ("四类事故案件发生情况", "没有", False, ["incident_fire", "incident_illegal"]),
        ("近5年安全情况", "未发生", False, ["incident_safety", "incident_illegal"]),
        ("一体化服务", "都能提供", True, ["service_prevention", "service_hospice"]),
        ("一体化服务情况", "√", True, ["service_prevention", "service_hospice"]),
    ],
)
def test_a_column_that_asks_several_things_at_once(
    parts: Parts, header: str, cell: str, value: bool, keys: list[str]
) -> None:
    form, rules = parts
    data = workbook([["机构名称", "床位", header], ["康宁", 100, cell]])
    listing = read_list(data, form, list(rules.facts), DAY)
    assert [listing.institutions[0].values.get(key) for key in keys] == [value] * len(keys)
    assert not listing.problems and not listing.institutions[0].problems


@pytest.mark.parametrize(
    ("header", "cell"),
    [("近5年事故情况", "发生较大火灾一起"), ("近5年安全情况", "是"), ("一体化服务", "只有康复")],
)
def test_what_is_true_of_one_of_several_is_asked(parts: Parts, header: str, cell: str) -> None:
    form, rules = parts
    data = workbook([["机构名称", "床位", header], ["康宁", 100, cell]])
    institution = read_list(data, form, list(rules.facts), DAY).institutions[0]
    assert set(institution.values) == {"institution_name", "operating_beds"}
    assert [problem.address for problem in institution.problems] == ["C2"]
    assert cell in institution.problems[0].reason
