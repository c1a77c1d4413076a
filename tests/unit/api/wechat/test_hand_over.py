"""A follower talks to a person at the desk."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.services import Services
from tests.desk import open_at_any_hour, staffed
from tests.passwords import cheap_hashes as cheap_hashes
from tests.unit.api.fake_engine import FakeEngine
from tests.wechat.fake_server import Platform

Until = Callable[[Callable[[], Any]], Awaitable[None]]


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, desk_settings=open_at_any_hour())


async def test_replies_arrive_as_customer_service_messages_while_the_bot_is_silent(
    app: FastAPI, platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    staffed(app)
    desk = app.state.context.help.desk
    await platform.deliver(client, platform.text("oAlice", "转人工"))
    await until(lambda: len(platform.shown("oAlice")) == 1)
    assert "已转给工作人员" in platform.shown("oAlice")[0]
    await platform.deliver(client, platform.text("oAlice", "想问盖章的事"))
    (case,) = desk.cases.listed()
    assert case.channel == "wechat"
    for _ in range(2):  # sent twice by a hasty hand
        desk.reply(case.id, "陈", "请盖单位公章。", "t1", [])
    await until(lambda: len(platform.shown("oAlice")) == 2)
    assert platform.shown("oAlice")[1] == "请盖单位公章。"
    assert engine.received == []
    desk.close(case.id, "陈", back=False)
    await until(lambda: len(platform.shown("oAlice")) == 3)
    await platform.deliver(client, platform.text("oAlice", "什么时候截止"))
    await until(lambda: len(platform.shown("oAlice")) == 4)
    assert [message["message"] for message in engine.received] == ["什么时候截止"]


async def test_what_a_person_does_not_see_is_said_and_the_bot_keeps_out(
    app: FastAPI, platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    staffed(app)
    desk = app.state.context.help.desk
    turns = app.state.context.services.turns

    def said() -> list[str]:
        return [turn.text for turn in turns.after("wechat:oAlice", 0)]

    def told() -> int:
        return sum("工作人员在这里只能看到文字" in text for text in platform.shown("oAlice"))

    await platform.deliver(client, platform.text("oAlice", "转人工"))
    await until(desk.cases.listed)
    await platform.deliver(client, platform.message("oAlice", "image", MediaId="m"))
    await until(lambda: told() == 1)  # nobody has taken it yet, but somebody is there
    desk.accept(desk.cases.listed()[0].id, "陈")
    for count, kind in enumerate(("image", "video"), 2):
        await platform.deliver(client, platform.message("oAlice", kind, MediaId="m"))
        await until(lambda count=count: told() == count)  # type: ignore[misc]
    await platform.deliver(client, platform.text("oAlice", "填入1"))
    await until(lambda: said()[-1] == "填入1")
    place = platform.message("oAlice", "location", Label="福州市鼓屏路61号")
    await platform.deliver(client, place)
    await until(lambda: said() == ["转人工", "", "填入1", "我的位置：福州市鼓屏路61号"])
    assert engine.received == []
