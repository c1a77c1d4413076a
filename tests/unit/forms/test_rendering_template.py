"""Templates: the committed one is in order, and another Word file can take its place."""

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

import forms.template_spec as template_spec
from forms import template_builder, template_check
from forms.definition import Form, FormData
from forms.errors import FormError
from forms.loader import load_form, read_yaml
from forms.read_back import cell_texts
from forms.rendering import render_docx
from forms.template_check import check_template, require_template, tags
from forms.template_spec import FORMS_DIR, Section, load_spec
from forms.word_style import CELL_MARGIN_MM

FORM_ID = "demonstration_institution_application"
TODAY = date(2025, 10, 20)
EVERY_FORM = sorted(path.parent.name for path in FORMS_DIR.glob("*/form.yml"))


class AnyClause:
    """Stands in for the notice."""

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Any:
        return None


def form_named(form_id: str) -> Form:
    return load_form(FORMS_DIR / form_id / "form.yml", AnyClause())


@pytest.fixture(scope="module")
def form() -> Form:
    return form_named(FORM_ID)


Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, form: Form) -> Folder:
    """A form folder with the authority's own Word file: one cell for each text given."""

    def make(*cells: str, leaving_out: set[str] | None = None, header: str = "") -> Path:
        document = Document()
        table = document.add_table(rows=len(cells), cols=1)
        for row, text in zip(table.rows, cells, strict=True):
            half = len(text) // 2  # Word likes to cut a tag in two
            row.cells[0].paragraphs[0].add_run(text[:half])
            row.cells[0].paragraphs[0].add_run(text[half:]).bold = True
        document.sections[0].header.paragraphs[0].text = header
        document.save(str(tmp_path / "template.docx"))
        raw = read_yaml(FORMS_DIR / FORM_ID / "template.yml")
        if leaving_out is None:
            leaving_out = {key for key in form.fields if not any(key in text for text in cells)}
        spec = {**raw, "not_printed": sorted(leaving_out), "built": None}
        (tmp_path / "template.yml").write_text(yaml.safe_dump(spec, allow_unicode=True))
        return tmp_path

    return make


@pytest.mark.parametrize("form_id", EVERY_FORM)
def test_every_template_prints_every_field_and_nothing_unknown(form_id: str) -> None:
    report = check_template(form_named(form_id))
    assert (report.unknown, report.unused) == ((), ())
    require_template(form_named(form_id))


@pytest.mark.parametrize("form_id", EVERY_FORM)
def test_the_committed_template_is_the_one_its_layout_gives(form_id: str) -> None:
    spec = load_spec(form_id)
    if spec.built is None:
        return  # the authority's own file
    data = FormData.model_validate(read_yaml(FORMS_DIR / form_id / "form.yml"))
    built = Document(io.BytesIO(template_builder.build(spec.built, data, spec.marks.missing)))
    committed = Document(str(FORMS_DIR / form_id / "template.docx"))
    assert committed.element.xml == built.element.xml, "run python -m forms.template_builder"


@pytest.mark.parametrize("form_id", EVERY_FORM)
def test_what_is_missing_in_a_row_is_said_on_one_line(form_id: str) -> None:
    """（未填） broken after 未 made every row of the 2021 summary twice as high."""
    mark = load_spec(form_id).marks.missing
    document = Document(str(FORMS_DIR / form_id / "template.docx"))
    cells = [c for t in document.tables for row in t.rows for c in row.cells]
    for cell in cells:
        runs = [r for p in cell.paragraphs for r in p.runs if "{{ row." in r.text]
        values = [r for r in runs if "row.number" not in r.text]
        for run in values:
            room = cell.width.pt - 2 * Mm(CELL_MARGIN_MM).pt
            assert run.font.size.pt * len(mark) <= room, run.text


def test_every_run_of_the_template_names_its_chinese_font(form: Form) -> None:
    document = Document(str(FORMS_DIR / FORM_ID / "template.docx"))
    footer = document.sections[0].footer._element
    runs = [*document.element.body.iter(qn("w:r")), *footer.iter(qn("w:r"))]
    assert len(runs) > 150
    assert [
        run.text for run in runs if run.rPr is None or not run.rPr.rFonts.get(qn("w:eastAsia"))
    ] == []


def test_another_word_file_takes_its_place(form: Form, folder: Folder) -> None:
    here = folder(
        "{{ institution_name }}",
        "公办{{ ownership.public }} 公建民营{{ ownership.public_built_private_run }} "
        "民非{{ ownership.private_nonprofit }} 营利{{ ownership.private_profit }}",
        "核定床位 {{ operating_beds.value }} 张",
        "{{ care_filed_on.year }} 年 {{ care_filed_on.month }} 月 {{ care_filed_on.day }} 日",
        "有{{ incident_fire.yes }} 无{{ incident_fire.no }}",
        "{{ integration_mode.label }}",
        header="{{ form.title }} {{ form.today }}",
    )
    require_template(form, here)
    values = {
        "institution_name": "<康宁>",
        "ownership": "private_nonprofit",
        "operating_beds": 120,
        "care_filed_on": "2019-03",
        "incident_fire": False,
        "integration_mode": "care_first",
    }
    docx = render_docx(form, values, TODAY, folder=here)
    assert list(cell_texts(docx)) == [
        "<康宁>",
        "公办□ 公建民营□ 民非☑ 营利□",
        "核定床位 120 张",
        "2019 年 3 月  日",
        "有□ 无☑",
        "养老机构内设医疗机构",
    ]
    header = Document(io.BytesIO(docx)).sections[0].header.paragraphs[0].text
    assert header == "全国医养结合示范机构申请表 2025年10月20日"


@pytest.mark.parametrize(
    "wrong",
    ["operating_bed", "ownership.publik", "operating_beds.unit", "form.titel", "form", "a.b.c",
     "ownership.public.x"],
)  # fmt: skip
def test_an_unknown_tag_is_named(form: Form, folder: Folder, wrong: str) -> None:
    here = folder("{{ institution_name }}", f"{{{{ {wrong} }}}}")
    report = check_template(form, here)
    assert report.unknown == (wrong,)
    with pytest.raises(FormError, match=f"不认识的标记：{wrong}。") as refused:
        require_template(form, here)
    assert refused.value.file.endswith("template.docx")


def test_an_unknown_tag_in_the_header_is_named(form: Form, folder: Folder) -> None:
    here = folder("{{ institution_name }}", header="{{ institution }}")
    assert check_template(form, here).unknown == ("institution",)


def test_a_field_the_template_leaves_out_is_named(form: Form, folder: Folder) -> None:
    here = folder("{{ institution_name }}", leaving_out=set(form.fields) - {"director", "postcode"})
    assert check_template(form, here).unused == ("postcode", "director")
    with pytest.raises(FormError, match="没有用到的字段：postcode、director"):
        require_template(form, here)


def test_an_option_the_template_leaves_out_is_named(form: Form, folder: Folder) -> None:
    here = folder("公办{{ ownership.public }} 民非{{ ownership.private_nonprofit }}")
    assert check_template(form, here).unused == (
        "ownership.public_built_private_run",
        "ownership.private_profit",
    )


def test_a_field_left_out_on_purpose_must_exist(form: Form, folder: Folder) -> None:
    here = folder("{{ institution_name }}", leaving_out={*form.fields, "fax"})
    assert check_template(form, here).unknown == ("not_printed：fax",)


def test_rendering_never_leaves_a_silent_blank(form: Form, folder: Folder) -> None:
    here = folder("{{ operating_bed }}")
    with pytest.raises(FormError, match="operating_bed"):
        render_docx(form, {}, TODAY, folder=here)


def test_a_broken_tag_or_file_is_refused_with_what_to_do(form: Form, folder: Folder) -> None:
    here = folder("{{ institution_name ")
    with pytest.raises(FormError, match="标记不完整"):
        check_template(form, here)
    whole = (FORMS_DIR / FORM_ID / "template.docx").read_bytes()
    for broken in (b"\xd0\xcf\x11\xe0 an old .doc", b"", whole[:9000], whole[:-300], b"PK\x05\x06"):
        (here / "template.docx").write_bytes(broken)
        with pytest.raises(FormError, match="另存为"):
            check_template(form, here)
        with pytest.raises(FormError, match="不是可用的 Word 文件"):
            render_docx(form, {}, TODAY, folder=here)
    (here / "template.docx").unlink()
    with pytest.raises(FormError, match="另存为"):
        check_template(form, here)


def test_the_list_of_tags_explains_each(form: Form) -> None:
    known = tags(form)
    assert set(form.fields) <= set(known)
    assert known["ownership.public"] == "机构性质：“公办”前的方框"
    assert known["incident_fire.no"].endswith("“未发生”前的方框")
    assert known["form.note"].startswith("本表版式依据通知所列创建标准编制")


def test_the_command_lists_tags_and_tells_the_result(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert template_check.main([FORM_ID]) == 0
    printed = capsys.readouterr().out
    assert "{{ operating_beds.value }}\t实际运营床位：只有数字，不带单位" in printed
    assert "模板没有问题" in printed
    assert template_check.main([]) == 2
    assert template_check.main(["no_such_form"]) == 1
    assert "no_such_form" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"marks": {}}, "marks"),
        ({"colour": "red"}, "colour"),
        ({"built": {"cover": {"lines": []}}}, "built.cover"),
    ],
)
def test_a_faulty_template_description_is_named_with_its_place(
    tmp_path: Path, change: dict[str, Any], place: str
) -> None:
    raw = read_yaml(FORMS_DIR / FORM_ID / "template.yml")
    (tmp_path / "template.yml").write_text(yaml.safe_dump({**raw, **change}, allow_unicode=True))
    with pytest.raises(FormError) as refused:
        load_spec(FORM_ID, tmp_path)
    assert refused.value.place.startswith(place)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([[{"label": "a"}]], "does not fill"),
        ([[{"label": "a", "span": 3}]], "does not fill"),
        ([[{"label": "a", "rows": 2}, {"text": "b"}]], "below the last row"),
        ([[{"label": "a", "rows": 2}, {"text": "b"}], [{"text": "c"}, {"text": "d"}]], "fill"),
        ([[{"label": "a", "text": "b", "span": 2}]], "exactly one"),
    ],
)
def test_a_layout_that_leaves_holes_is_refused(rows: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Section.model_validate({"title": "t", "columns": [80, 80], "rows": rows})


def test_building_twice_gives_the_same_bytes() -> None:
    layout = load_spec(FORM_ID).built
    assert layout is not None
    data = FormData.model_validate(read_yaml(FORMS_DIR / FORM_ID / "form.yml"))
    assert template_builder.build(layout, data) == template_builder.build(layout, data)


def test_labels_of_the_layout_are_found_for_every_field(form: Form) -> None:
    assert set(template_spec.load_spec(FORM_ID).labels) == set(form.fields)


def test_the_layout_shown_in_the_guide_can_be_built() -> None:
    guide = (FORMS_DIR.parent / "docs" / "forms.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(   marks:.*?)```", guide, re.DOTALL)
    assert example is not None
    layout = template_spec.TemplateSpec.model_validate(yaml.safe_load(example[1])).built
    assert layout is not None
    data = FormData.model_validate(read_yaml(FORMS_DIR / FORM_ID / "form.yml"))
    (made,) = Document(io.BytesIO(template_builder.build(layout, data))).tables[1:]
    assert "{{ operating_beds }}" in [cell.text for row in made.rows for cell in row.cells]


def test_every_tag_shown_in_the_guide_exists(form: Form) -> None:
    guide = (FORMS_DIR.parent / "docs" / "forms.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\{\{ ([a-z_.]+) \}\}", guide))
    assert len(shown) > 10
    of_rows = tags(form_named("institution_recommendation_summary"))
    whole = {re.sub(r"^row\.", "institutions.", tag) for tag in shown}
    assert whole <= set(tags(form)) | set(of_rows)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("example: 轮椅", "example: 120", "example：要写成文字；数字和日期请加引号"),
        ("min: 0", "min: 零", "min：要写成数字"),
        ("required: true", "required: 必填", "required：要写 true 或 false"),
        ("aliases: [器具]", "aliases: 器具", "aliases：要写成列表"),
        ("choices: [{key: a, label: 甲}]", "choices: [甲]", "要写成一项一项的“名称: 内容”"),
    ],
)
def test_the_tools_say_in_chinese_what_is_wrong_with_a_new_form(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    said: str,
) -> None:
    """Whoever writes a form is no programmer: no traceback, no English, the file and the place."""
    field = (
        "key: item, label: 器具, required: true, question: 什么？, help: 写。, example: 轮椅,"
        " aliases: [器具]"
    )
    text = f"""
id: new_form
version: "1"
title: 器具表
notice: fujian-2025-714
attachment: 内部用表
names: [器具表]
noun: 表
layout_note: 内部用表。
groups:
  - id: all
    title: 器具
    lead: 请说器具。
    fields:
      - {{{field}, type: text}}
      - {{{field.replace("key: item", "key: count")}, type: integer, min: 0}}
      - {{{field.replace("key: item", "key: kind")}, type: choice,
         choices: [{{key: a, label: 甲}}]}}
"""
    assert old in text
    folder = tmp_path / "new_form"
    folder.mkdir()
    (folder / "form.yml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(template_check, "FORMS_DIR", tmp_path)
    monkeypatch.setattr(template_builder, "FORMS_DIR", tmp_path)
    monkeypatch.setattr(template_builder, "load_spec", lambda form_id: load_spec(FORM_ID))
    for tool in (template_check, template_builder):
        assert tool.main(["new_form"]) == 1
        told = capsys.readouterr().out
        assert said in told and str(folder / "form.yml") in told and "Input should" not in told


def test_a_template_that_is_not_there_yet(form: Form, tmp_path: Path) -> None:
    shutil.copytree(form.folder, tmp_path / form.id)
    (tmp_path / form.id / "template.docx").unlink()
    with pytest.raises(FormError, match=rf"template_builder {form.id}"):
        check_template(form, tmp_path / form.id)
