"""The ranked workbook: order, reasons with their clauses, and text that stays text."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from eligibility import RuleSet
from forms import Form
from forms.facts import facts_of
from screening import Result, progress, screen, writing
from screening.reading import read_list
from tests.unit.screening.conftest import DAY, table, workbook

HEADERS = [
    "机构名称", "医疗机构执业许可证", "医疗资质取得时间", "养老机构备案", "养老备案时间",
    "入住人数", "失能失智", "去年入住率", "前年入住率", "满意度", "安全事故", "火灾事故",
    "医疗事故", "违法案件", "是否被取消称号", "预防期保健", "患病期治疗", "康复期护理",
    "稳定期生活照料", "临终期安宁疗护",
]  # fmt: skip
GOOD = ["有", "2018年", "有", "2019年", 100, 80, 70, 80, 96,
        "无", "无", "无", "无", "否", "能", "能", "能", "能", "能"]  # fmt: skip


def changed(name: str, **changes: Any) -> list[Any]:
    row = [name, *GOOD]
    for header, value in changes.items():
        row[HEADERS.index(header)] = value
    return row


def test_a_long_list_names_only_what_decides_and_tells_how_far_it_is(
    parts: tuple[Form, RuleSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WHOLE", 2)
    monkeypatch.setattr(progress, "EVERY", 2)
    rows = [changed("全部达到"), changed("一项不符", 满意度=90), changed("缺一项", 满意度=None)]
    far: list[progress.Progress] = []
    result = screen(workbook([HEADERS, *rows]), *parts, DAY, far.append)
    sheet = load_workbook(io.BytesIO(result.workbook))["逐条核对"]
    head, titles, *found = sheet.iter_rows(values_only=True)
    assert "超过2家" in str(head[0]) and titles[1] == "机构名称"
    assert [(row[1], row[4]) for row in found] == [("缺一项", "信息不足"), ("一项不符", "不符合")]
    assert all(row[7] and row[8] for row in found), "with clause and sentence"
    reading, *far = far
    assert (reading.phase, reading.total) == ("reading", 0), "nobody knows yet how many there are"
    assert [(one.phase, one.done) for one in far] == [
        (phase, done) for phase in ("checking", "writing", "detailing") for done in (0, 2, 3)
    ]
    assert {one.total for one in far} == {3}


def test_from_the_best_standing_to_the_worst(check: Callable[[bytes], Result]) -> None:
    rows = [
        changed("两项不符", 满意度=90, 火灾事故="有"),
        changed("缺一项", 满意度=None),
        changed("一项不符", 满意度=90),
        changed("两年不一", 前年入住率=60),
        changed("全部达到"),
        changed("同样一项不符", 满意度=80),
        changed("缺两项", 满意度=None, 入住人数=None),
    ]
    result = check(workbook([HEADERS, *rows]))
    ranking = [(row["名次"], row["机构名称"], row["结论"]) for row in table(result, "排名")]
    assert ranking == [
        (1, "全部达到", "需佐证"),
        (2, "两年不一", "需佐证"),
        (3, "缺一项", "信息不足"),
        (4, "缺两项", "信息不足"),
        (5, "一项不符", "不符合"),
        (5, "同样一项不符", "不符合"),
        (7, "两项不符", "不符合"),
    ]
    by_name = {row["机构名称"]: row for row in table(result, "排名")}
    assert "低于95%" in by_name["一项不符"]["原因"]
    assert "满意度" in by_name["缺一项"]["还缺的信息"]
    assert "满意度调查结果在95%及以上" in by_name["一项不符"]["依据条款（原文）"]


def test_every_criterion_is_what_the_rules_say(
    check: Callable[[bytes], Result], parts: tuple[Form, RuleSet]
) -> None:
    form, rules = parts
    data = workbook([HEADERS, changed("甲院", 前年入住率=60)])
    institution = read_list(data, form, list(rules.facts), DAY).institutions[0]
    report = rules.check(facts_of(form, institution.values), DAY)
    shown = table(check(data), "逐条核对")
    assert [row["结论"] for row in shown] == [str(one.verdict) for one in report.criteria]
    for row, one in zip(shown, report.criteria, strict=True):
        assert one.reason in row["理由"] and one.citation.quote in row["通知原文"]
        assert one.citation.clause in row["条款"]


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://x","点")', "+1+1", "-2+3", "@SUM(A1)", "{{ 7*7 }}", "<b>甲</b>", "&amp;"],
)
def test_text_stays_text(check: Callable[[bytes], Result], name: str) -> None:
    result = check(workbook([HEADERS, changed(name, 满意度=f"{name}")]))
    book = load_workbook(io.BytesIO(result.workbook))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value == name for cell in cells) >= 3
    assert all(cell.data_type != "f" for cell in cells)
    if name[0] in "=+-@":
        assert all(cell.quotePrefix for cell in cells if cell.value == name)


def test_the_sheets_can_be_read_on_a_screen(check: Callable[[bytes], Result]) -> None:
    book = load_workbook(io.BytesIO(check(workbook([HEADERS, changed("甲院")])).workbook))
    assert book.sheetnames == ["排名", "逐条核对", "未读出和需核对"]
    assert [sheet.freeze_panes for sheet in book] == ["C6", "C2", "A2"]
    assert [sheet.print_title_rows for sheet in book] == ["$5:$5", "$1:$1", "$1:$1"]
    assert all(sheet.column_dimensions["B"].width >= 20 for sheet in book)
    assert book["排名"]["A6"].font.name == "宋体"
