"""Earlier forms and lists: Word and Excel files with the form's labels fill the form."""

import pytest

from forms import Form
from forms.loader import read_yaml
from forms.rendering import render_docx
from forms.workbook import has_workbook, render_xlsx
from prefill import PrefillError, read_file
from tests.unit.prefill.conftest import COUNTY, INSTITUTION, ROOT, TODAY, document, sheet


@pytest.mark.parametrize("form_id", [INSTITUTION, COUNTY])
def test_our_own_document_gives_every_value_back(form_id: str, form_set: dict[str, Form]) -> None:
    form = form_set[form_id]
    sample = read_yaml(ROOT / "forms" / form_id / "sample.yml")
    data = render_docx(form, sample, TODAY)
    for under_way in (form, None):
        reading = read_file(data, form_set, under_way, {}, TODAY)
        assert reading.form is form
        assert {o.key: o.value for o in reading.offers if o.sure} == sample


def test_our_own_workbook_gives_every_value_back(form_set: dict[str, Form]) -> None:
    with_workbook = [form for form in form_set.values() if has_workbook(form)]
    assert len(with_workbook) == 3
    for form in with_workbook:
        sample = read_yaml(ROOT / "forms" / form.id / "sample.yml")
        data = render_xlsx(form, sample, TODAY)
        for under_way in (form, None):
            reading = read_file(data, form_set, under_way, {}, TODAY)
            assert reading.form is form
            assert {o.key: o.value for o in reading.offers if o.sure} == sample


TO_RECOMMEND = (
    ("福州市2025年拟推荐示范机构名单",),
    ("序号", "单位名称", "院长", "联系电话", "联系人", "联系电话", "地址", "邮编"),
    (
        1,
        "福州市康宁护理院",
        "王建国",
        13805910001,
        None,
        "0591-83300000转8012",
        "鼓楼区五四路158号",
    ),
    (),
    (2, "福州市安康医养中心", None, "1390000111", "林红", None, None, "350007"),
    ("合计", "2家"),
    ("填表说明：请如实填写",),
)


def test_a_list_fills_all_rows_of_a_form_that_is_a_table(form_set: dict[str, Form]) -> None:
    form = form_set["institution_recommendation_summary"]
    (offer,) = read_file(sheet(*TO_RECOMMEND), form_set, form, {}, TODAY).offers
    first, second = offer.value
    assert first == {
        "institution_name": "福州市康宁护理院", "director": "王建国",
        "director_phone": "13805910001", "contact_phone": "0591-83300000转8012",
        "address": "鼓楼区五四路158号",
    }  # fmt: skip
    assert second == {
        "institution_name": "福州市安康医养中心", "contact_person": "林红", "postcode": "350007"
    }  # fmt: skip
    assert not offer.sure and "第2行" in offer.note and "11位" in offer.note


def test_a_list_is_for_one_application_where_no_table_is_named(form_set: dict[str, Form]) -> None:
    for under_way in (None, form_set[INSTITUTION]):
        reading = read_file(sheet(*TO_RECOMMEND), form_set, under_way, {}, TODAY)
        assert reading.form.id == INSTITUTION
        assert [row.name for row in reading.rows] == ["福州市康宁护理院", "福州市安康医养中心"]


def test_labels_with_values_beside_them_are_no_headings(form_set: dict[str, Form]) -> None:
    data = sheet(
        ("机构名称", "福州市康宁护理院", "负责人", "王建国"),
        ("联系人", "李梅", "通讯地址", "福州市鼓楼区五四路158号"),
    )
    with pytest.raises(PrefillError, match="没有找到"):
        read_file(data, form_set, form_set["institution_recommendation_summary"], {}, TODAY)


def test_more_rows_than_the_form_takes(form_set: dict[str, Form]) -> None:
    form = form_set["institution_recommendation_summary"]
    rows = [(f"第{number}护理院", "王建国", "13805910001") for number in range(201)]
    with pytest.raises(PrefillError, match="名单里有201行，这张表最多200行，申请表没有变"):
        read_file(sheet(("机构名称", "负责人", "联系电话"), *rows), form_set, form, {}, TODAY)


def test_a_table_of_another_make_is_read_by_its_labels(form_set: dict[str, Form]) -> None:
    data = document(
        ("单位名称", "福州市康宁护理院", "统一社会信用代码", "91350100M000100Y43"),
        ("法定代表人", "陈志强", "联系电话", "13805910003"),
        ("联系人", "李梅", "联系电话", "0591-83300000"),
        ("机构性质", "□公办 ☑民办非营利 □民办营利", "入住老年人", "96人"),
        ("实际运营床位", "约120张", "执业（助理）医师", "八人"),
        ("养老机构备案日期", "2018年3月", "上年度入住率", "——"),
        paragraphs=("全国医养结合示范机构申请表", "邮编：350001", "填表说明：如实填写"),
    )
    reading = read_file(data, form_set, None, {}, TODAY)
    assert reading.form.id == INSTITUTION
    offers = {offer.key: offer for offer in reading.offers}
    assert {key: offer.value for key, offer in offers.items() if offer.sure} == {
        "institution_name": "福州市康宁护理院",
        "credit_code": "91350100M000100Y43",
        "legal_representative": "陈志强",
        "legal_representative_phone": "13805910003",
        "contact_person": "李梅",
        "contact_phone": "0591-83300000",
        "ownership": "private_nonprofit",
        "residents": 96,
        "doctors": 8,
        "care_filed_on": "2018-03",
        "postcode": "350001",
    }
    assert (offers["operating_beds"].value, offers["operating_beds"].sure) == (120, False)
    assert "occupancy_last_year" not in offers


def test_a_telephone_below_a_person_is_that_person_s(form_set: dict[str, Form]) -> None:
    rows = (
        ("机构名称", "福州市康宁护理院"),
        ("负责人", "王建国"),
        ("联系电话", "13805910001"),
        ("联系人", "李梅"),
        ("电话", "0591-83300000"),
        ("财务主管", "陈志强"),
        ("手机", "13805910009"),
    )
    for data in (sheet(*rows), document(*rows, paragraphs=("全国医养结合示范机构申请表",))):
        reading = read_file(data, form_set, form_set[INSTITUTION], {}, TODAY)
        offers = {offer.key: offer.value for offer in reading.offers}
        assert offers["director_phone"] == "13805910001"
        assert offers["contact_phone"] == "0591-83300000"
        assert "13805910009" not in offers.values()


def test_labels_and_values_side_by_side_in_a_sheet(form_set: dict[str, Form]) -> None:
    data = sheet(
        ("机构情况表",),
        ("机构名称", "福州市康宁护理院"),
        ("实际运营床位数", 120, "入住人数", 96),
        ("上年度入住率", "82%"),
        ("法人电话", "1380591000"),
    )
    reading = read_file(data, form_set, form_set[INSTITUTION], {}, TODAY)
    offers = {offer.key: offer for offer in reading.offers}
    assert offers["institution_name"].value == "福州市康宁护理院"
    assert (offers["operating_beds"].value, offers["residents"].value) == (120, 96)
    assert offers["occupancy_last_year"].value == 82
    refused = offers["legal_representative_phone"]
    assert (refused.value, refused.sure) == (None, False)
    assert "11位" in refused.note


LIST = (
    ("序号", "机构名称", "联系人", "联系电话", "实际运营床位", "入住老年人数"),
    (1, "福州市康宁护理院", "李梅", "0591-83300000", 120, 96),
    (2, "厦门市安和养老院", "王芳", "0592-83300000", 80, 60),
    ("合计", None, None, None, 200, 156),
)


@pytest.mark.parametrize(
    "columns",
    [("机构名称", "负责人", "实际运营床位"), ("机构名称", "联系人", "联系电话", "地址")],
)
def test_a_list_without_a_form_under_way_is_for_the_application(
    columns: tuple[str, ...], form_set: dict[str, Form]
) -> None:
    """Not for a self-check that happens to know its first column."""
    rows = [[f"福州市第{n}护理院", *("12" for _ in columns[1:])] for n in (1, 2, 3)]
    asked = read_file(sheet(columns, *rows), form_set, None, {}, TODAY)
    assert asked.form.id == INSTITUTION
    assert len(asked.rows) == 3
    chosen = read_file(sheet(columns, *rows), form_set, None, {}, TODAY, row=asked.rows[1].number)
    assert chosen.form.id == INSTITUTION
    assert chosen.offers[0].text == "福州市第2护理院"


def test_a_list_of_names_alone_is_for_no_self_check(form_set: dict[str, Form]) -> None:
    rows = [[f"福州市第{n}护理院", "王芳"] for n in (1, 2, 3)]
    with pytest.raises(PrefillError, match="没有找到申请表的栏目"):
        read_file(sheet(("机构名称", "联系人"), *rows), form_set, None, {}, TODAY)


def test_a_list_asks_which_row_is_meant(form_set: dict[str, Form]) -> None:
    form = form_set[INSTITUTION]
    asked = read_file(sheet(*LIST), form_set, form, {}, TODAY)
    assert [(row.number, row.name) for row in asked.rows] == [
        (2, "福州市康宁护理院"),
        (3, "厦门市安和养老院"),
    ]
    assert not asked.offers
    reading = read_file(sheet(*LIST), form_set, form, {}, TODAY, row=3)
    offers = {offer.key: offer.value for offer in reading.offers}
    assert offers["institution_name"] == "厦门市安和养老院"
    assert offers["residents"] == 60


def test_the_row_with_the_drafts_own_name_is_taken(form_set: dict[str, Form]) -> None:
    now = {"institution_name": "厦门市安和养老院"}
    reading = read_file(sheet(*LIST), form_set, form_set[INSTITUTION], now, TODAY)
    assert {offer.key: offer.value for offer in reading.offers}["operating_beds"] == 80


def test_a_formula_without_its_result_is_told_of(form_set: dict[str, Form]) -> None:
    data = sheet(["机构名称", "负责人", "实际运营床位"], ["福州市康宁护理院", "王建国", "=60+60"])
    reading = read_file(data, form_set, form_set[INSTITUTION], {}, TODAY)
    assert "operating_beds" not in {offer.key for offer in reading.offers}
    assert any("实际运营床位是公式" in note for note in reading.notes)


def test_a_row_that_is_not_there(form_set: dict[str, Form]) -> None:
    with pytest.raises(PrefillError, match="没有第9行"):
        read_file(sheet(*LIST), form_set, form_set[INSTITUTION], {}, TODAY, row=9)


def test_formulas_and_templates_in_cells_are_text(form_set: dict[str, Form]) -> None:
    data = document(
        ("机构名称", "{{ 7*7 }}康宁护理院"),
        ("联系人", '=HYPERLINK("http://x")'),
        paragraphs=("全国医养结合示范机构申请表",),
    )
    offers = {o.key: o for o in read_file(data, form_set, None, {}, TODAY).offers}
    assert offers["institution_name"].text == "{{ 7*7 }}康宁护理院"
    assert offers["contact_person"].text == '=HYPERLINK("http://x")'


def test_a_formula_beside_its_label_without_a_result_is_told_of(form_set: dict[str, Form]) -> None:
    data = sheet(("机构名称", "福州市康宁护理院"), ("实际运营床位数", "=60*2"), ("入住人数", 96))
    reading = read_file(data, form_set, form_set[INSTITUTION], {}, TODAY)
    assert {offer.key for offer in reading.offers} == {"institution_name", "residents"}
    assert any("实际运营床位数是公式" in note for note in reading.notes)


def test_of_a_long_list_it_is_said_how_many_there_are(form_set: dict[str, Form]) -> None:
    rows = [(f"示例{number}护理院", 120, 96) for number in range(230)]
    reading = read_file(
        sheet(("机构名称", "实际运营床位数", "入住人数"), *rows),
        form_set,
        form_set[INSTITUTION],
        {},
        TODAY,
    )
    assert len(reading.rows) == 200
    assert "名单里有230家机构，请选要填哪一家。" in reading.notes
    assert any("只列出前200家" in note for note in reading.notes)
