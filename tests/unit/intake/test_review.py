"""From a file to a live notice: what is proposed, what a person decides, what is refused where."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from intake import IntakeError
from intake.accepting import withdraw
from intake.proposing import take_in
from intake.review import FILE, load
from policy import NoticeError
from policy.live import load_live
from policy.text import squash
from tests.unit.intake import papers
from tests.unit.intake.conftest import Desk


def test_what_the_notice_says_of_itself_is_proposed(desk: Desk) -> None:
    notice = load(desk.review)[1].notice
    assert notice.accept == "待定"
    assert notice.number == "云卫老龄〔2026〕12号"
    assert notice.title == "云川市卫生健康委员会关于开展居家医养签约服务试点工作的通知"
    assert notice.issuer == "云川市卫生健康委员会"
    assert notice.issued_on == date(2026, 3, 2)
    assert (notice.period.start, notice.period.end) == (date(2026, 3, 2), date(2027, 12, 31))
    assert notice.cues == ["云川市", "云川"]
    assert {"12号文", "居家医养签约服务试点", "云川12号文"} <= set(notice.short_names)


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        ("期限", date(2026, 4, 15), "三、（一）"),
        ("期限", date(2027, 12, 20), "三、（二）"),
        ("电话", "0598-7654321", "联系方式"),
        ("传真", "0598-7654322", "联系方式"),
        ("邮箱", "yclljk@example.org", "联系方式"),
        ("地址", "云川市南湖路18号1204室", "联系方式"),
        ("名额", "推荐1个", "一、试点范围"),
        ("指标", "每签约1名失能老年人补助300元", "二、（三）"),
        ("责任单位", "各县（市、区）卫生健康局", "二、（一）"),
        ("责任单位", "市财政局", "二、（三）"),
    ],
)
def test_facts_are_proposed_beside_their_clause(
    desk: Desk, kind: str, value: object, path: str
) -> None:
    facts = load(desk.review)[1].facts
    fact = next(fact for fact in facts if fact.kind == kind and fact.value == value)
    assert fact.accept == "待定"
    assert fact.path == path
    assert squash(fact.quote) in squash(fact.clause_text)


JOINT = """\
云川市民政局 云川市财政局
关于印发《云川市举报奖励实施细则》的通知
云民规〔2026〕2号
各县（市、区）民政局、财政局：
现将《云川市举报奖励实施细则》印发给你们，请遵照执行。
一、自2026年5月1日起受理举报，热线电话12345，其他时间也可拨打热线电话12345。
二、两个及两个以上举报人联名举报的，按照同一举报给予奖励。
三、罚款金额在50万元以上的，按罚款金额的2%奖励。
四、举报人应当在收到通知之日起30个工作日内领取奖励。
云川市民政局 云川市财政局
2026年3月2日
"""


def test_two_bodies_in_one_line_beginnings_amounts_and_a_number_said_twice(tmp_path: Path) -> None:
    paper = tmp_path / "joint.txt"
    paper.write_text(JOINT, encoding="utf-8")
    waiting = take_in(paper, tmp_path, ())
    proposed = load(tmp_path / waiting.id / FILE)[1]
    assert proposed.notice.issuer == "云川市民政局 云川市财政局"
    assert proposed.notice.cues == ["云川市", "云川"]
    said = [(fact.kind, fact.value) for fact in proposed.facts]
    assert ("起始", date(2026, 5, 1)) in said
    assert [value for kind, value in said if kind == "期限"] == ["30个工作日内"]
    assert ("指标", "按罚款金额的2%奖励") in said
    assert not any("两个以上" in str(value) for _, value in said)
    assert [value for kind, value in said if kind == "电话"] == ["12345"]


def test_what_the_text_abolishes_is_pointed_out(desk: Desk) -> None:
    assert "云卫医〔2019〕88号" in desk.review.read_text(encoding="utf-8").split("id:")[0]


def test_only_accepted_facts_go_live(desk: Desk) -> None:
    desk.edit("accept: 待定", "accept: true")
    desk.edit("- id: phone_1\n  accept: 待定", "- id: phone_1\n  accept: true")
    desk.edit("- id: fax_1\n  accept: 待定", "- id: fax_1\n  accept: false")
    done = desk.accept()
    assert (done.taken, done.refused) == (1, 1)
    assert done.undecided == len(load(desk.review)[1].facts) - 2
    live = load_live(desk.live, desk.library)
    assert [list(notice.facts) for notice in live] == [["phone_1"]]
    assert live[0].meta.title.endswith("试点工作的通知")


def test_an_edited_value_and_another_way_of_asking_go_live(desk: Desk) -> None:
    desk.edit("accept: 待定", "accept: true", times=-1)
    desk.edit("value: 推荐1个", "value: 每个县（市、区）可推荐1个")
    desk.edit("asks: [有几个名额", "asks: [每个县报几个, 有几个名额", times=-1)
    desk.accept()
    notice = load_live(desk.live, desk.library)[0]
    assert notice.facts["quota_2"].values == {"value": "每个县（市、区）可推荐1个"}
    assert "每个县报几个" in notice.entries["ywll_2026_12_quota_1"].asks


def test_accepting_again_replaces_the_live_version(accepted: Desk) -> None:
    accepted.edit("status: 现行", "status: 已废止")
    accepted.accept()
    assert [n.meta.status for n in load_live(accepted.live, accepted.library)] == ["已废止"]
    assert [path.name for path in accepted.live.iterdir()] == [accepted.id]


def test_withdrawing_keeps_the_review(accepted: Desk) -> None:
    withdraw(accepted.id, accepted.live)
    assert load_live(accepted.live, accepted.library) == []
    assert accepted.review.exists()
    outside = accepted.waiting / "outside"
    outside.mkdir()
    (outside / "notice.yml").write_text("id: outside\n", encoding="utf-8")
    for ident in (accepted.id, "../outside", ""):
        with pytest.raises(NoticeError, match="没有编号为"):
            withdraw(ident, accepted.live)
    assert (outside / "notice.yml").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("accept: true", "accept: 待定", "notice → accept：notice 的 accept 还不是 true"),
        ("accept: true", "accept: 好", "notice → accept"),
        ("value: 0598-7654321", "value: 0598-7654320", "引文里找不到“0598-7654320”"),
        ("value: 2026-04-15", "value: 2026-04-16", "引文里找不到“2026年4月16日”"),
        (
            "quote: 补助资金由市财政局负责安排。",
            "quote: 补助资金由市民政局负责安排。",
            "与条款 二、（三） 的原文不一致",
        ),
        ("clause: '2.3'", "clause: '9.9'", "没有编号为 9.9 的条款"),
        ("kind: 传真", "kind: 电报", "没有这一类"),
        ("title: 云川市", "title: 云山市", "title：原文里找不到这段文字"),
        ("- 12号文\n", "- 29号文\n", "“29号文”已经是国卫办老龄发〔2025〕29号的简称"),
        ("status: 现行", "status: 已被替代", "要在 replaced_by 写明"),
        ("end: 2027-12-31", "end: 2025-12-31", "结束日期早于开始日期"),
        ("issued_on: 2026-03-02", "issued_on: 2026年3月2日", "日期应写成 2025-11-30"),
        ("  label: 传真", "  lable: 传真", "不认识这一项"),
        ("- id: fax_1", "- id: phone_1", "事实 phone_1 写了两次"),
        ("facts:", "facts: [", "YAML 写法有误"),
    ],
)
def test_a_broken_review_is_refused_with_its_place(
    accepted: Desk, old: str, new: str, words: str
) -> None:
    before = accepted.files()
    accepted.edit(old, new)
    with pytest.raises(NoticeError) as refused:
        accepted.accept()
    assert refused.value.file == accepted.review
    assert re.match(r"第\d+行", refused.value.place)
    assert words in str(refused.value)
    assert accepted.files() == before


def test_a_changed_text_is_refused(accepted: Desk) -> None:
    before = accepted.files()
    clauses = accepted.waiting / accepted.id / "clauses.yml"
    clauses.write_text(clauses.read_text("utf-8").replace("补助300元", "补助500元"), "utf-8")
    with pytest.raises(NoticeError, match="与原文不一致"):
        accepted.accept()
    assert accepted.files() == before


def test_a_review_is_never_written_over(desk: Desk) -> None:
    desk.edit("accept: 待定", "accept: true")
    before = desk.review.read_bytes()
    with pytest.raises(IntakeError, match="已经在等待审核"):
        take_in(papers.NOTICE, desk.waiting, [])
    assert desk.review.read_bytes() == before


def test_a_notice_that_is_there_already_is_refused(desk: Desk, tmp_path: Path) -> None:
    source = desk.library.notices["national-2025-29"].folder / "source.txt"
    with pytest.raises(IntakeError, match="已经收录：国卫办老龄发〔2025〕29号"):
        take_in(source, tmp_path, [n.meta for n in desk.library.notices.values()])
    assert list(tmp_path.iterdir()) == [desk.waiting]


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好。\n我们去了公园。",
        "会议纪要\n一、讨论了预算\n二、讨论了人事\n散会。",
        "关于\n\n通知",
    ],
)
def test_no_notice(desk: Desk, tmp_path: Path, text: str) -> None:
    file = tmp_path / "杂文.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as refused:
        take_in(file, tmp_path / "n", [])
    assert "不像一份通知" in refused.value.message_zh
    assert "杂文.txt" in refused.value.message_zh
    assert not (tmp_path / "n").exists()


def test_the_live_files_are_those_of_data_notices(accepted: Desk) -> None:
    folder = accepted.live / accepted.id
    assert sorted(accepted.files()) == [
        f"{accepted.id}/{name}"
        for name in ("answers/accepted.yml", "clauses.yml", "facts.yml", "notice.yml", "source.txt")
    ]
    facts = yaml.safe_load((folder / "facts.yml").read_text(encoding="utf-8"))
    assert {fact["kind"] for fact in facts} == {"day", "statement"}
