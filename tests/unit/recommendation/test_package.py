"""The ZIP as an office opens it: names, contents, and each document read back."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import yaml
from docx import Document

from forms.drafts import Draft
from forms.rendering import read_back
from policy.text import squash
from recommendation import Package
from screening import screen
from tests.unit.recommendation.conftest import (
    COUNTY,
    DAY,
    INSTITUTION,
    KANGNING,
    ROOT,
    Parts,
    a_list,
    file,
    files,
    sample,
    word_lines,
    word_rows,
)

Make = Callable[..., Package]
Application = Callable[..., Draft]


def test_the_files_and_their_names(make: Make, application: Application) -> None:
    package = make(a_list(名单=[INSTITUTION, KANGNING]), codes=[application().resume_code])
    assert package.filename == "福州市医养结合示范项目推荐材料-20251020.zip"
    assert list(files(package)) == [
        "00报送前核对.docx",
        "01推荐函.docx",
        "02附件5 全国医养结合示范机构推荐汇总表.docx",
        "02附件5 全国医养结合示范机构推荐汇总表.xlsx",
        "03申请表/全国医养结合示范机构申请表（福州市康宁护理院）.docx",
        "04工作报告/工作报告提纲（福州市康宁护理院）.docx",
        "05佐证材料/佐证材料清单（福州市康宁护理院）.docx",
    ]
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert archive.testzip() is None
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())  # names are UTF-8
    inside = word_rows(file(package, "报送前核对"), -1)
    assert [row[1] for row in inside[1:]] == list(files(package))[1:]


def test_the_same_input_gives_the_same_bytes(make: Make) -> None:
    listed = a_list(名单=[INSTITUTION, KANGNING])
    word = [{n: c for n, c in files(make(listed)).items() if n.endswith("docx")} for _ in range(2)]
    assert word[0].keys() == word[1].keys()
    table = "02附件5 全国医养结合示范机构推荐汇总表.docx"
    assert word_rows(word[0][table]) == word_rows(word[1][table])
    assert word[0]["00报送前核对.docx"] == word[1]["00报送前核对.docx"]


def test_names_that_no_file_may_have(make: Make) -> None:
    package = make(a_list(名单=[["机构名称", "负责人"], ["../甲\\院?*", "王"]]))
    assert "04工作报告/工作报告提纲（甲院）.docx" in files(package)


def test_two_files_never_share_a_name(make: Make) -> None:
    package = make(a_list(县=[COUNTY, ["同名"]], 机构=[["机构名称", "负责人"], ["同名", "王"]]))
    reports = [name for name in files(package) if name.startswith("04")]
    assert reports == [
        "04工作报告/工作报告提纲（同名）.docx", "04工作报告/工作报告提纲（同名）（2）.docx",
    ]  # fmt: skip
    assert "示范机构工作报告" in "".join(word_lines(files(package)[reports[1]])[:1])


def test_the_application_is_in_the_package_as_filled_in(
    make: Make, application: Application, parts: Parts
) -> None:
    package = make(codes=[application().resume_code])
    form = parts.program.tables[1].form
    assert form is not None
    assert read_back(file(package, "03申请表"), form) == sample()
    row = word_rows(file(package, "汇总表.docx"))[1]
    assert row == [
        "1", "福州市康宁护理院", "王建国", "13805910001", "李梅", "0591-83300000",
        "福州市鼓楼区温泉街道示例路8号\n邮编：350001",
    ]  # fmt: skip


def test_a_code_in_the_list_fills_the_row(make: Make, application: Application) -> None:
    code = application(institution_name="乙护理院").resume_code
    rows: list[list[Any]] = [["机构名称", "联系人", "续填码"], [None, "赵六", code.lower()]]
    package = make(a_list(名单=rows))
    row = word_rows(file(package, "汇总表.docx"))[1]
    assert (row[1], row[2], row[4]) == ("乙护理院", "王建国", "赵六")
    assert [name for name in files(package) if name.startswith("03申请表/")]


def test_a_draft_id_does_as_well(make: Make, application: Application) -> None:
    draft = application()
    assert files(make(codes=[draft.id])).keys() == files(make(codes=[draft.resume_code])).keys()


def test_out_of_the_ranking_of_a_screening(make: Make, parts: Parts) -> None:
    """The workbook that the screening gives out goes in as it is; `picks` takes the chosen one."""
    form = parts.program.tables[1].form
    assert form is not None
    listed = a_list(名单=[["机构名称", "满意度"], ["甲院", "96%"], ["乙院", "80%"]])
    ranked = screen(listed, form, parts.rules, DAY).workbook
    package = make(ranked, picks=["乙院"])
    assert [row[1] for row in word_rows(file(package, "汇总表.docx"))[1:]] == ["乙院"]
    assert any("批量预审的结论是“不符合”" in one.text for one in package.findings)


def test_the_letter(make: Make, parts: Parts) -> None:
    lines = [line for line in word_lines(file(make(a_list(名单=[INSTITUTION, KANGNING])), "01"))]
    said = [line for line in lines if line.strip()]
    assert said == [
        "关于推荐全国医养结合示范机构的函",
        "福建省卫生健康委员会：",
        "根据《福建省卫生健康委员会关于组织开展第二批全国医养结合示范项目创建工作的通知》"
        "（闽卫老龄函〔2025〕714号）要求，我委依据创建标准，择优推荐福州市康宁护理院"
        "为第二批全国医养结合示范机构申报单位。",
        "有关材料随函报送，请予审核。",
        "附件：1. 全国医养结合示范机构推荐汇总表",
        "　　　2. 全国医养结合示范机构申请表（福州市康宁护理院）",
        "　　　3. 工作报告（福州市康宁护理院）",
        "福州市卫生健康委员会（盖章）",
        "年　　月　　日",
        "（联系人：张三　　联系电话：0591-87654321）",
    ]


def test_a_letter_for_several_names_them_once_and_says_how_many_papers_come_with_it(
    make: Make,
) -> None:
    other = [2, "福州市安康医养中心", *KANGNING[2:]]
    letter = file(make(a_list(名单=[INSTITUTION, KANGNING, other])), "01")
    said = [line for line in word_lines(letter) if line.strip()]
    assert "福州市康宁护理院、福州市安康医养中心为第二批" in said[2]
    assert said[4:7] == [
        "附件：1. 全国医养结合示范机构推荐汇总表",
        "　　　2. 全国医养结合示范机构申请表（2份）",
        "　　　3. 工作报告（2份）",
    ]


def test_seal_and_contact_stay_on_the_page_of_the_annexes(make: Make) -> None:
    letter = Document(io.BytesIO(file(make(a_list(名单=[INSTITUTION, KANGNING])), "01")))
    lines = [(p.text.strip(), bool(p.paragraph_format.keep_with_next)) for p in letter.paragraphs]
    first = next(n for n, (text, _) in enumerate(lines) if text.startswith("附件："))
    assert all(kept for _, kept in lines[first:-1])
    assert lines[-1][0].startswith("（联系人")


def test_the_letter_for_a_county_without_a_sender(make: Make) -> None:
    package = make(a_list(名单=[COUNTY, ["示例县"]]), city="", contact="", phone="")
    text = "\n".join(word_lines(file(package, "01推荐函")))
    assert "关于推荐全国医养结合示范县（市、区）的函" in text
    assert "示例县为第二批全国医养结合示范县（市、区）申报单位" in text
    assert "＿＿＿＿＿市卫生健康委员会（盖章）" in text
    assert "（联系人：＿＿＿＿＿　　联系电话：＿＿＿＿＿）" in text


def test_the_outline_quotes_each_criterion(
    make: Make, application: Application, parts: Parts
) -> None:
    code = application().resume_code
    package = make(a_list(县=[COUNTY, ["示例县"]]), codes=[code])
    county = word_lines(file(package, "工作报告提纲（示例县）"))
    heads = ["党政重视，部门协同", "政策支持，推动有力", "固本强基，优化提升", "严格管理，强化监督",
             "完善支撑，加强保障", "群众认可，评价良好"]  # fmt: skip
    assert [line[2:] for line in county if line[1:2] == "、"] == heads
    assert county[-1] == "（请在这里写实际情况）", "an empty line may make a page of its own"
    clauses = parts.program.policy.notice("fujian-2025-714").clauses
    for number in range(1, 7):
        whole = squash(clauses[f"a1.3.1.{number}"].text)
        assert any(whole in squash(line) for line in county)
    text = "\n".join(word_lines(file(package, "工作报告提纲（福州市康宁护理院）")))
    assert "实际运营床位：120张；上年度入住率：82%；" in text
    assert "申请表填写的内部管理自评：建立质量安全管理体系" in text
    assert "（提纲。" in text


def test_the_outline_of_a_county_holds_what_its_form_says_of_each_criterion(
    make: Make, parts: Parts
) -> None:
    folder = ROOT / "forms" / "demonstration_county_application"
    values = yaml.safe_load((folder / "sample.yml").read_text(encoding="utf-8"))
    draft = parts.drafts.create(folder.name, "1", "someone", {"values": values})
    text = "\n".join(
        word_lines(file(make(codes=[draft.resume_code]), "工作报告提纲（南平市浦城县）"))
    )
    parts = dict(zip("一二三四五六", re.split(r"\n[二三四五六]、", text), strict=True))
    assert "本级医养结合工作方案：已制定；" in parts["一"]
    assert "财税优惠政策措施：已落实" in parts["二"]
    assert "养老机构数：26家；能提供医疗卫生服务的养老机构：26家；" in parts["三"]
    assert "家庭病床服务：未落实" in parts["三"], "what is not done is not left out"
    assert "涉老重大负面事件：发生过；最近一次重大负面事件日期：2019年3月。" in parts["六"]


def test_the_evidence_list_has_each_criterion(make: Make, parts: Parts) -> None:
    package = make(a_list(县=[COUNTY, ["示例县"]], 机构=[INSTITUTION, KANGNING]))
    rows = word_rows(file(package, "佐证材料清单（福州市康宁护理院）"))[1:]
    criteria = parts.rules.in_force(DAY)
    assert [row[1].split("\n")[0] for row in rows] == [one.name for one in criteria]
    assert [row[2] for row in rows] == [one.citation.clause for one in criteria]
    assert [row[3] for row in rows] == ["\n".join(one.evidence) for one in criteria]
    county = word_rows(file(package, "佐证材料清单（示例县）"))[1:]
    source = squash(parts.program.policy.notice("fujian-2025-714").source)
    assert len(county) > 20
    assert all(squash(row[1]) in source for row in county)
    assert {row[3] for row in county} == {""}


def test_a_day_before_the_rules(make: Make, application: Application) -> None:
    with pytest.raises(Exception, match="请换一个核对日期"):
        make(codes=[application().resume_code], as_of=dt.date(2024, 1, 1))


def test_no_formula_in_any_workbook(make: Make) -> None:
    rows = [["机构名称", "负责人"], ["=HYPERLINK(1)", "@SUM(1)"]]
    package = make(a_list(名单=rows), contact="+1", phone="-1")
    book = openpyxl.load_workbook(io.BytesIO(file(package, "汇总表.xlsx")))
    kinds = {cell.data_type for row in book.worksheets[0] for cell in row if cell.value}
    assert kinds == {"s"}
    assert book.worksheets[0]["B7"].value == "=HYPERLINK(1)"
    assert book.worksheets[0]["B7"].quotePrefix
