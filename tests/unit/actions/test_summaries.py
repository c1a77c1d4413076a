"""Summary tables in the conversation: which one, rows from applications, two people, the files."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from openpyxl import load_workbook
from rasa_sdk.executor import ActionExecutor

from actions import services
from forms.drafts import Draft

from .conftest import Person

FORM, ANSWER, CHECK = "declaration_form", "action_answer", "eligibility_check"
INSTITUTIONS = "institution_recommendation_summary"
COUNTIES = "county_recommendation_summary"
ROW = (
    "福州市康宁护理院，负责人王建国13805910001，联系人李梅0591-83300001，"
    "福州市鼓楼区温泉街道示例路8号，邮编350001"
)
HEAD = "福州市卫生健康委，联系人陈芳，0591-83300009"


def _application(
    office: services.Services, sender: str, status: str = "done", **values: Any
) -> Draft:
    form = office.forms["demonstration_institution_application"]
    draft = office.drafts.create(form.id, form.version, sender, {"values": values})
    draft.status = status
    return office.drafts.save(draft, draft.revision, sender, "web")


def test_a_name_of_several_forms_is_asked_back_and_answered_by_number(person: Person) -> None:
    asked = person.says(ANSWER, "帮我填汇总表", "ask", topic="materials")
    assert asked.outcomes == ["clarify"]
    assert "1. 全国医养结合示范县（市、区）推荐汇总表" in asked.text
    assert len(asked.messages[0]["buttons"]) == 3
    chosen = person.says(ANSWER, "2", "inform")
    assert chosen.form["form_id"] == INSTITUTIONS
    assert person.loop == FORM


def test_the_question_back_is_answered_by_a_button_or_by_the_kind(person: Person) -> None:
    asked = person.says(FORM, "填推荐汇总表", "start_form")
    assert "质量提升" not in asked.text, "that one is no 推荐汇总表"
    county = person.says(ANSWER, "示范县的", "choose_county")
    assert county.form["form_id"] == COUNTIES
    payload = asked.messages[0]["buttons"][1]["payload"]
    other = person.says(FORM, payload, "start_form")
    assert other.form["form_id"] == INSTITUTIONS


def test_a_question_about_the_table_begins_no_form(person: Person) -> None:
    for text in ("推荐汇总表要盖公章吗", "汇总表怎么填", "附件5有哪些栏目"):
        reply = person.says(ANSWER, text, "ask", topic="summary_tables")
        assert "form" not in reply.outcomes
        assert person.loop is None


def test_the_application_form_is_still_the_one_for_its_names(person: Person) -> None:
    assert (
        person.says(FORM, "填附件2", "start_form").form["form_id"]
        == "demonstration_county_application"
    )
    assert person.says(FORM, "填附件5", "start_form").form["form_id"] == INSTITUTIONS
    person.says(FORM, "暂停", "pause_form")
    person.says(CHECK, "我们机构能不能报", "start_check")
    assert person.says(CHECK, "填附件4", "ask").form["form_id"] == COUNTIES


def test_finished_applications_give_the_first_rows(
    person: Person, office: services.Services
) -> None:
    known = {"institution_name": "福州市康宁护理院", "director": "王建国", "postcode": "350001"}
    _application(office, person.sender, **known)
    _application(office, person.sender, institution_name="福州市安康医养中心", residents=90)
    _application(office, person.sender, status="open", institution_name="没填完的护理院")
    _application(office, person.sender, director="没有名称")
    _application(office, "somebody-else", institution_name="别人的护理院")
    reply = person.says(FORM, "填示范机构推荐汇总表", "start_form")
    assert "带入2行" in reply.text
    draft = office.drafts.latest_open(person.sender, INSTITUTIONS)
    assert draft is not None
    assert draft.values["institutions"] == [{"institution_name": "福州市安康医养中心"}, known]
    again = person.says(FORM, "填示范机构推荐汇总表", "start_form")
    assert "带入" not in again.text, "only a new draft is filled"


def test_rows_come_out_as_word_and_excel_and_stand_in_the_history(
    person: Person, office: services.Services
) -> None:
    for text in ("填附件5", HEAD, ROW, "第1行联系人改成林岚", "填好了"):
        person.says(FORM, text, "start_form" if text == "填附件5" else "inform")
    done = person.says(FORM, "确认", "affirm")
    assert done.outcomes == ["rendered"]
    assert "汇总表已生成" in done.text and "Excel 版" in done.text
    assert "申请表" not in done.text
    word, sheet = (
        office.documents.get_document(url.split("/")[-1]) for url in done.form["documents"]
    )
    assert (word.kind, sheet.kind) == ("docx", "xlsx")
    assert sheet.filename == "全国医养结合示范机构推荐汇总表（福州市卫生健康委）.xlsx"
    cells = [cell.text for cell in Document(io.BytesIO(word.read())).tables[0].rows[1].cells]
    assert cells[:5] == ["1", "福州市康宁护理院", "王建国", "13805910001", "林岚"]
    active = load_workbook(io.BytesIO(sheet.read())).active
    assert active is not None and active["E7"].value == "林岚"
    draft = office.drafts.get(done.form["draft_id"])
    assert draft is not None
    changes = [c for c in office.drafts.history(draft.id) if c.field == "institutions"]
    assert [c.old and c.old[0]["contact_person"] for c in changes] == [None, "李梅"]
    assert changes[-1].new[0]["contact_person"] == "林岚"


def test_a_check_asked_for_inside_a_summary_is_not_answered_with_nothing(person: Person) -> None:
    person.says(FORM, "填附件5", "start_form")
    reply = person.says(FORM, "我们能不能报", "start_check")
    assert "不对照申报条件" in reply.text
    assert person.loop == FORM


def test_what_another_person_did_to_the_rows_is_told(
    person: Person, executor: ActionExecutor, office: services.Services
) -> None:
    person.says(FORM, "填附件5", "start_form")
    person.says(FORM, HEAD, "inform")
    code = person.says(FORM, ROW, "inform").form["resume_code"]
    second = Person(executor, sender="person-2")
    second.says(FORM, code, "inform")
    second.says(FORM, "第1行联系人改成林岚", "inform")
    told = person.says(FORM, "删掉第1行", "inform")
    assert "已改第1行（福州市康宁护理院）：联系人 李梅 → 林岚" in told.text
    draft = office.drafts.latest_open(person.sender, INSTITUTIONS)
    assert draft is not None and len(draft.values["institutions"]) == 1
