"""A reviewer links WeChat in the console and pre-screens there; nobody else is told anything."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from accounts import Person
from api.staff import COOKIE
from storage import models, utc_now, writing
from storage.wechat_types import CALLBACK_OVER
from tests.unit.api.console.conftest import Browser
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.prescreening import conftest as filed_service
from tests.wechat.fake_server import LIMIT, Platform

filed, services = filed_service.filed, filed_service.services
Until = Callable[[Callable[[], Any]], Awaitable[None]]
ASK = "预审福州市仓山区安康护理院"
REFUSED = "只对绑定了工作台账号的审核人员开放"


@dataclass
class World:
    """One reviewer with a browser and a telephone, and other followers."""

    app: FastAPI
    client: httpx.AsyncClient
    platform: Platform
    until: Until

    def person(self, role: str = "county", region: str = "福州市/仓山区") -> Person:
        made: Person = self.app.state.context.accounts.create(f"a-{role}", "林某", role, region)
        return made

    def browser(self, person: Person) -> Browser:
        cookie = self.app.state.context.accounts.sessions.open(person.id)
        return Browser(self.client, {COOKIE: cookie})

    async def says(self, text: str, who: str = "oAlice") -> str:
        """What comes back, in one text."""
        before = len(self.platform.shown(who))
        await self.platform.deliver(self.client, self.platform.text(who, text))
        await self.until(lambda: self._answered(self.platform.shown(who)[before:]))
        return "\n".join(self.platform.shown(who)[before:])

    @staticmethod
    def _answered(shown: list[str]) -> bool:
        """Whether there is more than the sentence that an answer will follow."""
        return any("正在查找" not in text for text in shown)

    async def linked(self, person: Person, who: str = "oAlice") -> Browser:
        browser = self.browser(person)
        await self.says(f"绑定 {await code(browser)}", who)
        return browser

    def rows(self, table: Any) -> list[Any]:
        with self.app.state.context.services.sessions() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def audit(self) -> list[tuple[str, str, str]]:
        log = self.app.state.context.services.audit
        entries = log.entries(datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
        return [(one.actor, one.action, one.channel) for one in entries]


async def code(browser: Browser) -> str:
    await browser.open("/console/account")
    await browser.send("/console/account/wechat")
    found = re.search(r"<b>绑定 (\w{6})</b>", browser.page)
    assert found, browser.text
    return found[1]


@pytest.fixture
def world(app: FastAPI, client: httpx.AsyncClient, platform: Platform, until: Until) -> World:
    return World(app, client, platform, until)


async def test_from_the_console_to_a_verdict_in_wechat(world: World, engine: FakeEngine) -> None:
    person = world.person()
    browser = world.browser(person)
    given = await code(browser)
    said = await world.says(f"绑定{given.lower()}")
    assert "已绑定工作台账号：林某（福州市仓山区，县级审核人员）" in said
    assert "已绑定一个微信" in await browser.open("/console/account")
    told = await world.says(ASK)
    for part in ("安康护理院", "福州市仓山区", "入住率", "【依据】", "/console/review/2"):
        assert part in told
    assert "厦门" not in told and "鼓楼" not in told and "康宁" not in told
    assert "没有必要条件只差" in await world.says("哪些只差五条")
    assert "不在您的审核范围" in await world.says("把鼓楼区的都过一遍")
    who = f"account:{person.id}"
    audit = world.audit()
    assert audit[0] == (who, "wechat_linked", "wechat")
    assert (who, "submission_read", "wechat") in audit
    assert engine.received == []


async def test_the_code_and_the_verdict_are_not_kept(world: World) -> None:
    await world.linked(world.person())
    told = await world.says(ASK)
    assert "入住率" in told
    turns = world.rows(models.Turn)
    assert "绑定" not in "".join(turn.text for turn in turns)
    assert "入住率" not in str([turn.response for turn in turns])
    assert any("入住率" in str(row.answer) for row in world.rows(models.WeChatMessage))
    factory = world.app.state.context.services.sessions
    with writing(factory) as session:  # the platform asks no more
        session.execute(
            update(models.WeChatMessage)
            .where(models.WeChatMessage.forget_at.is_not(None))
            .values(forget_at=utc_now())
        )
    world.app.state.context.wechat._messages.forget()
    assert all("入住率" not in str(row.answer) for row in world.rows(models.WeChatMessage))


async def test_a_verdict_goes_when_no_callback_asks_for_it_any_more(world: World) -> None:
    await world.linked(world.person())
    await world.says(ASK)
    row = world.rows(models.WeChatMessage)[-1]
    assert row.state == "delivered"
    assert row.forget_at <= row.received_at + CALLBACK_OVER


async def test_a_choice_is_answered_by_its_number(world: World) -> None:
    await world.linked(world.person("city", "福州市"))
    told = await world.says("预审安康护理院")
    assert re.search(r"[12]\. 安康护理院（福州市仓山区）", told)
    with world.app.state.context.services.sessions() as session:
        kept = session.scalars(select(models.WeChatPerson.options)).all()
    assert "安康" not in str(kept)
    number = re.search(r"([12])\. 安康护理院（福州市仓山区）", told)
    assert number is not None
    one = await world.says(number[1])
    assert "入住率" in one and "为什么" not in one
    assert "入住率" in await world.says("为什么不符合")


@pytest.mark.parametrize("words", ["把福州市的都过一遍", "预审安康护理院", ASK])
async def test_every_answer_is_one_text_of_the_platform(world: World, words: str) -> None:
    await world.linked(world.person("city", "福州市"))
    before = len(world.platform.shown("oAlice"))
    await world.says(words)
    shown = world.platform.shown("oAlice")[before:]
    told = [text for text in shown if "正在查找" not in text]
    assert len(told) == 1 and len(told[0].encode()) <= LIMIT


async def test_nobody_else_is_told_anything(world: World, engine: FakeEngine) -> None:
    await world.linked(world.person())
    assert REFUSED in await world.says(ASK, "oMallory")
    assert REFUSED in await world.says("哪些只差一条", "oMallory")
    assert engine.received == []


async def test_a_wrong_code_says_what_to_do_and_soon_has_to_wait(world: World) -> None:
    browser = world.browser(world.person())
    right = await code(browser)
    for _ in range(5):
        assert "绑定码不对，或者已经用过、已经过期" in await world.says("绑定 AAAAAA", "oMallory")
    waiting = await world.says(f"绑定 {right}", "oMallory")
    assert "试得太多" in waiting and "秒后再发" in waiting
    assert REFUSED in await world.says(ASK, "oMallory")
    assert "已绑定" in await world.says(f"绑定：{right}。")  # another follower need not wait
    assert "绑定码不对" in await world.says(f"绑定 {right}", "oBob")


@pytest.mark.parametrize("words", ["绑定", "绑定工作台"])
async def test_the_word_alone_says_how(world: World, words: str) -> None:
    assert "我的账号" in await world.says(words)


async def test_other_words_with_it_are_a_question(world: World, engine: FakeEngine) -> None:
    await world.says("绑定微信有什么用")
    assert [one["message"] for one in engine.received] == ["绑定微信有什么用"]


async def test_unlinking_in_wechat(world: World) -> None:
    browser = await world.linked(world.person())
    assert "已解除绑定" in await world.says("解除绑定")
    assert REFUSED in await world.says(ASK)
    assert "没有绑定" in await world.says("解绑")
    assert "取绑定码" in await browser.open("/console/account")
    assert [one[1] for one in world.audit()] == ["wechat_linked", "wechat_unlinked"]


async def test_unlinking_in_the_console_by_its_holder_or_an_administrator(world: World) -> None:
    person = world.person()
    browser = await world.linked(person)
    await browser.open("/console/account")
    assert "已解除绑定" in await browser.send("/console/account/wechat/unlink")
    assert REFUSED in await world.says(ASK)
    await world.linked(person)
    admin = world.browser(world.person("administrator", ""))
    await admin.open("/console/users")
    path = f"/console/users/{person.id}/wechat/unlink"
    assert "已解除绑定" in await admin.send(path)
    assert path not in admin.page
    assert REFUSED in await world.says(ASK)


async def test_a_stopped_account_and_another_region_count_with_the_next_message(
    world: World,
) -> None:
    person = world.person()
    await world.linked(person)
    admin = world.browser(world.person("administrator", ""))
    await admin.open("/console/users")
    form = {"display": "林某", "role": "county", "region": "厦门市/思明区"}
    await admin.send(f"/console/users/{person.id}", **form, active="yes")
    assert "您的审核范围（厦门市思明区）里没有" in await world.says(ASK)
    await admin.open("/console/users")
    await admin.send(
        f"/console/users/{person.id}", **{**form, "role": "helpdesk", "region": ""}, active="yes"
    )
    assert REFUSED in await world.says(ASK)
    await admin.open("/console/users")
    await admin.send(f"/console/users/{person.id}", **form)
    assert "没有绑定" in await world.says("解除绑定")
    assert world.audit()[-1][1:] == ("wechat_unlinked", "console")


async def test_what_waits_to_be_sent_is_not_sent_once_the_link_ended(world: World) -> None:
    person = world.person()
    await world.linked(person)
    await world.says(ASK)
    factory = world.app.state.context.services.sessions
    with writing(factory) as session:  # as if the platform would not take it yet
        row = session.scalars(
            select(models.WeChatMessage).where(models.WeChatMessage.forget_at.is_not(None))
        ).one()
        row.state, row.due_at = "answered", None
    world.app.state.context.accounts.wechat.unlink(person.id)
    row = world.rows(models.WeChatMessage)[-1]
    assert (row.answer, row.state, row.forget_at) == (None, "delivered", None)


async def test_leaving_and_erasing_unlink(world: World, engine: FakeEngine) -> None:
    person = world.person()
    await world.linked(person)
    await world.says("删除我的数据")
    await world.says("确认删除我的数据")
    assert world.app.state.context.accounts.wechat.linked() == set()
    await world.linked(person)
    await world.platform.deliver(world.client, world.platform.event("oAlice", "unsubscribe"))
    linked = world.app.state.context.accounts.wechat.linked
    await world.until(lambda: not linked())
    assert [one[1] for one in world.audit()].count("wechat_unlinked") == 2


@pytest.mark.parametrize(("role", "region"), [("helpdesk", ""), ("administrator", "")])
async def test_who_does_not_prescreen_gets_no_code(world: World, role: str, region: str) -> None:
    browser = world.browser(world.person(role, region))
    assert "不用绑定" in await browser.open("/console/account")
    await browser.send("/console/account/wechat")
    assert browser.status == 403


async def test_a_list_is_for_the_console(world: World) -> None:
    await world.linked(world.person())
    assert "微信里不能上传" in await world.says("批量预审")
