"""One effect a message, however often it comes: at once, later, elsewhere, after a crash."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import HURRIED_SECONDS, hurried, slow
from tests.wechat.fake_server import LOST, Platform

Until = Callable[[Callable[[], Any]], Awaitable[None]]


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def test_three_deliveries_at_once(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    slow(engine, 0.3)
    message = platform.text("oAlice", "你好")
    answers = await asyncio.gather(*(platform.post(client, message) for _ in range(3)))
    texts = {platform.read(answer.content, message) for answer in answers}
    assert len(texts) == 1
    assert str(texts.pop()).startswith("答复来了。")
    assert len(engine.received) == 1


async def test_a_later_delivery_gets_the_same_answer(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    message = platform.text("oAlice", "你好")
    first = platform.read((await platform.post(client, message)).content, message)
    other = platform.text("oAlice", "还有别的")
    await platform.post(client, other)
    assert platform.read((await platform.post(client, message)).content, message) == first
    assert len(engine.received) == 2
    assert platform.shown("oAlice") == []  # nothing by customer-service message


async def test_a_retry_may_bring_the_same_nonce(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    message = platform.text("oAlice", "你好")
    for _ in range(3):  # encrypted anew, as the platform does
        params, body = platform.request(message, timestamp=int(time.time()), nonce="777")
        answer = await client.post("/wechat", params=params, content=body)
        assert answer.status_code == 200
        assert platform.read(answer.content, message)
    assert len(engine.received) == 1


async def test_the_same_number_of_two_people_is_two_messages(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    first, second = platform.text("oAlice", "你好"), platform.text("oBob", "您好")
    await platform.deliver(client, first)
    await platform.deliver(client, {**second, "MsgId": first["MsgId"]})
    assert [m["sender"] for m in engine.received] == ["wechat:oAlice", "wechat:oBob"]


async def test_two_messages_of_one_second_are_two(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    for _ in range(2):
        await platform.deliver(client, platform.text("oAlice", "是"))
    assert len(engine.received) == 2
    assert len({m["metadata"]["message_id"] for m in engine.received}) == 2


async def test_events_are_told_apart_by_time_name_and_key(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    click = platform.event("oAlice", "CLICK", EventKey="什么时候截止")
    for event in (click, click, {**click, "EventKey": "要交哪些材料"}):
        await platform.deliver(client, event)
    assert [m["message"] for m in engine.received] == ["什么时候截止", "要交哪些材料"]


@hurried
async def test_slow_answers_come_by_customer_service_message(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, HURRIED_SECONDS + 0.7)
    outcome = await platform.deliver(client, platform.text("oAlice", "你好"))
    assert outcome.deliveries == 1
    assert "正在查找" in outcome.replies[0]
    assert '<a href="https://yiyang.example.cn/?c=wxlink.' in outcome.replies[0]
    await until(lambda: len(platform.shown("oAlice")) == 2)
    assert platform.shown("oAlice")[1].startswith("答复来了。")
    await asyncio.sleep(1.2)  # no second copy
    assert len(platform.shown("oAlice")) == 2
    assert platform.follower("oAlice").typing == 1


@hurried
async def test_a_slow_answer_is_sent_once_though_delivered_three_times(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, HURRIED_SECONDS * 2)
    message = platform.text("oAlice", "你好")
    seen = []
    for _ in range(3):
        seen.append(platform.read((await platform.post(client, message)).content, message))
    assert "正在查找" in str(seen[0])
    await until(lambda: len(platform.shown("oAlice")) + sum("答复" in str(s)[:2] for s in seen))
    await asyncio.sleep(1.2)
    sent = [*platform.shown("oAlice"), *(s for s in seen if s and "正在查找" not in s)]
    assert len(sent) == 1
    assert sent[0].startswith("答复来了。")
    assert len(engine.received) == 1


async def test_two_processes_on_one_database(
    settings: Any, services: Any, platform: Platform, engine: FakeEngine
) -> None:
    slow(engine, 0.3)
    message = platform.text("oAlice", "你好")
    first, second = (create_app(settings, load=lambda _: services) for _ in range(2))
    async with (
        first.router.lifespan_context(first),
        second.router.lifespan_context(second),
        client_of(first) as here,
        client_of(second) as there,
    ):
        answers = await asyncio.gather(
            *(platform.post(http, message) for http in (here, there, here, there))
        )
        assert len({platform.read(a.content, message) for a in answers}) == 1
    assert len(engine.received) == 1


@hurried
async def test_a_process_that_ends_leaves_the_work_to_the_next(
    settings: Any, services: Any, platform: Platform, engine: FakeEngine, until: Until
) -> None:
    slow(engine, 3.0)
    first = create_app(settings, load=lambda _: services)
    async with first.router.lifespan_context(first), client_of(first) as http:
        outcome = await platform.deliver(http, platform.text("oAlice", "你好"))
        assert "正在查找" in outcome.replies[0]
    engine.answer = engine.echo
    second = create_app(settings, load=lambda _: services)
    async with second.router.lifespan_context(second):
        await until(lambda: len(platform.shown("oAlice")) == 2)
        await asyncio.sleep(1.2)
    assert platform.shown("oAlice")[1].startswith("收到：你好")
    assert len(platform.shown("oAlice")) == 2
    assert len({m["metadata"]["message_id"] for m in engine.received}) == 1


async def test_a_repeat_after_a_restart_gets_the_cached_answer(
    settings: Any, services: Any, platform: Platform, engine: FakeEngine
) -> None:
    message = platform.text("oAlice", "你好")
    texts = []
    for _ in range(2):
        made = create_app(settings, load=lambda _: services)
        async with made.router.lifespan_context(made), client_of(made) as http:
            texts.append(platform.read((await platform.post(http, message)).content, message))
    assert texts[0] == texts[1]
    assert texts[0]
    assert len(engine.received) == 1


@hurried
async def test_an_engine_that_is_down_for_a_while(
    settings: Any, services: Any, platform: Platform, engine: FakeEngine, until: Until
) -> None:
    impatient = settings.model_copy(update={"engine_wait": 0.2})
    engine.stop()
    made = create_app(impatient, load=lambda _: services)
    async with made.router.lifespan_context(made), client_of(made) as http:
        outcome = await platform.deliver(http, platform.text("oAlice", "你好"))
        assert "正在查找" in outcome.replies[0]
        engine.start()
        await until(lambda: len(platform.shown("oAlice")) == 2)
    assert platform.shown("oAlice")[1].startswith("收到：你好")


@hurried
async def test_an_answer_lost_on_its_way_to_the_platform_is_sent_again(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    """The platform showed it but its word was lost: better twice than never."""
    slow(engine, HURRIED_SECONDS + 0.3)
    platform.faults = [LOST]
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await until(lambda: len(platform.shown("oAlice")) == 3)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_answered_in_time_in_every_mode(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    outcome = await platform.deliver(client, platform.text("oAlice", "你好"))
    assert outcome.replies[0].startswith("收到：你好")
    assert platform.shown("oAlice") == outcome.replies  # nothing by customer-service message
