"""A reviewer at the console: queue, application, decision, package, screening, figures."""

import asyncio
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from openpyxl import Workbook, load_workbook

import storage
from api.services import Services
from api.settings import Settings
from api.staff import COOKIE
from forms.documents import DocumentStore
from screening import FORM_ID
from screening.jobs import Job
from screening.progress import Progress
from screening.work import work
from storage.turns import TurnLog
from tests import databases
from tests.reviewing import TODAY, Office, knowledge, office_on
from tests.unit.api.console.conftest import Browser

GULOU, FUZHOU = "福州市/鼓楼区", "福州市"


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    databases.migrate(settings.database())
    return office_on(storage.session_factory(storage.engine(settings.database())), tmp_path)


@pytest.fixture
def services(office: Office, settings: Settings) -> Services:
    known, folder = knowledge(), settings.var / "documents"
    return Services(
        policy=known.policy,
        rules=known.rules["demonstration_institution"],
        rule_sets=known.rules,
        forms=known.forms,
        program=known.program,
        database=storage.engine(settings.database()),
        sessions=office.factory,
        turns=TurnLog(office.factory),
        drafts=office.drafts,
        documents=DocumentStore(office.factory, folder, "k" * 40),
        review=office.desk,
    )


@pytest.fixture
def reviewer(office: Office, client: httpx.AsyncClient) -> Callable[..., Browser]:
    """A browser of a reviewer who is signed in."""

    def made(role: str, region: str = "", name: str = "") -> Browser:
        person = office.reviewer(role, region, name)
        return Browser(client, {COOKIE: office.accounts.sessions.open(person.id)})

    return made


def hand_in(office: Office) -> str:
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None
    return f"/console/review/{found.id}"


async def test_from_the_queue_to_the_package(
    office: Office, reviewer: Callable[..., Browser], client: httpx.AsyncClient
) -> None:
    county, city = reviewer("county", GULOU), reviewer("city", FUZHOU)
    path = hand_in(office)
    assert "待您审核（1）" in await county.open("/console/review")
    assert "市级报送期限：2025年11月30日" in county.text
    text = await county.open(path)
    assert "福州市康宁护理院" in text and "闽卫老龄函〔2025〕714号 附件1 三、（二）" in text
    assert "已提交，填报单位会在对话中看到" in await county.send(path, move="recommend")
    assert "推荐到设区市" in county.text
    await city.open("/console/review")
    assert "待您审核（1）" in city.text
    await city.open(path)
    await city.send(path, move="recommend")
    assert "已推荐" in await city.open("/console/package")
    client.cookies.update(city.cookies)
    answer = await client.post(
        "/console/package", data={"csrf": city.field("csrf"), "contact": "林某"}
    )
    assert answer.headers["content-type"] == "application/zip"
    assert any("附件5" in name for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
    document = await client.get(f"{path}/document")
    assert document.content[:2] == b"PK"


async def test_a_resubmission_shows_what_was_asked_and_what_became_of_it(
    office: Office, reviewer: Callable[..., Browser]
) -> None:
    county = reviewer("county", GULOU)
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    await county.open("/console/review/1")
    assert "与上一次提交相比" not in county.text
    typed = {"residents": "与花名册不一致", "contact_phone": "打不通"}
    given = {f"field_comment.{key}": text for key, text in typed.items()}
    await county.send("/console/review/1", move="return", comment="补正两项", **given)
    mended = office.change(draft, residents=92, doctors=9)
    office.desk.submit(mended, "u-1", TODAY)
    page = (await county.open("/console/review/1")).partition("历次提交")[0]
    assert "与上一次提交相比，改动了2项" in page and "补正两项" in page
    changed, _, left = page.partition("写了意见、这一次没有改动的（1项）")
    assert "92人" in changed and "与花名册不一致" in changed
    assert "没有写意见，申报单位自己改的" in changed and "打不通" not in changed
    assert "0591-83300000" in left and "打不通" in left
    await county.send("/console/review/1", move="return", comment="还要补电话")
    again = office.drafts.get(draft.id)
    assert again is not None
    office.desk.submit(again, "u-1", TODAY)
    page = await county.open("/console/review/1")
    assert "填报内容没有改动" in page and "还要补电话" in page.partition("历次提交")[0]
    assert "补正两项" not in page.partition("历次提交")[0], "only the last return counts"


async def test_the_waiting_page_says_how_far_a_long_list_is(
    office: Office, reviewer: Callable[..., Browser], app: FastAPI
) -> None:
    city = reviewer("city", FUZHOU)
    await city.open("/console/screening")
    store = app.state.context.screenings.store
    book, data = Workbook(), io.BytesIO()
    book.save(data)
    owner = f"account:{office.accounts.everyone()[-1].id}"
    job = store.add(owner, "", "名单.xlsx", data.getvalue(), TODAY)
    text = await city.open(f"/console/screening/{job.id}")
    assert "正在逐家核对" in text and "已核对" not in text
    job.tell(Progress("checking", 8400, 20000))
    assert "已核对8400家，共20000家" in await city.open(f"/console/screening/{job.id}")
    job.tell(Progress("writing", 200, 20000))
    assert "正在写排名：200家，共20000家" in await city.open(f"/console/screening/{job.id}")


async def test_reported_self_checks_are_listed_and_collected(
    office: Office, reviewer: Callable[..., Browser], client: httpx.AsyncClient
) -> None:
    county = reviewer("county", GULOU)
    draft = office.draft("service_quality_rectification", address="福州市鼓楼区示例路8号")
    assert "自查整改表" not in await county.open("/console/review")
    office.desk.submit(draft, "u-1", TODAY)
    text = await county.open("/console/review")
    assert "待您审核（1）" in text and "自查整改表" in text and "县级核查中" in text
    text = await county.open("/console/review/1")
    assert "核查完成" in text and "推荐到设区市" not in text
    assert "县级已核查" in await county.send("/console/review/1", move="confirm")
    assert "2021年：已报送1份，其中1份已核查" in await county.open("/console/review")
    client.cookies.update(county.cookies)
    document = await client.get("/console/review/1/document")
    assert document.content[:2] == b"PK"
    answer = await client.get("/console/summary/2021")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    row = next(list(row) for row in sheet.iter_rows(values_only=True) if "鼓楼区" in row)
    assert row[3:5] == [1, 1] and row[6:9] == [2, 1, 1]
    assert (await client.get("/console/summary/2020")).status_code == 404


async def test_what_reviewers_read_is_in_the_audit_with_their_account(
    office: Office, reviewer: Callable[..., Browser], services: Services
) -> None:
    county, stranger = reviewer("county", GULOU), reviewer("county", "福州市/仓山区", "other")
    path = hand_in(office)
    await county.open(path)
    await county.open(f"{path}/document")
    await stranger.open(path)
    assert stranger.status == 404
    always = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    entries = list(services.audit.entries(*always))
    assert [entry.action for entry in entries] == ["submission_read", "submission_document"]
    assert {(entry.actor.partition(":")[0], entry.channel) for entry in entries} == {
        ("account", "console")
    }
    assert entries[0].object == f"submission:{path.rpartition('/')[2]}"


async def test_a_decision_is_in_the_audit_if_and_only_if_it_was_taken(
    office: Office, reviewer: Callable[..., Browser], services: Services
) -> None:
    county, colleague = reviewer("county", GULOU), reviewer("county", GULOU, "colleague")
    path = hand_in(office)
    number = path.rpartition("/")[2]

    def decided() -> list[str]:
        always = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        found = services.audit.latest(*always, action="submission_decided")
        return [one.object for one in found]

    for browser in (county, colleague):
        await browser.open(path)
    await county.send(path, move="return")
    assert county.status == 422 and decided() == [], "without a reason it is not taken"
    await county.send(path, move="recommend")
    assert decided() == [f"submission:{number}/recommend"]
    await colleague.send(path, move="return", comment="请补")
    assert colleague.status == 409 and decided() == [f"submission:{number}/recommend"]


async def test_what_cannot_be_recorded_is_not_decided(
    office: Office, reviewer: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    county = reviewer("county", GULOU)
    path = hand_in(office)
    await county.open(path)
    written: list[str] = []

    def broken(*fields: object, **_: object) -> None:
        written.append(str(fields[3]))
        raise OSError("disk full")

    monkeypatch.setattr("audit.log.add_entry", broken)
    await county.send(path, move="recommend")
    assert county.status == 500 and written
    found = office.desk.store.of_draft(office.desk.store.get(int(path.rpartition("/")[2]), next(
        one for one in office.accounts.everyone() if one.role == "county")).draft_id)  # fmt: skip
    assert found is not None and found.state == "county"


@pytest.mark.parametrize(
    ("today", "near"), [("2025-10-20", False), ("2025-11-16", True), ("2025-12-01", False)]
)
async def test_the_deadline_is_brought_to_mind(
    reviewer: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, today: str, near: bool
) -> None:
    monkeypatch.setenv("ASSISTANT_TODAY", today)
    county = reviewer("county", GULOU)
    text = await county.open("/console")
    assert ("离市级报送期限（2025年11月30日）还有14天" in text) is near
    await county.open("/console/deadline.ics")
    event = Calendar.from_ical(county.page).events[0]
    assert event.start == date(2025, 11, 30)
    assert len(event.subcomponents) == 3
    assert "三、（三）" in str(event["description"])


async def test_a_decision_that_came_too_late_keeps_what_was_typed(
    office: Office, reviewer: Callable[..., Browser]
) -> None:
    first, second = reviewer("county", GULOU, "first"), reviewer("county", GULOU, "second")
    path = hand_in(office)
    await first.open(path)
    await second.open(path)
    await first.send(path, move="return", comment="请补充", **{"field_comment.residents": "不一致"})
    assert "退回补正" in first.text and "不一致" in first.text
    text = await second.send(path, move="decline", comment="第二个人的意见")
    assert second.status == 409
    assert "您打开这一页之后" in text and "第二个人的意见" in text
    assert [event.move for event in office.desk.store.events(1)] == ["submit", "return"]


async def test_a_return_without_a_reason_is_not_taken(
    office: Office, reviewer: Callable[..., Browser]
) -> None:
    county = reviewer("county", GULOU)
    path = hand_in(office)
    await county.open(path)
    text = await county.send(path, move="return", comment=" ")
    assert county.status == 422 and "要写明理由" in text
    await county.send(path, move="recommend")
    text = await county.send(path, move="recommend", csrf=county.field("csrf"), version="2")
    assert county.status == 409 and "不能“推荐到设区市”" in text


async def test_a_session_that_lapses_in_mid_review_loses_no_comment(
    office: Office, reviewer: Callable[..., Browser]
) -> None:
    county = reviewer("county", GULOU, "lin")
    path = hand_in(office)
    await county.open(path)
    lin = office.accounts.everyone()[0]
    office.accounts.redeem(office.accounts.issue_link(lin.id).token, "松树 石头 三十七只")
    await county.send(path, move="return", comment="入住人数请附花名册")
    assert county.status == 401
    await county.send("/console/login", name="lin", password="松树 石头 三十七只")
    assert "入住人数请附花名册" in county.page
    assert "已提交" in await county.send(path)
    assert office.desk.store.events(1)[-1].comment == "入住人数请附花名册"


async def test_a_decision_on_what_was_erased_meanwhile_is_given_back(
    office: Office, reviewer: Callable[..., Browser], settings: Settings
) -> None:
    county, path = reviewer("county", GULOU), hand_in(office)
    await county.open(path)
    storage.delete_person(office.factory, "u-1", settings.var / "documents")
    typed = {"comment": "请补花名册", "field_comment.residents": "与花名册不符"}
    text = await county.send(path, move="return", **typed)
    assert county.status == 404 and "可能已被填报单位删除" in text
    assert "请补花名册\n与花名册不符</textarea>" in county.page


async def test_another_county_sees_nothing(
    office: Office, reviewer: Callable[..., Browser]
) -> None:
    reviewer("county", GULOU)
    path = hand_in(office)
    other = reviewer("county", "福州市/仓山区")
    assert "福州市康宁护理院" not in await other.open("/console/review")
    for rest in ("", "/document"):
        theirs = await other.open(f"{path}{rest}")
        assert other.status == 404 and "不在您的审核范围内" in theirs
        nobodys = await other.open(f"/console/review/99{rest}")
        assert other.status == 404
        assert theirs.replace(path, "") == nobodys.replace("/console/review/99", "")
    await other.open("/console/password")
    csrf = other.field("csrf")
    theirs = await other.send(path, csrf=csrf, move="recommend", version="1", comment="看一看")
    assert other.status == 404 and "不在您的审核范围内" in theirs
    for number, status in (("0", 422), (str(2**70), 422), ("x", 422)):
        text = await other.open(f"/console/review/{number}")
        assert other.status == status and "没有打开" in text


async def test_a_list_is_screened_beside_the_page(
    app: FastAPI, reviewer: Callable[..., Browser], client: httpx.AsyncClient
) -> None:
    known, go = knowledge(), asyncio.Event()

    async def here(job: Job) -> None:
        await go.wait()
        work(job, known.forms[FORM_ID], known.rules["demonstration_institution"])

    screenings = app.state.context.screenings
    screenings.run = here
    city = reviewer("city", FUZHOU)
    await city.open("/console/screening")
    book = Workbook()
    assert book.active is not None
    book.active.append(["机构名称", "实际开放床位", "在院老人数"])
    book.active.append(["<i>甲院", 120, 60])
    out = io.BytesIO()
    book.save(out)

    async def send(content: bytes) -> httpx.Response:
        client.cookies.update(city.cookies)
        return await client.post(
            "/console/screening",
            data={"csrf": city.field("csrf")},
            files={"file": ("名单.xlsx", content)},
        )

    answer = await send(b"no")
    assert answer.status_code == 415 and 'role="alert"' in answer.text
    answer = await send(out.getvalue())
    address = answer.headers["location"]
    assert "正在逐家核对" in await city.open(address) and 'http-equiv="refresh"' in city.page
    go.set()
    (job,) = screenings.store.all()
    await screenings.settled(job, 8)
    await city.open(address)
    assert "&lt;i&gt;甲院" in city.page and "verdict is-" in city.page
    assert f"/api/v1/screening/jobs/{job.id}/result" in city.page
    other = reviewer("city", FUZHOU, "other")
    await other.open(address)
    assert other.status == 404 and "甲院" not in other.page


async def test_the_figures(office: Office, reviewer: Callable[..., Browser]) -> None:
    turns = TurnLog(office.factory)
    for n, outcome in enumerate(["answered", "answered", "declined"]):
        turn, _ = turns.begin("u-1", "什么时候截止", f"m{n}")
        custom = {"outcome": outcome, "topic": "deadline"}
        turns.finish("u-1", turn.seq, [{"custom": custom}])
    county = reviewer("county", GULOU)
    hand_in(office)
    text = await county.open("/console/dashboard")
    assert "共提问 3 次" in text
    assert "答复 2 次，通知没有写明 1 次，转人工 0 次" in text
    assert "申报进展（福州市鼓楼区）" in text and "县级审核中" in text
