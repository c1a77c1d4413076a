"""Decisions of the review and near deadlines reach applicants: once each, and unasked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from accounts import Person
from api.announcing import announcer
from api.announcing.deadlines import Deadlines
from api.app import create_app
from api.services import Services
from api.wechat import channel, delivery
from forms.drafts import OPEN, Draft
from review import ReviewError, Submission
from review.store import Decision
from storage import models, utc_now, writing
from tests.reviewing import TODAY, Office, knowledge, office_on
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import says
from tests.wechat.fake_server import GATEWAY, Platform

Until = Callable[[Callable[[], Any]], Awaitable[None]]
ALICE = "wechat:oAlice"
GULOU = "福州市/鼓楼区"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks twenty times a second instead of every three seconds, and waits a tenth of a second."""
    monkeypatch.setattr(announcer, "LOOK", 0.05)
    monkeypatch.setattr(announcer, "REMIND", 0.0)
    monkeypatch.setattr(channel, "LOOK", 0.1)
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.1)


@pytest.fixture
def office(services: Services, tmp_path: Path) -> Office:
    return office_on(services.sessions, tmp_path / "documents")


@pytest.fixture
def reviewed(services: Services, office: Office) -> Services:
    """The services with a review; an engine that answers stands in for the actions."""
    known = knowledge()
    return replace(services, review=office.desk, program=known.program, forms=known.forms)


@pytest.fixture
async def app(settings: Any, reviewed: Services) -> Any:
    made = create_app(settings, load=lambda _: reviewed)
    async with made.router.lifespan_context(made):
        yield made


def submitted(office: Office, owner: str = ALICE) -> tuple[Submission, Person]:
    """An application, and who reviews it first."""
    county = office.reviewer("county", GULOU)
    draft = office.draft(owner=owner)
    office.desk.submit(draft, owner, TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None
    return found, county


def returned(office: Office, owner: str = ALICE) -> None:
    """An application, returned with comments."""
    one, county = submitted(office, owner)
    fields = {"residents": "与花名册不一致"}
    office.desk.decide(one.id, Decision("return", one.version, "请核对入住人数", fields), county)


def told(platform: Platform, openid: str = "oAlice") -> list[str]:
    return [text for text in platform.shown(openid) if "有新进展" in text]


async def test_a_decision_is_sent_once_though_two_processes_look(
    settings: Any, reviewed: Services, office: Office, platform: Platform, until: Until
) -> None:
    first, second = (create_app(settings, load=lambda _: reviewed) for _ in range(2))
    transport = httpx.ASGITransport(app=first)
    async with (
        first.router.lifespan_context(first),
        second.router.lifespan_context(second),
        httpx.AsyncClient(transport=transport, base_url="http://test") as http,
    ):
        await platform.deliver(http, platform.text("oAlice", "提交审核"))
        returned(office)
        await until(lambda: told(platform))
        await asyncio.sleep(0.3)
    (text,) = told(platform)
    assert "福州市鼓楼区县级审核人员退回补正" in text
    assert "请核对入住人数" in text and "与花名册不一致" in text and "按意见修改" in text
    assert office.desk.news(ALICE) == []  # their next message need not say it again
    turns = reviewed.turns.after(ALICE, 0)
    assert [turn.text for turn in turns] == ["提交审核", ""]  # the page shows it too


async def test_outside_the_48_hours_it_is_kept_for_the_next_message(
    client: httpx.AsyncClient, office: Office, platform: Platform, until: Until
) -> None:
    returned(office)
    await asyncio.sleep(0.3)
    assert "/cgi-bin/message/custom/send" not in platform.calls
    assert office.desk.unheard.untold(ALICE)
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await until(lambda: told(platform))
    await asyncio.sleep(0.3)
    assert len(told(platform)) == 1


@pytest.mark.parametrize("faults", [[-1, GATEWAY], [45047]])
async def test_what_was_not_sent_does_not_count_as_told(
    client: httpx.AsyncClient,
    office: Office,
    platform: Platform,
    until: Until,
    faults: list[Any],
) -> None:
    await platform.deliver(client, platform.text("oAlice", "提交审核"))
    platform.faults = list(faults)
    returned(office)
    await until(lambda: not platform.faults)
    if faults == [45047]:  # only the follower can change that
        await asyncio.sleep(0.3)
        assert told(platform) == []
        await platform.deliver(client, platform.text("oAlice", "在吗"))
    await until(lambda: told(platform))
    assert len(told(platform)) == 1


async def test_each_decision_is_told(
    client: httpx.AsyncClient, office: Office, platform: Platform, until: Until
) -> None:
    await platform.deliver(client, platform.text("oAlice", "提交审核"))
    one, county = submitted(office)
    city = office.reviewer("city", "福州市")
    one = office.desk.decide(one.id, Decision("recommend", one.version), county)
    await until(lambda: len(told(platform)) == 1)
    office.desk.decide(one.id, Decision("decline", one.version, "名额已用"), city)
    await until(lambda: len(told(platform)) == 2)
    assert "推荐到设区市" in told(platform)[0]
    assert "名额已用" in told(platform)[1]


async def test_the_page_shows_it_at_the_next_visit_and_once(
    client: httpx.AsyncClient, office: Office
) -> None:
    returned(office, "a-web-page")
    path = "/api/v1/conversations/a-web-page/turns"
    for _ in range(2):
        (turn,) = (await client.get(path)).json()["turns"]
        assert turn["text"] == ""
        (shown,) = turn["response"]
        assert "与花名册不一致" in shown["text"]
        assert [one["title"] for one in shown["buttons"]] == ["按意见修改", "审核进度"]
    assert office.desk.news("a-web-page") == []


async def test_a_message_that_comes_first_says_it_and_the_page_does_not_repeat_it(
    client: httpx.AsyncClient, office: Office
) -> None:
    returned(office, "a-web-page")
    assert len(office.desk.news("a-web-page")) == 1
    path = "/api/v1/conversations/a-web-page/turns"
    assert (await client.get(path)).json()["turns"] == []


async def test_half_told_is_not_told(office: Office, services: Services) -> None:
    returned(office)
    (news,) = office.desk.unheard.untold(ALICE)

    def dies(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.desk.unheard.tell(news, dies)
    assert office.desk.unheard.untold(ALICE) == [news]
    assert office.desk.unheard.tell(news, lambda _: None)
    assert not office.desk.unheard.tell(news, dies)


async def test_what_was_offered_before_is_still_chosen_by_its_number(
    client: httpx.AsyncClient,
    engine: FakeEngine,
    office: Office,
    platform: Platform,
    until: Until,
) -> None:
    engine.answer = says("问哪一个？", [("示范县", "我问示范县"), ("示范机构", "我问示范机构")])
    await platform.deliver(client, platform.text("oAlice", "条件"))
    returned(office)
    await until(lambda: told(platform))
    await platform.deliver(client, platform.text("oAlice", "2"))
    assert engine.received[-1]["message"] == "我问示范机构"


async def test_who_erased_their_data_is_told_nothing(
    client: httpx.AsyncClient, office: Office, platform: Platform, until: Until
) -> None:
    await platform.deliver(client, platform.text("oAlice", "提交审核"))
    one, county = submitted(office)
    await platform.deliver(client, platform.event("oAlice", "unsubscribe"))
    await until(lambda: office.desk.store.latest(ALICE) is None)
    with pytest.raises(ReviewError, match="没有找到这一份"):
        office.desk.decide(one.id, Decision("return", one.version, "请核对"), county)
    await asyncio.sleep(0.3)
    assert told(platform) == []


# Deadlines


def aged(office: Office, days: int, owner: str = ALICE, status: str = OPEN) -> Draft:
    """A draft that was begun so many days ago."""
    draft = office.draft(owner=owner)
    with writing(office.factory) as session:
        session.execute(
            update(models.Draft)
            .where(models.Draft.id == draft.id)
            .values(status=status, created_at=utc_now() - timedelta(days=days))
        )
    return draft


def deadlines(office: Office, today: date, hour: int = 10) -> Deadlines:
    now = utc_now().replace(hour=(hour - 8) % 24, minute=0)
    program = knowledge().program
    return Deadlines(program, office.desk, office.drafts, lambda: today, lambda: now)


@pytest.mark.parametrize(
    ("today", "age", "said"),
    [
        (date(2025, 11, 15), 20, None),  # too early
        (date(2025, 11, 16), 20, "还有14天（从11月16日算起）"),
        (date(2025, 11, 20), 20, "还有10天（从11月20日算起）"),  # not seen on the day itself
        (date(2025, 11, 20), 3, None),  # begun after the first reminder: wait for the next
        (date(2025, 11, 23), 3, "还有7天"),
        (date(2025, 11, 30), 3, "今天就是这一天"),
        (date(2025, 12, 1), 20, None),  # over
    ],
)
def test_when_a_deadline_is_brought_to_mind(
    office: Office, today: date, age: int, said: str | None
) -> None:
    aged(office, age)
    found = deadlines(office, today).due(ALICE)
    assert (found is not None) == (said is not None)
    if found is not None and said is not None:
        assert said in found.message["text"]
        assert "2025年11月30日前" in found.message["text"]
        assert "通知没有写明" in found.message["text"]  # the day binds the cities, nobody else
        assert found.message["custom"]["citations"][0]["clause"] == "三、（三）"


def test_only_what_is_not_handed_in_yet(office: Office) -> None:
    day = date(2025, 11, 23)
    mine = deadlines(office, day)
    draft = aged(office, 20, status="done")
    assert mine.due(ALICE) is None  # nobody reviews online there: it goes on paper
    county = office.reviewer("county", GULOU)
    ready = mine.due(ALICE)
    assert ready is not None and "提交审核" in ready.message["text"]
    office.desk.submit(draft, ALICE, TODAY)
    assert mine.due(ALICE) is None
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    office.desk.decide(one.id, Decision("return", one.version, "补"), county)
    back = mine.due(ALICE)
    assert back is not None and "按意见修改" in back.message["text"]
    assert mine.due("wechat:oBob") is None


@pytest.mark.parametrize(("hour", "fit"), [(3, False), (9, True), (19, True), (21, False)])
def test_nobody_is_written_to_at_night(office: Office, hour: int, fit: bool) -> None:
    assert deadlines(office, TODAY, hour).by_day() is fit


async def test_a_reminder_is_sent_once(
    settings: Any,
    reviewed: Services,
    office: Office,
    platform: Platform,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_TODAY", "2025-11-23")
    monkeypatch.setattr(Deadlines, "by_day", lambda self: True)
    aged(office, 20)
    made: FastAPI = create_app(settings, load=lambda _: reviewed)
    transport = httpx.ASGITransport(app=made)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://test") as http,
    ):
        await asyncio.sleep(0.3)
        assert platform.shown("oAlice") == []  # may not be written to
        await platform.deliver(http, platform.text("oAlice", "你好"))
        await until(lambda: len(platform.shown("oAlice")) == 2)
        await asyncio.sleep(0.3)
    assert len(platform.shown("oAlice")) == 2
    (reminder,) = [said for said in platform.shown("oAlice") if "继续填写" in said]
    assert "【依据】闽卫老龄函〔2025〕714号 三、（三）" in reminder
