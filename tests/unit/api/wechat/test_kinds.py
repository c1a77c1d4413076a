"""Every kind of message and event, and what a follower may choose."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.app import create_app
from api.services import Services
from storage import models
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import HURRIED_SECONDS, hurried, said, says, slow
from tests.wechat.fake_server import Platform

Until = Callable[[Callable[[], Any]], Awaitable[None]]


async def test_voice_with_recognition(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    voice = platform.message("oA", "voice", MediaId="m", Format="amr", Recognition="什么时候截止。")
    assert "收到：什么时候截止。" in await said(platform, client, voice)


@pytest.mark.parametrize("fields", [{}, {"Recognition": ""}, {"Recognition": "  \n"}])
async def test_voice_without_recognition(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, fields: dict[str, str]
) -> None:
    voice = platform.message("oA", "voice", MediaId="m", Format="amr", **fields)
    assert "没有识别出文字" in await said(platform, client, voice)
    assert engine.received == []


async def test_a_picture(platform: Platform, client: httpx.AsyncClient, engine: FakeEngine) -> None:
    picture = platform.message("oA", "image", PicUrl="http://mmbiz.example/x", MediaId="")
    answer = await said(platform, client, picture)
    assert "图片已收到" in answer
    assert "文字" in answer
    assert engine.received == []


@pytest.mark.parametrize(
    ("label", "expected"), [("福州市仓山区", "地址：福州市仓山区"), ("", "没有附地名")]
)
async def test_a_location(
    platform: Platform, client: httpx.AsyncClient, label: str, expected: str
) -> None:
    place = platform.message(
        "oA", "location", Location_X="26.0", Location_Y="119.3", Scale=20, Label=label
    )
    assert expected in await said(platform, client, place)


@pytest.mark.parametrize(
    "text", ["【收到不支持的消息类型，暂无法显示】", "[收到不支持的消息类型，暂无法显示]"]
)
async def test_what_the_platform_could_not_pass_on_is_no_question(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, text: str
) -> None:
    assert "看不懂" in await said(platform, client, platform.text("oA", text))
    assert engine.received == []


@pytest.mark.parametrize("kind", ["video", "shortvideo", "link", "file"])
async def test_what_cannot_be_read(
    platform: Platform, client: httpx.AsyncClient, kind: str
) -> None:
    assert "看不懂" in await said(platform, client, platform.message("oA", kind, MediaId="m"))


@pytest.mark.parametrize(
    "fields",
    [{"MsgType": "hologram"}, {"MsgType": "event", "Event": "VIEW", "EventKey": "http://x"},
     {"MsgType": "event", "Event": "LOCATION", "Latitude": "26"},
     {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": 1, "Status": "success"},
     {"MsgType": "event", "Event": "CLICK", "EventKey": ""}, {"MsgType": "event"}],
)  # fmt: skip
async def test_what_is_unknown_is_taken_and_left(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, fields: dict[str, Any]
) -> None:
    head = platform.message("oA", "x", Unknown="1", Nested="<a>")
    answer = await platform.post(client, {**head, **fields})
    assert (answer.status_code, answer.content) == (200, b"success")
    assert engine.received == []


@pytest.mark.parametrize("fields", [{}, {"EventKey": ""}, {"EventKey": "qrscene_7", "Ticket": "t"}])
async def test_subscribing(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, fields: dict[str, str]
) -> None:
    welcome = await said(platform, client, platform.event("oA", "subscribe", **fields))
    assert "欢迎关注" in welcome
    assert "个人信息告知" in welcome
    answer = await said(platform, client, platform.text("oA", "你好"))
    assert "个人信息告知" not in answer
    assert [m["message"] for m in engine.received] == ["你好"]


async def test_who_followed_before_is_told_once_how_data_are_treated(
    platform: Platform, client: httpx.AsyncClient
) -> None:
    assert "个人信息告知" in await said(platform, client, platform.text("oA", "你好"))
    assert "个人信息告知" not in await said(platform, client, platform.text("oA", "再问"))


async def test_deleting_by_words(
    platform: Platform, client: httpx.AsyncClient, services: Services, engine: FakeEngine
) -> None:
    await said(platform, client, platform.text("oA", "你好"))
    services.drafts.create("f", "1", "wechat:oA")
    asked = await said(platform, client, platform.text("oA", "删除我的数据"))
    assert "草稿 1 份" in asked and "1. 确认删除" in asked
    done = await said(platform, client, platform.text("oA", "1"))
    assert "已经删除" in done and "个人信息告知" not in done
    assert engine.forgotten == ["wechat:oA"]
    assert services.drafts.latest_open("wechat:oA") is None
    assert services.turns.last_seq("wechat:oA") == 0
    with services.sessions() as session:
        [left] = session.scalars(select(models.WeChatMessage)).all()
    assert (left.text, left.kind) == ("", "say"), "only the row whose answer was on its way stays"
    assert "个人信息告知" in await said(platform, client, platform.text("oA", "你好"))


async def test_scanning_again(platform: Platform, client: httpx.AsyncClient) -> None:
    answer = await said(platform, client, platform.event("oA", "SCAN", EventKey="7"))
    assert answer.startswith("您好")


async def test_a_menu_click_says_its_key(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    answer = await said(platform, client, platform.event("oA", "CLICK", EventKey="什么时候截止"))
    assert "收到：什么时候截止" in answer


def rows_about(services: Services, sender: str) -> int:
    """How many rows of any table name the sender."""
    count = 0
    with services.sessions() as session:
        for table in models.Base.metadata.sorted_tables:
            for name in ("sender", "owner", "person"):
                if name in table.c:
                    found = session.execute(select(table).where(table.c[name] == sender)).all()
                    count += len(found)
    return count


async def test_unsubscribing_erases_the_person(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    engine: FakeEngine,
    until: Until,
) -> None:
    await said(platform, client, platform.text("oA", "你好"))
    await said(platform, client, platform.text("oA", "网页"))
    await said(platform, client, platform.text("oB", "你好"))
    services.drafts.create("f", "1", "wechat:oA")
    assert rows_about(services, "wechat:oA") >= 6
    gone = platform.event("oA", "unsubscribe")
    answer = await platform.post(client, gone)
    assert answer.content == b"success"
    await until(lambda: rows_about(services, "wechat:oA") == 0)
    await until(lambda: engine.forgotten == ["wechat:oA"])
    assert rows_about(services, "wechat:oB") >= 4
    # Back again: the same farewell, delivered once more, must not erase the new conversation.
    await said(platform, client, platform.event("oA", "subscribe"))
    await said(platform, client, platform.text("oA", "我又来了"))
    await platform.post(client, gone)
    await asyncio.sleep(0.5)
    assert rows_about(services, "wechat:oA") >= 4


@hurried
async def test_unsubscribing_while_an_answer_is_on_its_way(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    engine: FakeEngine,
    until: Until,
) -> None:
    slow(engine, HURRIED_SECONDS + 0.7)
    await platform.deliver(client, platform.text("oA", "你好"))
    await platform.post(client, platform.event("oA", "unsubscribe"))
    await until(lambda: engine.forgotten)
    await until(lambda: rows_about(services, "wechat:oA") == 0)
    await asyncio.sleep(1.2)
    assert rows_about(services, "wechat:oA") == 0
    assert len(platform.shown("oA")) == 1


CHOICE = [("示范县（市、区）", "示范县"), ("示范机构", "我问示范机构")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2", "我问示范机构"), ("２", "我问示范机构"), (" 2。", "我问示范机构"),
     ("选2", "我问示范机构"), ("第二个", "我问示范机构"), ("选第1项", "示范县"),
     ("示范机构", "我问示范机构"),
     ("示范机构。", "我问示范机构"), ("3", "3"), ("0", "0"), ("2张床位", "2张床位"), ("二", "二"),
     ("我想问别的", "我想问别的")],
)  # fmt: skip
async def test_options_by_number_or_word(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, typed: str, meant: str
) -> None:
    engine.answer = says("您问的是哪一个？", CHOICE, outcome="clarify")
    asked = await said(platform, client, platform.text("oA", "条件"))
    assert "请回复序号或文字：\n1. 示范县（市、区）\n2. 示范机构" in asked
    await said(platform, client, platform.text("oA", typed))
    assert engine.received[-1]["message"] == meant


async def test_a_number_means_nothing_once_the_options_are_gone(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    engine.answer = says("您问的是哪一个？", CHOICE)
    await said(platform, client, platform.text("oA", "条件"))
    engine.answer = says("好的。")
    await said(platform, client, platform.text("oA", "什么时候截止"))
    await said(platform, client, platform.text("oA", "2"))
    assert engine.received[-1]["message"] == "2"


async def test_too_many_messages(
    settings: Any, services: Services, platform: Platform, engine: FakeEngine
) -> None:
    made = create_app(settings.model_copy(update={"rate_per_minute": 2}), load=lambda _: services)
    transport = httpx.ASGITransport(app=made)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://test") as http,
    ):
        texts = [await said(platform, http, platform.text("oA", f"问{n}")) for n in range(3)]
    assert "秒后再发" in texts[2]
    assert len(engine.received) == 2


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "长" * 2500])
async def test_empty_and_too_long_texts(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, text: str
) -> None:
    answer = await said(platform, client, platform.text("oA", text))
    assert answer
    assert engine.received == []
