"""A self-check in the review: handed in to the county, spoken of as one, collected by year."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

import tests.databases as databases
from review.collecting import collected
from tests.reviewing import TODAY, Office, go, office_on, refused

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

GULOU, CANGSHAN, FUZHOU = "福州市/鼓楼区", "福州市/仓山区", "福州市"
QUALITY, PROMOTION = "service_quality_rectification", "promotion_self_check"


@pytest.fixture
def office(factory: sessionmaker[Session], tmp_path: Path) -> Office:
    return office_on(factory, tmp_path / "documents")


def test_a_self_check_of_2021_is_reported_to_the_county_and_inspected(office: Office) -> None:
    """119号 四、（二）（三）: the institution reports to the county, which inspects each."""
    county, city = office.reviewer("county", GULOU), office.reviewer("city", FUZHOU)
    nowhere = office.draft(QUALITY, owner="u-2")
    with refused("no_region"):
        office.desk.submit(nowhere, "u-2", TODAY)
    draft = office.draft(QUALITY, address="福州市鼓楼区示例路8号")
    assert "现在由福州市鼓楼区的县级审核人员核查" in office.desk.submit(draft, "u-1", TODAY)
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    assert (one.name, one.state_label) == ("福州市康宁护理院", "县级核查中")
    frozen = office.desk.store.snapshots(one.id)[0]
    assert frozen.verdict is not None and frozen.verdict["rule_set"] == "quality_self_check"
    assert frozen.values["verdict_medical"].startswith("符合")
    with refused("not_now"):
        go(office, one, "recommend", county)
    one = go(office, one, "return", county, fields={"infection_measure": "写清完成时间"})
    assert "写清完成时间" in office.desk.news("u-1")[0]
    office.desk.submit(office.change(draft, infection_fixed=True), "u-1", TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None and found.state == "checking"
    done = go(office, found, "confirm", county)
    assert done.state_label == "县级已核查" and done.turn is None
    assert [each.id for each in office.desk.store.seen_by(city)] == [one.id]
    assert "福州市鼓楼区县级审核人员完成核查" in office.desk.news("u-1")[0]
    again = go(office, done, "reopen", county, comment="回头看")
    assert again.state == "checking"


def test_a_self_check_is_spoken_of_as_one(office: Office) -> None:
    """Every sentence of its review: no 申请表, no 推荐, no 申报单位."""
    county = office.reviewer("county", GULOU)
    said: list[str] = []

    def problem(code: str, attempt: Callable[[], object]) -> None:
        with refused(code) as raised:
            attempt()
        said.append(str(raised.value))

    unfinished = office.draft(QUALITY, owner="u-2")
    unfinished.status = "open"
    problem("not_finished", lambda: office.desk.submit(unfinished, "u-2", TODAY))
    nowhere = office.draft(QUALITY, owner="u-2")
    problem("no_region", lambda: office.desk.submit(nowhere, "u-2", TODAY))
    lacking = office.draft(QUALITY, owner="u-2", director=None)
    problem("missing", lambda: office.desk.submit(lacking, "u-2", TODAY))
    elsewhere = office.draft(QUALITY, owner="u-2", address="厦门市思明区示例路8号")
    problem("no_reviewer", lambda: office.desk.submit(elsewhere, "u-2", TODAY))
    draft = office.draft(QUALITY, address="福州市鼓楼区示例路8号")
    said.append(office.desk.submit(draft, "u-1", TODAY))
    problem("already", lambda: office.desk.submit(draft, "u-1", TODAY))
    said.append(office.desk.progress("u-1", draft.id))
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    problem("comment_needed", lambda: go(office, one, "return", county))
    one = go(office, one, "return", county, comment="请补", fields={"infection_measure": "写清"})
    said += [*office.desk.news("u-1"), office.desk.progress("u-1", draft.id)]
    said.append(office.desk.to_fix("u-1", draft.id).text)
    said.append(office.desk.withdraw(draft.id, "u-1"))
    said.append(office.desk.submit(draft, "u-1", TODAY))
    again = office.desk.store.of_draft(draft.id)
    assert again is not None
    done = go(office, again, "confirm", county)
    said += office.desk.news("u-1")
    problem("closed", lambda: office.desk.submit(draft, "u-1", TODAY))
    problem("not_withdrawn", lambda: office.desk.withdraw(draft.id, "u-1"))
    said += [event.who for event in office.desk.store.events(done.id)]
    assert not [text for text in said for word in ("申请表", "推荐", "申报") if word in text]
    assert "县级核查完成之前，可以说“撤回提交”" in "".join(said)
    assert "按通知要求报告当地县级卫生健康行政部门" in "".join(said)
    application = office.draft()
    told = office.desk.submit(application, "u-3", TODAY)
    assert "修改申请表不影响这次审核" in told and "还没有推荐上报之前" in told


def test_a_self_check_that_stays_with_the_institution_says_so_with_the_clause(
    office: Office,
) -> None:
    office.reviewer("county", GULOU)
    draft = office.draft(PROMOTION)
    with refused("not_for_review") as problem:
        office.desk.submit(draft, "u-1", TODAY)
    told = str(problem.value)
    assert "没有规定自查结果要报给哪个部门审核" in told
    assert "国卫办老龄发〔2025〕29号" in told and "常态化开展风险隐患自查自纠" in told
    assert office.desk.store.of_draft(draft.id) is None


def test_self_checks_that_were_reported_are_counted_by_county_and_year(office: Office) -> None:
    gulou, cangshan = office.reviewer("county", GULOU), office.reviewer("county", CANGSHAN)
    city = office.reviewer("city", FUZHOU)
    assert collected(office.desk.store, city) == []
    for owner, place, values in (
        ("u-1", "鼓楼区", {}),
        ("u-2", "鼓楼区", {"infection_fixed": True}),
        ("u-3", "仓山区", {"medical_found": False, "infection_found": False}),
        ("u-4", "仓山区", {}),
        ("u-5", "仓山区", {"checked_on": "2022-03-01"}),
    ):
        draft = office.draft(QUALITY, owner=owner, address=f"福州市{place}1号", **values)
        office.desk.submit(draft, owner, TODAY)
    one, _, _, returned, _ = office.desk.store.seen_by(city)
    go(office, one, "confirm", gulou)
    go(office, returned, "return", cangshan, comment="重填")
    later, first = collected(office.desk.store, city)
    assert (later.year, later.reported, first.year) == (2022, 1, 2021)
    assert (first.reported, first.inspected) == (3, 1)
    rows = {row["county_name"]: row for row in first.values["counties"]}
    assert rows["鼓楼区"] == {
        "county_name": "鼓楼区",
        "self_checked": 2,
        "county_checked": 1,
        "problems": 4,
        "corrected": 3,
        "scheduled": 1,
    }
    assert rows["仓山区"]["self_checked"] == 1 and rows["仓山区"]["problems"] == 0
    [own] = collected(office.desk.store, gulou)
    assert [row["county_name"] for row in own.values["counties"]] == ["鼓楼区"]
