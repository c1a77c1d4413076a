"""From the applicant to the province and back: who may do what, and what is kept of it."""

import io
import threading
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

import storage
import tests.databases as databases
from accounts import Person
from forms import photos
from forms.drafts import Photo
from review import ReviewError, Submission, pack_recommended
from review.changes import changed
from storage import models
from tests.reviewing import COUNTY, TODAY, Office, go, knowledge, office_on, refused, submit

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

GULOU, CANGSHAN, FUZHOU = "福州市/鼓楼区", "福州市/仓山区", "福州市"


@pytest.fixture
def office(factory: sessionmaker[Session], tmp_path: Path) -> Office:
    return office_on(factory, tmp_path / "documents")


def test_the_whole_way(office: Office) -> None:
    county = office.reviewer("county", GULOU)
    city, province = office.reviewer("city", FUZHOU), office.reviewer("province")
    one = submit(office)
    assert (one.state, one.name, one.region.shown) == ("county", "福州市康宁护理院", "福州市鼓楼区")
    one = go(office, one, "recommend", county)
    one = go(office, one, "recommend", city)
    one = go(office, one, "accept", province)
    assert one.state_label == "省级审核通过"
    assert office.desk.progress("u-1", None).startswith(
        "您的申请表（第1号，福州市康宁护理院）：省级审核通过"
    )
    steps = [(event.who, event.done) for event in office.desk.store.events(one.id)]
    assert steps[0] == ("申报单位", "提交审核")
    assert [done for _, done in steps[1:]] == ["推荐到设区市", "推荐到省", "审核通过"]
    assert "县级审核人员" in steps[1][0]
    frozen = office.desk.store.snapshots(one.id)[0]
    assert frozen.verdict is not None and frozen.verdict["rule_set"] == "demonstration_institution"
    assert frozen.verdict["version"]


def test_returned_with_comments_mended_and_handed_in_again(office: Office) -> None:
    county = office.reviewer("county", GULOU)
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    with refused("already"):
        office.desk.submit(draft, "u-1", TODAY)
    with refused("comment_needed"):
        go(office, one, "return", county)
    go(office, one, "return", county, comment="请核对", fields={"residents": "与花名册不一致"})
    told = office.desk.news("u-1")
    assert len(told) == 1 and "福州市鼓楼区县级审核人员退回补正" in told[0]
    assert "与花名册不一致" in told[0] and "按意见修改" in told[0]
    assert office.desk.news("u-1") == []
    fix = office.desk.to_fix("u-1", None)
    assert fix.remarks == {"residents": "与花名册不一致"}
    assert fix.text.startswith("审核人员对1项写了意见") and fix.text.endswith("审核意见：请核对")
    office.change(office.drafts.get(draft.id) or draft, residents=90)
    again = office.drafts.get(draft.id)
    assert again is not None
    assert "改动了1项" in office.desk.submit(again, "u-1", TODAY)
    before, after = office.desk.store.snapshots(one.id)
    form = knowledge().forms[draft.form_id]
    found = changed(form, before.values, after.values)
    assert [(one.key, one.before, one.after) for one in found] == [("residents", "96人", "90人")]


def test_the_province_is_named_by_its_role_alone(office: Office) -> None:
    county, city = office.reviewer("county", GULOU), office.reviewer("city", FUZHOU)
    province, draft = office.reviewer("province"), office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    one = go(office, go(office, one, "recommend", county), "recommend", city)
    assert office.desk.progress("u-1", None).endswith("\n现在由省级审核人员审核。")
    office.desk.news("u-1")
    one = go(office, one, "return", province, comment="补材料")
    assert "有新进展：省级审核人员退回补正" in office.desk.news("u-1")[0]
    assert "现在由省级审核人员审核" in office.desk.submit(draft, "u-1", TODAY)


def test_back_to_the_level_that_returned_it(office: Office) -> None:
    county, city = office.reviewer("county", GULOU), office.reviewer("city", FUZHOU)
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    one = go(office, go(office, one, "recommend", county), "return", city, comment="补材料")
    office.desk.submit(draft, "u-1", TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None and found.state == "city"


def test_only_who_ended_it_opens_it_again(office: Office) -> None:
    county, city = office.reviewer("county", GULOU), office.reviewer("city", FUZHOU)
    one = go(office, go(office, submit(office), "recommend", county), "decline", city, comment="无")
    with refused("not_now"):
        go(office, one, "reopen", county, comment="再看看")
    with refused("comment_needed"):
        go(office, one, "reopen", city)
    office.desk.news("u-1")
    assert go(office, one, "reopen", city, comment="补了材料").state == "city"
    assert "福州市市级审核人员重新审核" in office.desk.news("u-1")[0]


def test_withdrawn_and_handed_in_from_elsewhere_begins_anew(office: Office) -> None:
    office.reviewer("county", GULOU)
    office.reviewer("county", CANGSHAN)
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    assert "已撤回" in office.desk.withdraw(draft.id, "u-1")
    with refused("not_withdrawn"):
        office.desk.withdraw(draft.id, "u-1")
    office.change(draft, address="福州市仓山区示例路8号")
    moved = office.drafts.get(draft.id)
    assert moved is not None
    office.desk.submit(moved, "u-1", TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None and found.state == "county" and found.region.county == "仓山区"


def test_why_it_cannot_be_handed_in(office: Office) -> None:
    form = knowledge().forms["demonstration_institution_application"]
    assert not office.desk.offered(form, office.draft().values)
    with refused("no_reviewer"):
        submit(office)
    office.reviewer("county", CANGSHAN)
    with refused("no_reviewer"):  # somebody else's county
        submit(office)
    office.reviewer("county", GULOU)
    assert office.desk.offered(form, office.draft().values)
    with refused("missing"):
        submit(office, operating_beds=None)
    with refused("no_region"):
        submit(office, address="某路8号", institution_name="康宁护理院")
    draft = office.draft()
    draft.status = "open"
    with refused("not_finished"):
        office.desk.submit(office.drafts.save(draft, draft.revision, "u-1", "web"), "u-1", TODAY)
    with refused("not_submitted"):
        office.desk.progress("u-2", None)


def test_everybody_sees_their_region_only(office: Office) -> None:
    county, other = office.reviewer("county", GULOU), office.reviewer("county", CANGSHAN)
    city, far = office.reviewer("city", FUZHOU), office.reviewer("city", "厦门市")
    administrator = office.reviewer("administrator")
    one = submit(office)
    for who in (county, city, office.reviewer("province")):
        assert [seen.id for seen in office.desk.store.seen_by(who)] == [one.id]
    for who in (other, far, administrator, office.reviewer("helpdesk")):
        assert office.desk.store.seen_by(who) == []
        with refused("not_yours"):
            office.desk.store.get(one.id, who)
        with refused("not_yours"):
            go(office, one, "recommend", who)
    with refused("not_now"):  # seen, but not the city's turn yet
        go(office, one, "recommend", city)


def test_two_reviewers_at_once_the_second_is_told(office: Office) -> None:
    first = office.reviewer("county", GULOU, "first")
    second = office.reviewer("county", GULOU, "second")
    one = submit(office)
    outcomes: list[str] = []

    def decide(who: Person, move: str) -> None:
        try:
            go(office, one, move, who, comment="理由")
            outcomes.append(move)
        except ReviewError as error:
            outcomes.append(error.code)
            assert "您写的意见还在" in error.message_zh

    threads = [
        threading.Thread(target=decide, args=args)
        for args in ((first, "recommend"), (second, "decline"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["meanwhile", "recommend"], ["decline", "meanwhile"])
    assert len(office.desk.store.events(one.id)) == 2


def test_one_county_or_one_institution_a_city(office: Office) -> None:
    city, county = office.reviewer("city", FUZHOU), office.reviewer("county", GULOU)
    first, second = submit(office), submit(office, institution_name="福州市第二护理院")
    of_county = submit(office, form_id=COUNTY, county_name="福州市仓山区")
    assert of_county.state == "city"
    first, second = (go(office, one, "recommend", county) for one in (first, second))
    first = go(office, first, "recommend", city)
    for one in (second, of_county):
        with refused("quota") as error:
            go(office, one, "recommend", city)
        assert "1个示范县（市、区）或1个示范机构" in str(error.value)
        assert "福州市康宁护理院" in str(error.value)
        assert "（闽卫老龄函〔2025〕714号 二、（二））" in str(error.value)
    go(office, first, "take_back", city)
    assert go(office, of_county, "recommend", city).state == "province"


def test_two_of_a_city_recommended_in_one_moment(office: Office) -> None:
    city, county = office.reviewer("city", FUZHOU), office.reviewer("county", GULOU)
    both = [
        go(office, submit(office, institution_name=name), "recommend", county)
        for name in ("福州市甲护理院", "福州市乙护理院")
    ]
    outcomes: list[str] = []

    def recommend(one: Submission) -> None:
        try:
            outcomes.append(go(office, one, "recommend", city).state)
        except ReviewError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=recommend, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["province", "quota"]


def test_the_package_holds_what_was_submitted(office: Office) -> None:
    city, county = office.reviewer("city", FUZHOU), office.reviewer("county", GULOU)
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    one = go(office, go(office, one, "recommend", county), "recommend", city)
    office.change(draft, institution_name="后来改的名字")
    known, store = knowledge(), office.desk.store
    frozen = [(one, store.snapshots(one.id)[-1])]
    made = pack_recommended(
        frozen, FUZHOU, "林某", "0591-83300001", known.program, known.rules, TODAY, store
    )
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        table = next(name for name in names if "附件5" in name and name.endswith(".xlsx"))
        sheet = load_workbook(io.BytesIO(archive.read(table))).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("福州市康宁护理院" in cell for cell in cells)
    assert not any("后来改的名字" in cell for cell in cells)
    with refused("nobody"):
        pack_recommended([], FUZHOU, "", "", known.program, known.rules, TODAY, store)


def test_photographs_are_kept_as_they_were_handed_in(office: Office) -> None:
    """Round by round, in the review and in the package, whatever becomes of the draft's."""
    county, city = office.reviewer("county", GULOU), office.reviewer("city", FUZHOU)
    draft, drafts, store = office.draft(), office.drafts, office.desk.store
    form = knowledge().forms[draft.form_id].at(draft.form_version)
    first, second = _jpeg("red"), _jpeg("blue")
    photos.add(drafts, draft, form, first, "u-1", "web")
    photos.name(drafts, draft, 1, "大门", "u-1", "web")
    office.desk.submit(draft, "u-1", TODAY)
    one = store.of_draft(draft.id)
    assert one is not None and store.photos(one.id, 1) == [Photo("大门", first)]
    go(office, one, "return", county, comment="照片换一张")
    photos.remove(drafts, draft, None, "u-1", "web")
    photos.add(drafts, draft, form, second, "u-1", "web")
    assert store.photos(one.id, 1) == [Photo("大门", first)]
    again = drafts.get(draft.id)
    assert again is not None
    office.desk.submit(again, "u-1", TODAY)
    assert [p.content for n in (1, 2) for p in store.photos(one.id, n)] == [first, second]
    drafts.delete(draft.id)
    one = store.of_draft(draft.id)
    assert one is not None
    one = go(office, go(office, one, "recommend", county), "recommend", city)
    known, frozen = knowledge(), [(one, store.snapshots(one.id)[-1])]
    made = pack_recommended(
        frozen, FUZHOU, "林某", "0591-83300001", known.program, known.rules, TODAY, store
    )
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        name = next(n for n in archive.namelist() if "申请表" in n and n.endswith(".docx"))
        with zipfile.ZipFile(io.BytesIO(archive.read(name))) as document:
            media = [document.read(n) for n in document.namelist() if "/media/" in n]
    assert media == [second]


def _jpeg(colour: str) -> bytes:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def test_history_and_what_was_submitted_cannot_be_rewritten(office: Office) -> None:
    office.reviewer("county", GULOU)
    submit(office)
    for table in (models.SubmissionEvent, models.SubmissionSnapshot):
        with office.factory() as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(update(table).values(round=9))


def test_a_submission_outlives_its_draft_but_not_its_person(office: Office, tmp_path: Path) -> None:
    county = office.reviewer("county", GULOU)
    one = submit(office)
    with storage.writing(office.factory) as session:
        session.execute(delete(models.Draft))
    assert office.desk.store.get(one.id, county).name == "福州市康宁护理院"
    two = submit(office, owner="u-2", institution_name="福州市第二护理院")
    storage.delete_person(office.factory, "u-2", tmp_path)
    with refused("unknown"):
        office.desk.store.get(two.id, county)
