"""A new form is a folder: nothing but data, filled in by chat, printed and read back."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from forms import Form, FormError, State, dialogue, load_forms
from forms.definition import FormData
from forms.loader import read_yaml
from forms.read_back import read_back
from forms.rendering import form_tags, render_docx
from forms.template_builder import build
from forms.template_check import require_template
from forms.template_spec import load_spec
from forms.workbook import render_xlsx
from forms.workbook_builder import build_workbook
from tests import known

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)

FORM = """
id: equipment_list
version: "1"
title: 康复辅助器具清单
notice: fujian-2025-714
attachment: 附表
noun: 清单
names: [器具清单]
layout_note: 本表为内部使用。
groups:
  - id: head
    title: 单位
    lead: 先填单位名称。
    fields:
      - key: unit
        label: 单位名称
        type: text
        content: organisation
        required: true
        question: 单位名称是什么？
        help: 写全称。
        example: 福州市康宁护理院
        clause: a5
        quote: 机构名称
  - id: items
    title: 器具
    lead: 一行一种器具。
    fields:
      - key: items
        label: 器具
        type: table
        required: true
        question: 有哪些器具？
        help: 一行登记一种。
        example: 轮椅，10台，在用8台，2023年6月购入
        table:
          name: item
          max_rows: 40
          columns:
            - {key: item, label: 器具名称, type: text, required: true,
               question: 是什么器具？, help: 写名称。, example: 轮椅}
            - {key: count, label: 数量, type: integer, unit: 台, min: 0, required: true,
               question: 有几台？, help: 写台数。, example: "10"}
            - {key: in_use, label: 在用数量, type: integer, unit: 台, min: 0, required: true,
               question: 在用几台？, help: 写台数。, example: "8", aliases: [在用]}
            - {key: bought_on, label: 购入时间, type: partial_date, required: false,
               question: 什么时候购入？, help: 写年月。, example: 2023年6月, aliases: [购入]}
            - {key: kind, label: 来源, type: choice, required: false,
               question: 怎么来的？, help: 选一项。, example: 购置,
               choices: [{key: bought, label: 购置}, {key: donated, label: 捐赠}]}
          checks:
            - {id: in_use_within, kind: at_most, left: in_use, right: count,
               message: "在用{{ left }}比总数{{ right }}还多，请核对。"}
"""
TEMPLATE = """
marks:
  missing: （未填）
  not_applicable: —
  checked: ☑
  unchecked: □
  between_choices: "　"
  computed: （按人数计算）
filename_field: unit
not_printed: []
note: 内部使用。
built:
  workbook: true
  opening: [{text: "单位：{{ unit }}"}]
  sections:
    - columns: [16, 40, 20, 24, 30, 30]
      head:
        - - {label: 序号, rows: 2}
          - {label: 器具名称, rows: 2}
          - {label: 数量, span: 2}
          - {label: 购入时间, rows: 2}
          - {label: 来源, rows: 2}
        - [{label: 总数}, {label: 在用}]
      each: items
      rows:
        - - {field: number}
          - {field: item}
          - {field: count}
          - {field: in_use}
          - {field: bought_on}
          - {field: kind}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("forms") / "equipment_list"
    here.mkdir()
    (here / "form.yml").write_text(FORM, encoding="utf-8")
    (here / "template.yml").write_text(TEMPLATE, encoding="utf-8")
    layout = load_spec("equipment_list", here).built
    assert layout is not None
    data = FormData.model_validate(read_yaml(here / "form.yml"))
    (here / "template.docx").write_bytes(build(layout, data))
    (here / "template.xlsx").write_bytes(build_workbook(layout, data.attachment))
    return here


@pytest.fixture(scope="module")
def new_form(folder: Path) -> Form:
    base = known.base()
    form = load_forms(folder.parent, base)["equipment_list"]
    require_template(form, folder)
    return form


def test_a_new_form_is_filled_in_by_chat_printed_and_read_back(
    new_form: Form, folder: Path
) -> None:
    turn = dialogue.start(new_form, State(), TODAY)
    for message in (
        "福州市康宁护理院",
        "轮椅，10台，在用8台，2023年6月购入",
        "加两行：\n护理床，120台，在用0台，捐赠\n助行器，数量15台，在用16台",
        "第3行在用改成15台",
        "把第3行移到最前面",
        "填好了",
        "确认",
    ):
        turn = dialogue.handle(new_form, turn.state, message, TODAY)
    assert turn.ended and turn.state.phase == "done", turn.say
    assert "现在为您生成《康复辅助器具清单》" in turn.say
    values = turn.state.values
    assert values["items"] == [
        {"item": "助行器", "count": 15, "in_use": 15},
        {"item": "轮椅", "count": 10, "in_use": 8, "bought_on": "2023-06"},
        {"item": "护理床", "count": 120, "in_use": 0, "kind": "donated"},
    ]
    docx = render_docx(new_form, values, TODAY, folder=folder)
    assert read_back(docx, new_form, folder=folder) == values
    sheet = load_workbook(io.BytesIO(render_xlsx(new_form, values, TODAY, folder=folder))).active
    assert sheet is not None
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=6, max_row=8)]
    assert rows[1] == [2, "轮椅", 10, 8, "2023年6月"]
    assert rows[2][:4] == [3, "护理床", 120, 0], "nought stands there as a number"


def test_the_check_between_columns_speaks_at_once(new_form: Form) -> None:
    state = State(values={"unit": "福州市康宁护理院"}, asking=["items"])
    turn = dialogue.handle(new_form, state, "助行器，数量15台，在用16台", TODAY)
    assert "第1行（助行器）：在用16台比总数15台还多" in turn.say
    assert turn.state.values["items"][0]["in_use"] == 16, "both are kept; the person decides"


def test_the_header_with_merged_cells_is_repeated_on_every_page(
    new_form: Form, folder: Path
) -> None:
    rows = [{"item": f"第{n}种", "count": n, "in_use": 0} for n in range(1, 41)]
    docx = render_docx(new_form, {"unit": "甲护理院", "items": rows}, TODAY, folder=folder)
    table = Document(io.BytesIO(docx)).tables[0]
    assert len(table.rows) == 2 + 40
    headers = [row for row in table.rows if "tblHeader" in row._tr.xml]
    assert [row.cells[2].text for row in headers] == ["数量", "总数"]
    assert table.cell(0, 2).text == table.cell(0, 3).text, "the head is merged as in the layout"
    assert [row.cells[1].text for row in table.rows[2:]] == [row["item"] for row in rows]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "nothing"}, "name 所指的栏目“nothing”不存在"),
        ({"min_rows": 50}, "min_rows 不能大于 max_rows"),
        ({"columns": []}, "name 所指的栏目“item”不存在"),
        ({"column": {"type": "long_text"}}, "不能是long_text"),
        ({"column": {"type": "table"}}, "不能是table"),
        ({"column": {"key": "count"}}, "“count”写了两次"),
        ({"column": {"clause": "no.such"}}, "找不到条款“no.such”"),
        ({"column": {"of": "nobody"}}, "of 所指的字段“nobody”不存在"),
        ({"check": {"right": "nobody"}}, "没有“nobody”这个字段"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    raw = yaml.safe_load(FORM)
    field = raw["groups"][1]["fields"][0]
    table = field["table"]
    table["columns"][-2] |= change.pop("column", {})
    table["checks"][0] |= change.pop("check", {})
    field["table"] = {**table, **change}
    (tmp_path / raw["id"]).mkdir()
    (tmp_path / raw["id"] / "form.yml").write_text(yaml.safe_dump(raw, allow_unicode=True))
    with pytest.raises(FormError) as refused:
        load_forms(tmp_path, known.base())
    assert problem in str(refused.value)
    assert "items" in str(refused.value)


def test_a_table_shares_its_group_with_nothing(tmp_path: Path) -> None:
    raw = yaml.safe_load(FORM)
    raw["groups"][0]["fields"] += raw["groups"].pop()["fields"]
    (tmp_path / raw["id"]).mkdir()
    (tmp_path / raw["id"] / "form.yml").write_text(yaml.safe_dump(raw, allow_unicode=True))
    with pytest.raises(FormError, match="要单独成一组"):
        load_forms(tmp_path, known.base())


def test_a_tag_that_is_no_column_and_a_column_not_printed_are_named(
    new_form: Form, folder: Path, tmp_path: Path
) -> None:
    spec = yaml.safe_load(TEMPLATE)
    spec["built"]["sections"][0]["rows"][0][2] = {"field": "colour"}
    (tmp_path / "template.yml").write_text(yaml.safe_dump(spec, allow_unicode=True))
    layout = load_spec(new_form.id, tmp_path).built
    assert layout is not None
    (tmp_path / "template.docx").write_bytes(build(layout, new_form.data))
    with pytest.raises(FormError) as refused:
        require_template(new_form, tmp_path)
    assert "items.colour" in str(refused.value)
    assert "items.count" in str(refused.value)


def test_without_a_note_what_is_said_of_the_layout_is_printed(
    new_form: Form, folder: Path, tmp_path: Path
) -> None:
    """The last of the 填表说明 is the note: it must not stand there empty."""
    plain = TEMPLATE.replace("note: 内部使用。\n", "")
    for written, note in ((TEMPLATE, "内部使用。"), (plain, "本表为内部使用。")):
        (tmp_path / "template.yml").write_text(written, encoding="utf-8")
        tags = form_tags(new_form, load_spec(new_form.id, tmp_path), date(2025, 10, 20))
        assert tags["note"] == note
