"""The data folders are refused, with file and place, when they do not fit the notice."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn

from forms import FormError, load_forms
from recommendation import Program, Request, require_templates
from recommendation.checking import check
from recommendation.collecting import collect
from recommendation.outline import write_outline
from recommendation.program import FOLDER, load_program
from tests.unit.recommendation.conftest import DAY, ROOT, Parts, a_list, word_lines


@pytest.fixture
def changed(tmp_path: Path, only_institutions: Program) -> Callable[[str, str, str], None]:
    """Load a copy of the data with one thing replaced."""

    def load(file: str, old: str, new: str) -> None:
        for name in ("county_summary", "institution_summary", "letter"):
            shutil.copytree(FOLDER / name, tmp_path / name)
        shutil.copy(FOLDER / "program.yml", tmp_path)
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        tables = only_institutions.tables
        forms = {table.form.id: table.form for table in tables if table.form is not None}
        load_program(only_institutions.policy, forms, tmp_path)

    return load


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("program.yml", "letter: 推荐函", "letter: 推荐信", "documents"),
        ("program.yml", "quota: quota_city", "quota: quota_town", "quota_town"),
        ("program.yml", "most_rows: 50", "most_rows: 0", "most_rows"),
        ("program.yml", "most_rows", "least_rows", "most_rows"),
        (
            "county_summary/table.yml",
            "quote: 县级人民政府联系人",
            "quote: 县长",
            "government_contact",
        ),
        ("county_summary/table.yml", "fact: summary_county", "fact: summary_town", "summary_town"),
        ("county_summary/table.yml", "  - {key: number, width: 14}\n", "", "columns"),
        ("institution_summary/table.yml", "[self_effect,", "[self_effects,", "self_effects"),
        ("institution_summary/table.yml", "fields: [director]", "fields: [boss]", "boss"),
        ("institution_summary/table.yml", "form: demonstration", "form: another", "form"),
        ("county_summary/table.yml", ", postcode]", "]", "columns"),
    ],
)
def test_refused(
    changed: Callable[[str, str, str], None], file: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(FormError) as caught:
        changed(file, old, new)
    assert words in str(caught.value)
    assert Path(file).name in str(caught.value)


def test_taken_as_it_is(changed: Callable[[str, str, str], None]) -> None:
    changed("program.yml", "most_rows: 50", "most_rows: 51")


def test_a_template_that_leaves_a_column_out(parts: Parts, tmp_path: Path) -> None:
    require_templates(parts.program)
    table = parts.program.tables[1]
    for old, words in (("row.director_phone", "director_phone"), ("contact", "contact")):
        document = Document(str(table.folder / "template.docx"))
        for node in document.element.body.iter(qn("w:t")):
            node.text = (node.text or "").replace(f"{{{{ {old} }}}}", "")
        document.save(str(tmp_path / "template.docx"))
        program = replace(parts.program, tables=[replace(table, folder=tmp_path)])
        with pytest.raises(FormError, match=f"没有印出这些内容：{words}"):
            require_templates(program)


def test_a_template_with_an_unknown_tag(parts: Parts, tmp_path: Path) -> None:
    table = parts.program.tables[0]
    document = Document(str(table.folder / "template.docx"))
    document.add_paragraph("{{ mayor }}")
    document.save(str(tmp_path / "template.docx"))
    program = replace(parts.program, tables=[replace(table, folder=tmp_path)])
    with pytest.raises(FormError, match="模板中的标记有误"):
        require_templates(program)


def test_a_template_that_is_no_word_file(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "template.docx").write_text("not a document", encoding="utf-8")
    table = replace(parts.program.tables[0], folder=tmp_path)
    with pytest.raises(FormError, match="不是可用的 Word 文件"):
        require_templates(replace(parts.program, tables=[table]))


def test_a_form_for_counties_takes_the_place_of_the_table_s_own_fields(
    parts: Parts, tmp_path: Path
) -> None:
    """附件2 as a form, whenever there is one: it fills the row, and lists are read as before."""
    own = parts.program.tables[0].data
    form_id = str(own.form)
    fields = [
        {**field.model_dump(mode="json", exclude_unset=True), "aliases": []} for field in own.fields
    ]
    reported = [key for part in own.report for item in part.facts for key in item.fields]
    fields += [
        {"key": key, "label": key, "type": "long_text", "required": False, "question": key,
         "help": "", "example": key}
        for key in reported
    ]  # fmt: skip
    groups = [{"id": "all", "title": "县", "lead": "县", "fields": fields}]
    data = {"id": form_id, "version": "1", "title": "县申请表", "notice": "fujian-2025-714",
            "attachment": "附件2", "names": [], "layout_note": "", "groups": groups}  # fmt: skip
    (tmp_path / form_id).mkdir()
    path = tmp_path / form_id / "form.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    policy = parts.program.policy
    forms = {**load_forms(ROOT / "forms", policy), **load_forms(tmp_path, policy)}
    program = load_program(policy, forms)
    assert program.tables[0].form is forms[form_id]
    stored = {"county_name": "示例县", "government_contact": "陈志强", "postcode": "350001"}
    written = {reported[0]: "成立了工作专班"}
    code = parts.drafts.create(
        form_id, "1", "someone", {"values": {**stored, **written}}
    ).resume_code
    listed = a_list(县=[["县区", "卫健局联系人", "电话"], ["示例县", "李梅", "0591-83300000"]])
    found = collect(Request(listed, [code]), program, parts.drafts, DAY)
    assert len(found.applicants) == 1
    said = {"health_contact": "李梅", "health_phone": "0591-83300000"}
    assert dict(found.applicants[0].values) == {**stored, **said}
    outline = word_lines(write_outline(found.applicants[0], program))
    assert f"申请表填写的{reported[0]}：成立了工作专班" in outline
    lacking = [one.text for one in check(found, program, {}) if "申请表还有" in one.text]
    assert lacking == [
        "申请表还有4项必填的没有填："
        "县级人民政府联系人电话、县级卫生健康部门联系人、县级卫生健康部门联系人电话、通讯地址。"
    ]
