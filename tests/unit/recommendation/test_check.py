"""The completeness check: what is missing is named with its clause, what is there is not."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from forms.drafts import Draft
from policy.text import squash
from recommendation import Package, Program, Request
from recommendation.checking import check
from recommendation.collecting import collect
from recommendation.model import Finding
from tests.unit.recommendation.conftest import (
    COUNTY,
    DAY,
    INSTITUTION,
    KANGNING,
    Examined,
    Parts,
    a_list,
    file,
    word_lines,
)

Make = Callable[..., Package]
Examine = Callable[..., Examined]
Application = Callable[..., Draft]
COUNTY_ROW = ["示例县", "陈志强", "0591-83300000", "李梅", "13805910001", "福州市示例路8号 350001"]


def found(package: Examined, words: str) -> Finding:
    """The one finding that says this."""
    matching = [one for one in package.findings if words in f"{one.where}：{one.text}"]
    assert len(matching) == 1, [f"{one.where}：{one.text}" for one in package.findings]
    return matching[0]


def says(package: Examined, words: str) -> bool:
    """Does any finding say this?"""
    return any(words in f"{one.where}：{one.text}" for one in package.findings)


def test_a_complete_recommendation_lacks_only_report_and_scan(
    examine: Examine, application: Application
) -> None:
    code = application().resume_code
    package = examine(a_list(名单=[INSTITUTION, KANGNING]), codes=[code])
    lacking = [one.where for one in package.findings if one.level == "missing"]
    assert lacking == ["工作报告：福州市康宁护理院", "签字盖章"]
    assert not [one for one in package.findings if one.level == "stop"]
    assert package.summary[0] == "没有发现不符合通知要求的地方，还缺2项，补齐后再报送。"


@pytest.mark.parametrize(
    ("column", "label"),
    [(2, "负责人"), (3, "负责人电话"), (4, "联系人"), (5, "联系人电话"), (6, "通讯地址"),
     (6, "邮政编码")],
)  # fmt: skip
def test_each_blank_of_a_row_is_named_with_the_clause(
    examine: Examine, column: int, label: str
) -> None:
    row: list[Any] = [*KANGNING]
    row[column] = None
    finding = found(examine(a_list(名单=[INSTITUTION, row])), f"还缺“{label}”")
    assert finding.level == "missing"
    assert finding.where == "附件5：福州市康宁护理院"
    assert finding.citation is not None and finding.citation.clause == "附件5"


def test_each_blank_of_a_county(examine: Examine) -> None:
    package = examine(a_list(名单=[COUNTY, ["示例县"]]))
    lacking = [one for one in package.findings if one.where == "附件4：示例县"]
    assert [one.text for one in lacking] == [
        f"还缺“{label}”，表中留空。"
        for label in ("县级人民政府联系人", "县级人民政府联系人电话", "县级卫生健康部门联系人",
                      "县级卫生健康部门联系人电话", "通讯地址", "邮政编码")
    ]  # fmt: skip
    assert {one.citation.clause for one in lacking if one.citation} == {"附件4"}


def test_a_row_without_a_name(examine: Examine) -> None:
    package = examine(a_list(名单=[INSTITUTION, [1, None, "王建国"]]))
    assert found(package, "还缺“机构名称”").where == "附件5：名单“名单”第2行"


@pytest.mark.parametrize(
    ("blank", "words"),
    [("city", "还缺推荐单位。"), ("contact", "推荐单位的联系人"), ("phone", "推荐单位的联系电话")],
)
def test_a_blank_head_is_named(examine: Examine, blank: str, words: str) -> None:
    listed = a_list(名单=[INSTITUTION, KANGNING])
    finding = found(examine(listed, **{blank: " "}), words)
    assert (finding.level, finding.where) == ("missing", "附件5表头")
    assert not says(examine(listed), words)


@pytest.mark.parametrize(
    ("phone", "told"),
    [("0591-87654321", False), ("138 0591 0001", False), ("87654321", True), ("李梅", True)],
)
def test_the_sender_s_telephone(examine: Examine, phone: str, told: bool) -> None:
    package = examine(a_list(名单=[INSTITUTION, KANGNING]), phone=phone)
    assert says(package, "看不出是一个完整的号码") is told


@pytest.mark.parametrize(
    ("counties", "institutions", "shown"),
    [
        (1, 0, None),
        (0, 1, None),
        (1, 1, "1个示范县（市、区）、1个示范机构"),
        (2, 0, "2个示范县（市、区）"),
        (0, 2, "2个示范机构"),
    ],
)
def test_one_county_or_one_institution(
    examine: Examine, counties: int, institutions: int, shown: str | None
) -> None:
    sheets = {}
    if counties:
        sheets["县"] = [COUNTY, *([f"示例{n}县", *COUNTY_ROW[1:]] for n in range(counties))]
    if institutions:
        rows = [[n, f"第{n}护理院", *KANGNING[2:]] for n in range(institutions)]
        sheets["机构"] = [INSTITUTION, *rows]
    package = examine(a_list(**sheets))
    if shown is None:
        assert not says(package, "超出名额")
        return
    finding = found(package, "超出名额")
    assert finding.level == "stop"
    assert f"只能推荐1个示范县（市、区）或1个示范机构，现在有{shown}，" in finding.text
    assert finding.citation is not None and finding.citation.clause == "二、（二）"
    assert package.findings[0] is finding
    assert package.summary[0].startswith("现在还不能报送")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((2025, 10, 20), "离这个日期还有41天"),
        ((2025, 11, 29), "离这个日期还有1天"),
        ((2025, 11, 30), "今天就是这一天"),
        ((2025, 12, 1), "已经过了1天。通知没有写逾期怎么处理"),
    ],
)
def test_days_left(examine: Examine, day: tuple[int, int, int], words: str) -> None:
    package = examine(a_list(名单=[INSTITUTION, KANGNING]), as_of=dt.date(*day))
    assert words in package.summary[1]


def test_where_to_send_stands_as_the_notice_has_it(make: Make, parts: Parts) -> None:
    package = make(a_list(名单=[INSTITUTION, KANGNING]))
    lines = word_lines(file(package, "报送前核对"))
    assert set(package.summary) < set(lines)
    text = "".join(lines)
    contact, deadline = parts.program.contact, parts.program.deadline
    said = [contact.address, contact.postcode, contact.phone, contact.person, deadline.to,
            deadline.platform, deadline.mailbox, *deadline.copies, *deadline.what]  # fmt: skip
    for words in said:
        assert words in text
    assert "通知没有印出邮箱地址" in text and "通知没有写要不要寄纸质件" in text


def test_every_citation_is_verbatim(
    examine: Examine, application: Application, parts: Parts
) -> None:
    code = application(director=None, status="open", occupancy_last_year=50.0).resume_code
    package = examine(a_list(县=[COUNTY, ["示例县"]]), codes=[code], city="", contact="", phone="")
    source = squash(parts.program.policy.notice("fujian-2025-714").source)
    cited = [one.citation for one in package.findings if one.citation]
    assert len(cited) > 10
    for citation in cited:
        assert squash(citation.quote) in source


def test_no_application(examine: Examine) -> None:
    package = examine(a_list(机构=[INSTITUTION, KANGNING]))
    assert "附件3" in found(package, "申报单位申请表：福州市康宁护理院").text


def test_no_form_for_counties(only_institutions: Program) -> None:
    request = Request(a_list(县=[COUNTY, COUNTY_ROW]), city="福州市")
    findings = check(collect(request, only_institutions, None, DAY), only_institutions, {})
    county = found(Examined(findings, []), "申报单位申请表：示例县").text
    assert "附件2" in county and "没有表格内容" in county


def test_what_the_application_still_lacks(examine: Examine, application: Application) -> None:
    code = application(satisfaction=None, self_service=None, status="open").resume_code
    package = examine(codes=[code])
    assert "还有2项必填的没有填：" in found(package, "必填的没有填").text
    assert code in found(package, "还没有确认").text


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({"satisfaction": 90.0}, "stop", "“老年人及家属满意度”不符合通知要求"),
        ({"disabled_dementia_residents": 60}, "stop", "“失能失智老年人占比”不符合通知要求"),
        ({"medical_qualified_on": "2021-06"}, "stop", "“医疗机构运营满5年”不符合通知要求"),
        ({"occupancy_last_year": 60.0}, "ask", "“近2年入住率”还不能下结论"),
        ({"satisfaction": None}, "ask", "“老年人及家属满意度”还不能下结论"),
    ],
)
def test_the_conditions_of_the_notice(
    examine: Examine, application: Application, changes: dict[str, Any], level: str, words: str
) -> None:
    finding = found(examine(codes=[application(**changes).resume_code]), words)
    assert finding.level == level and finding.citation is not None


def test_list_and_application_contradict_each_other(
    examine: Examine, application: Application
) -> None:
    row = [*KANGNING]
    row[2] = "张院长"
    code = application().resume_code
    package = examine(a_list(名单=[[*INSTITUTION, "续填码"], [*row, code]]))
    text = found(package, "申请表写的是").text
    assert "负责人：名单写的是“张院长”，申请表写的是“王建国”。" in text
    assert not says(package, "联系人：名单写的是")


@pytest.mark.parametrize(
    ("city", "address", "told"),
    [
        ("福州市", "厦门市思明区示例路8号", True),
        ("福州市", "福州市鼓楼区示例路8号", False),
        ("平潭", "福州市平潭县示例路8号", False),
    ],
)
def test_another_city(examine: Examine, city: str, address: str, told: bool) -> None:
    package = examine(a_list(名单=[["机构名称", "地址"], ["康宁护理院", address]]), city=city)
    assert says(package, "请核对是否属于本市") is told


def remarks(package: Examined) -> Sequence[str]:
    """What needs a look, without the reminder that always stands there."""
    return [one.text for one in package.findings if one.level == "ask" and one.where != "公示"]


def test_places_of_the_list_that_need_a_look(examine: Examine) -> None:
    rows = [
        [*INSTITUTION, "备注"],
        [*KANGNING, "好"],
        [*KANGNING, "好"],
        ["合计", "1家"],
    ]
    texts = remarks(examine(a_list(名单=rows, 说明=[["随便写写"]])))
    assert any("没有用到的列：备注" in text for text in texts)
    assert any("没有用到的工作表：“说明”" in text for text in texts)
    assert any("“合计”看起来是合计或说明行" in text for text in texts)
    assert any("内容相同，只写一行" in text for text in texts)
    assert len(texts) == 4
