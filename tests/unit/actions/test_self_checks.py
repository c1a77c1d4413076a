"""Self-checks by name: begun, gone through, shown, and made into a Word sheet."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from actions import services
from actions.choosing import forms_named
from actions.self_checks import self_check, self_check_form
from actions.turn import Message
from tests.unit.actions.conftest import Person

CHECK, FORM, ANSWER = "eligibility_check", "declaration_form", "action_answer"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("做一次2021年的自查", True),
        ("我们想做一下2021年的服务质量自查", True),
        ("按2021年的要求自查一下", True),
        ("2021年的自查怎么做", False),
        ("做2021年的自查要注意什么", False),
        ("2021年自查发现3个问题", False),
    ],
)
def test_the_year_tells_a_self_check_where_one_is_wished_for(
    office: services.Services, text: str, begins: bool
) -> None:
    form = self_check(_message(text))
    assert (form is not None and form.id == "service_quality_rectification") is begins


@pytest.mark.parametrize("text", ["帮我写推荐函", "做一份工作报告", "生成推荐函和工作报告"])
def test_what_the_package_holds_is_not_filled_in_by_talking(person: Person, text: str) -> None:
    told = person.says(ANSWER, text, "ask", topic="materials")
    assert "推荐材料包" in told.text and "工作台" in told.text


@pytest.mark.parametrize(
    "text", ["填2021年的服务质量自查整改表", "填2021年的自查表", "填自查整改表，2021年的"]
)
def test_a_form_is_named_with_its_year(office: services.Services, text: str) -> None:
    form = self_check_form(_message(text))
    assert form is not None and form.id == "service_quality_rectification"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("帮我搞一下119号文附件1那个表", "service_quality_rectification"),
        ("填714号文的附件三", "demonstration_institution_application"),
        ("填714号附件2", "demonstration_county_application"),
        ("填119号文附件2", "quality_improvement_summary"),
        ("填714号文附件1", None),
    ],
)
def test_a_form_is_named_by_its_place_in_its_notice(
    office: services.Services, text: str, form: str | None
) -> None:
    assert [one.id for one in forms_named(_message(text))] == ([form] if form else [])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("填机构推荐汇总表", None),
        ("填示范县推荐汇总表", None),
        ("填汇总表", None),
        ("填服务质量提升行动汇总表", "quality_improvement_summary"),
        ("填2022年的质量提升汇总表", "quality_improvement_summary"),
    ],
)
def test_a_name_that_several_forms_share_is_not_taken_for_one(
    office: services.Services, text: str, form: str | None
) -> None:
    """机构推荐汇总表 ends in 汇总表, by which the table of 2021 is called as well."""
    found = self_check_form(_message(text))
    assert (found.id if found else None) == form


def _message(text: str) -> Message:
    return Message("p", text, "ask", [{"text": text, "intent": "ask", "topic": "x"}])


@pytest.mark.parametrize(
    "text",
    [
        "按29号文自查一下",
        "我想按29号文自己先查一下，出一张表",
        "促进行动自查",
        "我们想按照促进行动的要求做一次自查",
        "帮我们对照29号文自查：健康教育做了8个月",
        "麻烦按国家29号文逐条核对一下",
        "自查一下促进行动落实情况",
        "我们达到29号文的要求了吗？",
        "我们机构符不符合29号文的要求",
    ],
)
def test_a_self_check_is_asked_for_by_name(office: services.Services, text: str) -> None:
    form = self_check(_message(text))
    assert form is not None and form.id == "promotion_self_check"


@pytest.mark.parametrize(
    "text",
    [
        "按2021年的自查表检查一下",
        "服务质量自查",
        "帮我们做一次服务质量自查",
        "按119号文自查一下：院感有问题",
        "对照服务质量提升行动的要求核对一下",
        "我们符合119号文的要求吗",
        "请按《自查整改表》逐项核对",
    ],
)
def test_the_self_check_of_2021_is_asked_for_by_name(office: services.Services, text: str) -> None:
    form = self_check(_message(text))
    assert form is not None and form.id == "service_quality_rectification"


@pytest.mark.parametrize(
    "text",
    [
        "29号文要求多久自查一次？",
        "29号文对机构有什么要求",
        "促进行动什么时候结束",
        "我们能不能申报",
        "自查整改表在哪里下载",
        "29号文里自查是怎么说的",
        "29号文检查的频次是多少",
        "119号文要求什么时候自查",
        "服务质量自查表在哪里",
        "服务质量提升行动检查什么",
    ],
)
def test_a_question_about_the_notice_begins_no_check(office: services.Services, text: str) -> None:
    assert self_check(_message(text)) is None and self_check_form(_message(text)) is None


def test_the_whole_self_check(office: services.Services, person: Person) -> None:
    begun = person.says(ANSWER, "按29号文自查一下：健康教育做了8个月", "ask", topic="n29_health")
    assert person.loop == CHECK
    assert "一共16条" in begun.text and begun.form["title"] == "29号文自查"
    assert "开展健康教育" not in begun.text.split("已记下")[0]
    for text in (
        "都有",
        "满一年了",
        "防火检查每个月都做了",
        "心理讲座2次，消防演练半年一次，传染病演练1次",
        "5%",
        "是，4类6项",
        "都有",
        "都有",
        "没有自带药品管理制度，其他都有",
        "都有",
        "都有",
    ):
        person.says(CHECK, text, "inform")
    done = person.says(CHECK, "没有", "deny")
    assert done.outcomes[-1] == "checked" and person.loop is None
    assert "29号文的要求：不符合" in done.text
    assert "还差4个月" in done.text and "还没有做到自带药品管理制度" in done.text
    verdict = done.messages[-1]["custom"]["verdict"]
    assert verdict["titles"] == {"evidence": "要看记录的2个方面", "priority": "鼓励项"}
    assert verdict["rule_set"] == "promotion_self_check" and verdict["missing"] != []
    assert done.messages[-1]["buttons"][0]["payload"] == "填促进行动自查表"
    assert {c["notice"] for c in done.messages[-1]["custom"]["citations"]} == {
        "国卫办老龄发〔2025〕29号"
    }
    form = person.says(ANSWER, "填促进行动自查表", "ask")
    assert person.loop == FORM and form.form["form_id"] == "promotion_self_check"
    person.says(FORM, "机构名称是福州市康宁护理院", "inform")
    person.says(FORM, "先生成草稿", "inform")
    made = person.says(FORM, "先生成草稿", "inform")
    assert "自查表已生成" in made.text
    url = made.form["documents"][0]
    document = office.documents.get_document(url.removeprefix("/documents/"))
    cells = [c.text for t in Document(BytesIO(document.read())).tables for c in t._cells]
    assert any(cell.startswith("不符合：") and "还差4个月" in cell for cell in cells)
    assert any(cell.startswith("符合：") and "5%" in cell for cell in cells)


def test_what_the_application_knows_is_not_asked_again(
    office: services.Services, person: Person
) -> None:
    person.says(FORM, "填示范机构申请表", "start_form")
    person.says(FORM, "机构名称是福州市康宁护理院，有执业许可证，养老机构备案已办", "inform")
    begun = person.says(FORM, "按29号文自查一下", "ask")
    assert person.loop == CHECK
    assert "医疗机构资质" in begun.text.split("已经用上")[0]
    assert begun.form["field"] == "operated_months"


def test_after_a_self_check_applying_is_another_matter(
    office: services.Services, person: Person
) -> None:
    person.says(ANSWER, "促进行动自查", "ask")
    other = person.says(CHECK, "我们能不能申报", "start_check")
    assert other.form["form_id"] == "demonstration_institution_application"
    again = person.says(CHECK, "接着按29号文自查", "ask")
    assert again.form["form_id"] == "promotion_self_check"


def test_a_new_self_check_begins_from_nothing(office: services.Services, person: Person) -> None:
    person.says(ANSWER, "按29号文自查，健康教育8个月", "ask")
    again = person.says(CHECK, "按29号文重新自查", "ask")
    assert again.form["filled"] == 0


def test_the_rectification_sheet_of_2021(office: services.Services, person: Person) -> None:
    """Asked once which of the seven have problems, then only about those."""
    begun = person.says(ANSWER, "帮我填一份自查整改表", "ask", topic="fj2021")
    assert begun.form["form_id"] == "service_quality_rectification"
    assert "已经结束" in begun.text and "没有附附件1的表样" in begun.text
    for text in (
        "机构名称是福州市康宁护理院，负责人王建国，电话0591-83300000，2021年5月10日自查",
        "两证齐全",
        "感染管理有问题，其他没有",
        "二楼护理区和接待区没有分开",
        "加装隔断，分设出入口",
        "还没有",
    ):
        person.says(FORM, text, "inform")
    person.says(FORM, "2021年8月", "inform")
    review = person.says(FORM, "报告有了，还没有报县里", "inform")
    assert "自查整改报告：有" in review.text
    assert "感染管理和传染病防控：有" in review.text and "医疗管理和核心制度：没有" in review.text
    made = person.says(FORM, "确认", "affirm")
    assert "自查整改表已生成" in made.text
    url = made.form["documents"][0]
    document = office.documents.get_document(url.removeprefix("/documents/"))
    rows = [
        [c.text for c in r.cells] for t in Document(BytesIO(document.read())).tables for r in t.rows
    ]
    found = next(row for row in rows if row[0] == "7")
    assert found[2:] == [
        "☑有　□没有",
        "二楼护理区和接待区没有分开",
        "加装隔断，分设出入口",
        "□完成　☑未完成",
        "2021年8月",
    ]
    assert next(row for row in rows if row[0] == "1")[3:] == ["—", "—", "—", "—"]
    verdicts = {
        row[1].replace("\n", ""): row[2] for row in rows if row[0].isdigit() and len(row) == 3
    }
    assert verdicts["疫情防控和感染管理（三、（七））"].startswith("不符合：还有疫情防控")
    assert verdicts["老年友善服务（三、（三））"].startswith("符合：")
    assert verdicts["自查整改报告（四、（二））"].startswith("不符合：没有向县级")
    kept = person.says(FORM, "生成时的核对结论", "ask")
    assert "2021年5月10日" in kept.text and "119号文的要求：不符合" in kept.text


def test_the_self_check_of_2021_is_made_for_the_day_of_the_check(
    office: services.Services, person: Person
) -> None:
    begun = person.says(ANSWER, "按2021年的自查表检查一下", "ask", topic="fj2021")
    assert person.loop == CHECK and begun.form["title"] == "119号文自查"
    assert "一共8条" in begun.text and "已经结束" in begun.text
    assert begun.form["field"] == "checked_on" and begun.form["total"] == 10
    found = person.says(CHECK, "2021年5月10日", "inform")
    assert "自查发现的问题" in found.text
    fixed = person.says(CHECK, "信息填报和院感有问题，其他没有", "inform")
    assert "信息填报的问题已经整改好了吗" in fixed.text
    person.says(CHECK, "改好了", "affirm")
    person.says(CHECK, "还没有", "deny")
    done = person.says(CHECK, "都有", "inform")
    assert done.outcomes[-1] == "checked" and person.loop is None
    assert "119号文的要求：不符合" in done.text
    assert "【不符合】还有疫情防控和感染管理没整改好的问题。请认真整改" in done.text
    assert "【符合】医疗管理和核心制度" in done.text
    assert "以上各条自2021年2月26日起至2022年12月31日适用（标题：“" in done.text
    verdict = done.messages[-1]["custom"]["verdict"]
    assert verdict["criteria"][0]["effective"] == verdict["effective"]
    assert verdict["effective"] == {"since": "2021-02-26", "until": "2022-12-31"}
    assert (verdict["rule_set"], verdict["as_of"]) == ("quality_self_check", "2021-05-10")
    assert {c["notice"] for c in done.messages[-1]["custom"]["citations"]} == {
        "闽卫老龄函〔2021〕119号"
    }
    form = person.says(FORM, done.messages[-1]["buttons"][0]["payload"], "correct_value")
    assert person.loop == FORM and form.form["form_id"] == "service_quality_rectification"
    assert "机构名称" in form.text


def test_a_day_after_the_action_of_2021_has_no_verdict(
    office: services.Services, person: Person
) -> None:
    """The rules say nothing of another day; how to go on is said."""
    refused = person.says(ANSWER, "服务质量自查，自查日期是2025年6月1日", "ask")
    assert refused.outcomes == ["error"] and person.loop is None
    assert "没有可以适用的规则" in refused.text
    assert "按119号文自查，自查日期是2021年5月10日" in refused.text
    again = person.says(ANSWER, "按119号文自查，自查日期是2021年5月10日", "ask")
    assert person.loop == CHECK and "自查发现的问题" in again.text


def test_a_stopped_self_check_says_how_to_go_on(office: services.Services, person: Person) -> None:
    person.says(ANSWER, "按29号文自查", "ask")
    person.says(CHECK, "都有", "inform")
    stopped = person.says(CHECK, "暂停", "pause_form")
    assert "按29号文自查" in stopped.text and person.loop is None
    again = person.says(ANSWER, "按29号文自查", "ask")
    assert again.form["field"] == "operated_months"
