"""WeChat with the real engine: a journey, and what happens when a process dies half way."""

import asyncio
import os
import re
import signal
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from typing import Any

import httpx
import pytest

import storage
from review.store import Decision
from tests.product import Product
from tests.reviewing import office_on
from tests.wechat.fake_server import Platform

pytestmark = [pytest.mark.engine, pytest.mark.slow]


@pytest.fixture
async def http(connected: Product) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=connected.url, timeout=30, trust_env=False) as made:
        yield made


@pytest.fixture
def openid() -> str:
    return "o" + uuid.uuid4().hex[:27]


async def shown(platform: Platform, openid: str, count: int, seconds: float = 60) -> list[str]:
    """What the follower sees once there are `count` messages."""
    end = time.monotonic() + seconds
    while len(platform.shown(openid)) < count and time.monotonic() < end:
        await asyncio.sleep(0.1)
    return platform.shown(openid)


async def turns_of(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> list[dict[str, Any]]:
    """The conversation as the page behind the follower's link shows it."""
    page = await platform.deliver(http, platform.text(openid, "网页"))
    token = re.search(r"\?c=([\w.-]+)", page.replies[0])
    assert token
    answer = await http.get(f"/api/v1/conversations/{token[1]}/turns")
    assert answer.status_code == 200, answer.text
    turns: list[dict[str, Any]] = answer.json()["turns"]
    return turns


def rows_with(product: Product, name: str, text: str) -> int:
    """In how many rows of a SQLite file of the product `text` stands."""
    with closing(sqlite3.connect(product.var / name)) as database:
        listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [row[0] for row in listed]
        rows = [row for table in tables for row in database.execute(f"SELECT * FROM {table}")]
    return sum(text in str(row) for row in rows)


async def test_a_follower_s_journey(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    async def say(fields: dict[str, Any]) -> str:
        outcome = await platform.deliver(http, fields)
        assert outcome.statuses == [200]
        assert outcome.deliveries == 1
        return outcome.replies[0]

    assert "欢迎关注" in await say(platform.event(openid, "subscribe"))
    voice = platform.message(openid, "voice", MediaId="m", Recognition="什么时候截止？")
    answer = await say(voice)
    assert "11月30日" in answer
    assert "【依据】闽卫老龄函〔2025〕714号" in answer
    asked = await say(platform.text(openid, "申报条件是什么"))
    assert "1. 示范县（市、区）\n2. 示范机构" in asked
    assert "示范机构" in await say(platform.text(openid, "2"))
    form = await say(platform.text(openid, "我要填示范机构申请表"))
    assert "机构名称" in form
    assert "也可以回复：" in form
    assert "福州市康宁护理院" in await say(platform.text(openid, "机构名称：福州市康宁护理院"))
    turns = await turns_of(connected, platform, http, openid)
    assert turns[-1]["text"] == "机构名称：福州市康宁护理院"
    assert turns[-1]["response"][-1]["custom"]["form"]["filled"] >= 1


async def test_duplicates_in_a_storm_have_one_effect(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    message = platform.text(openid, "要交哪些材料")
    answers = await asyncio.gather(*(platform.post(http, message) for _ in range(12)))
    assert len({platform.read(answer.content, message) for answer in answers}) == 1
    turns = await turns_of(connected, platform, http, openid)
    assert [turn["text"] for turn in turns] == ["要交哪些材料"]


async def test_unsubscribing_leaves_nothing(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    for text in ("我要填示范机构申请表", "机构名称：福州市康宁护理院"):
        await platform.deliver(http, platform.text(openid, text))
    assert rows_with(connected, "assistant.db", openid) >= 6
    assert rows_with(connected, "tracker.db", "康宁") >= 1
    await platform.deliver(http, platform.event(openid, "unsubscribe"))
    end = time.monotonic() + 20
    while rows_with(connected, "assistant.db", openid) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    assert rows_with(connected, "assistant.db", openid) == 0
    assert rows_with(connected, "tracker.db", openid) == 0
    await platform.deliver(http, platform.event(openid, "subscribe"))
    again = await platform.deliver(http, platform.text(openid, "继续填写"))
    assert "康宁" not in again.replies[0]


async def test_the_app_dies_before_it_answers(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    """The platform delivers again; the message has one effect and the follower one answer."""
    await platform.deliver(http, platform.text(openid, "我要填示范机构申请表"))
    name = f"福州市康宁护理院{uuid.uuid4().hex[:4]}"
    message = platform.text(openid, f"机构名称：{name}")
    first = asyncio.create_task(platform.post(http, message))
    await asyncio.sleep(0.05)
    connected.kill("app")
    await asyncio.gather(first, return_exceptions=True)
    await asyncio.to_thread(connected.wait_ready, 90)
    outcome = await platform.deliver(http, message)
    if not outcome.replies or name not in outcome.replies[0]:
        await shown(platform, openid, 3, 40)
    turns = await turns_of(connected, platform, http, openid)
    assert [turn["text"] for turn in turns] == ["我要填示范机构申请表", f"机构名称：{name}"]
    assert turns[-1]["response"][-1]["custom"].get("form", {}).get("filled") == 1, turns[-1]
    assert sum(name in text for text in platform.shown(openid)) == 1


async def test_the_engine_hangs(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    """The follower is told in time and gets the answer when the engine goes on."""
    engine = connected.pid("engine")
    os.kill(engine, signal.SIGSTOP)
    try:
        outcome = await platform.deliver(http, platform.text(openid, "什么时候截止？"))
    finally:
        os.kill(engine, signal.SIGCONT)
    assert outcome.deliveries == 1
    assert 3.9 < outcome.seconds[0] < 4.9
    seen = await shown(platform, openid, 2)
    assert "正在查找" in seen[0]
    assert "11月30日" in seen[1]
    assert platform.follower(openid).quota == 4


async def test_the_engine_dies(
    connected: Product, platform: Platform, http: httpx.AsyncClient, openid: str
) -> None:
    """In time or later, there is one answer, and the platform never had to ask twice."""
    connected.kill("engine")
    outcome = await platform.deliver(http, platform.text(openid, "什么时候截止？"))
    assert outcome.deliveries == 1
    assert outcome.seconds[0] < 4.9
    end = time.monotonic() + 120
    while "11月30日" not in platform.shown(openid)[-1] and time.monotonic() < end:
        await asyncio.sleep(0.2)
    assert sum("11月30日" in text for text in platform.shown(openid)) == 1
    await asyncio.to_thread(connected.wait_ready, 90)


@pytest.mark.parametrize("after", [0.0, 4.0])
async def test_a_decision_outlives_the_process_that_should_send_it(
    connected: Product,
    platform: Platform,
    http: httpx.AsyncClient,
    openid: str,
    after: float,
) -> None:
    """Killed before it looked, or while it tried to send: the follower is told once."""
    database = storage.engine(f"sqlite:///{connected.var}/assistant.db")
    office = office_on(storage.session_factory(database), connected.var / "documents")
    county = office.reviewer("county", "福州市/鼓楼区", f"c-{openid[-8:]}")
    await platform.deliver(http, platform.text(openid, "什么时候截止？"))
    draft = office.draft(owner=f"wechat:{openid}")
    office.desk.submit(draft, draft.owner, date(2025, 10, 20))
    one = office.desk.store.of_draft(draft.id)
    assert one is not None
    platform.stop()
    try:
        office.desk.decide(one.id, Decision("return", one.version, "请核对"), county)
        await asyncio.sleep(after)
        connected.kill("app")
    finally:
        platform.start()
    await asyncio.to_thread(connected.wait_ready, 90)
    end = time.monotonic() + 60
    while not told(platform, openid) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    await asyncio.sleep(4)
    assert len(told(platform, openid)) == 1
    assert office.desk.news(draft.owner) == []
    database.dispose()


def told(platform: Platform, openid: str) -> list[str]:
    """The decisions that the follower was told."""
    return [text for text in platform.shown(openid) if "请核对" in text]
