"""Certificates: what stands on the paper is offered for the form, what is doubtful is asked."""

from collections.abc import Callable

import pytest

from forms import Form
from forms.errors import FormError
from prefill import Reading, read_file
from prefill.layout import Line
from prefill.papers import papers, require_fields
from tests.unit.prefill.conftest import COUNTY, INSTITUTION, TODAY, lines, recorded
from tests.unit.prefill.papers import LOOKS, PAPERS, fonts_there, jpeg, paper

MISREAD = {
    ("public_institution", "poor"): 1,
    ("medical_licence_copy", "poor"): 1,
    ("medical_licence_copy", "clean"): 1,
    ("medical_licence_copy", "lying"): 1,
    ("medical_licence_copy", "upside_down"): 1,
}
"""Values that the reader itself misses: a number in the worst pictures, a day under a seal."""

Reader = Callable[[list[Line]], None]
pytestmark = pytest.mark.skipif(not fonts_there(), reason="needs fonts-noto-cjk")


@pytest.fixture(scope="module")
def blank() -> bytes:
    """A picture: what is read from it, the test says."""
    from PIL import Image

    return jpeg(Image.new("RGB", (1600, 1600), "white"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAPERS)
def test_every_value_on_a_certificate_is_offered(
    name: str, look: str, form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    reader(recorded(f"{name}.{look}"))
    reading = read_file(blank, form_set, None, {}, TODAY)
    offers = {offer.key: offer for offer in reading.offers}
    wrong = {
        key: (value, offers[key].value if key in offers else None)
        for key, value in PAPERS[name]["read"].items()
        if key not in offers or offers[key].value != value
    }
    untrusted = {key for key in wrong if key not in offers or not offers[key].sure}
    assert set(wrong) == untrusted, wrong  # never ticked and wrong
    assert len(wrong) <= MISREAD.get((name, look), 0), wrong
    assert all(offer.snippet for offer in reading.offers)


@pytest.mark.parametrize(
    "name, asked",
    [
        ("medical_licence", {"institution_name", "medical_qualified_on"}),
        ("care_filing", {"institution_name", "care_filed_on", "legal_representative"}),
        ("business_licence", {"address"}),
    ],
)
def test_what_a_paper_cannot_settle_is_asked_with_the_reason(
    name: str, asked: set[str], form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    reader(recorded(f"{name}.clean"))
    reading = read_file(blank, form_set, None, {}, TODAY)
    assert {offer.key for offer in reading.offers if not offer.sure} == asked
    assert all(offer.note for offer in reading.offers if not offer.sure)


def test_no_identity_number_and_no_bed_number_is_taken_from_the_filing_receipt(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    reader(recorded("care_filing.clean"))
    reading = read_file(blank, form_set, None, {}, TODAY)
    assert "operating_beds" not in {offer.key for offer in reading.offers}
    assert not any("350102" in offer.text for offer in reading.offers)


def code_offer(code: str, form_set: dict[str, Form], blank: bytes, reader: Reader) -> Reading:
    reader(lines(("营业执照", 300, 40), ("统一社会信用代码", 40, 120), (code, 40, 180)))
    return read_file(blank, form_set, None, {}, TODAY)


def test_a_code_whose_check_digit_fails_is_shown_and_not_offered_as_a_value(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    (offer,) = code_offer("91350100M000100Y44", form_set, blank, reader).offers
    assert (offer.value, offer.sure, offer.text) == (None, False, "91350100M000100Y44")
    assert "校验位" in offer.note


def test_letters_that_no_code_has_are_read_as_the_digits_they_are_and_asked(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    (offer,) = code_offer("9I35O100M000100Y43", form_set, blank, reader).offers
    assert (offer.value, offer.sure) == ("91350100M000100Y43", False)
    assert "9I35O100M000100Y43" in offer.note


def test_a_value_read_without_certainty_is_asked(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    title, name = lines(("营业执照", 300, 40), ("名称：福州市康宁护理院", 40, 120))
    reader([title, Line(name.text, 0.7, name.corners)])
    (offer,) = read_file(blank, form_set, None, {}, TODAY).offers
    assert not offer.sure
    assert offer.confidence == 0.7


@pytest.mark.parametrize(
    "text, name",
    [
        (["名称 福州市康宁护理院"], "福州市康宁护理院"),
        (["名　　称：福州市康宁护理院"], "福州市康宁护理院"),
        (["名称：福州市康宁护理院 法定代表人：陈志强"], "福州市康宁护理院"),
    ],
)
def test_labels_in_every_spelling(
    text: list[str], name: str, form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    rows = [(one, 40.0, 120.0 + 90 * n) for n, one in enumerate(text)]
    reader(lines(("营业执照", 300, 40), *rows))
    offers = {o.key: o.value for o in read_file(blank, form_set, None, {}, TODAY).offers}
    assert offers["institution_name"] == name


def test_a_long_name_goes_on_in_the_next_line_but_not_into_the_next_row(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    rows = [("名称", 40, 120), ("福州市康宁养老服务有限公司", 200, 120), ("鼓楼分公司", 200, 160)]
    reader(lines(("营业执照", 300, 40), *rows, ("有限责任公司", 200, 240)))
    offers = {o.key: o.value for o in read_file(blank, form_set, None, {}, TODAY).offers}
    assert offers["institution_name"] == "福州市康宁养老服务有限公司鼓楼分公司"


def test_a_county_takes_the_address_of_its_own_certificate(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    row = ("机构地址：福州市鼓楼区温泉街道示例路8号", 40.0, 120.0)
    reader(lines(("统一社会信用代码证书", 300, 40), row))
    reading = read_file(blank, form_set, form_set[COUNTY], {}, TODAY)
    assert [(offer.key, offer.sure) for offer in reading.offers] == [("address", False)]


def test_what_the_draft_already_has_is_not_offered_again_and_differences_are_asked(
    form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    reader(recorded("medical_licence.clean"))
    now = {"medical_name": "福州市康宁护理院", "director": "李梅"}
    reading = read_file(blank, form_set, None, now, TODAY)
    assert list(reading.same) == ["医疗机构名称"]
    director = next(offer for offer in reading.offers if offer.key == "director")
    assert (director.value, director.sure) == ("王建国", False)
    assert "李梅" in director.note


def test_the_data_names_only_forms_and_fields_that_exist(form_set: dict[str, Form]) -> None:
    require_fields(form_set)
    named = {form_id for kind in papers().kinds for one in kind.values for form_id in one.fields}
    assert named <= set(form_set)
    assert len({kind.id for kind in papers().kinds}) == len(papers().kinds)


def test_a_field_that_is_no_more_is_named(form_set: dict[str, Form]) -> None:
    with pytest.raises(FormError, match="medical_name"):
        require_fields({INSTITUTION: form_set[COUNTY]})


@pytest.mark.slow
def test_a_photograph_is_read_from_the_pixels(form_set: dict[str, Form]) -> None:
    """The one test that runs the reader itself; `bench.prefill` measures all papers."""
    pytest.importorskip("rapidocr")
    photo = paper("business_licence", LOOKS["poor"])
    offers = {o.key: o for o in read_file(photo, form_set, None, {}, TODAY).offers}
    assert offers["credit_code"].value == "91350100M000100Y43"
    assert offers["institution_name"].value == "福州市康宁护理院有限公司"
    assert (offers["institution_name"].snippet or b"").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("厦内市翔安区示例护理院", "厦门市"),
        ("福州市闽候县示例护理院", "闽侯县”或“闽清县"),
        ("福州市闽侯县示例护理院", None),
        ("广州市天河区示例护理院", None),
        ("平潭综合实验区示例护理院", None),
    ],
)
def test_a_place_that_is_none_is_asked_with_the_nearest_one(
    text: str, near: str | None, form_set: dict[str, Form], blank: bytes, reader: Reader
) -> None:
    reader(lines(("营业执照", 300, 40), (f"名称：{text}", 40, 120)))
    (offer,) = read_file(blank, form_set, None, {}, TODAY).offers
    assert offer.value == text
    assert offer.sure == (near is None)
    assert near is None or f"“{near}”" in offer.note
