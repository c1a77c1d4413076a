"""Customer-service messages: quota, refusals, retries, order, long answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from api.wechat import delivery
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import says, slow
from tests.wechat.fake_server import DROP, GARBAGE, GATEWAY, Platform

pytestmark = pytest.mark.slow
Until = Callable[[Callable[[], Any]], Awaitable[None]]
IN_TIME = 1.6
"""How long a callback waits here: what is answered at once must be in time."""
SLOW = IN_TIME + 0.4


@pytest.fixture
def answer_seconds() -> float:
    return IN_TIME


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a tenth of a second instead of seconds."""
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.1)
    monkeypatch.setattr(delivery, "SLOWLY", dict.fromkeys(delivery.SLOWLY, 0.1))


async def test_a_long_answer_in_parts(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    sentences = [f"第{n}条：符合条件的机构应当按要求提交材料，并对真实性负责。" for n in range(60)]
    engine.answer = says("".join(sentences), [("要交哪些材料", "要交哪些材料")])
    outcome = await platform.deliver(client, platform.text("oAlice", "说说条件"))
    await until(lambda: len(platform.shown("oAlice")) == 3)
    await asyncio.sleep(1.2)
    parts = platform.shown("oAlice")
    assert len(parts) == 3
    assert parts[0] == outcome.replies[0]
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert all(part.endswith("。") for part in parts[:-1])
    whole = "".join(parts)
    assert all(sentence in whole for sentence in sentences)
    assert "1. 要交哪些材料" in parts[-1]


async def test_what_is_too_long_for_three_parts_is_left_to_the_page(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    engine.answer = says("".join(f"第{n}条应当按要求提交材料。" for n in range(900)))
    await platform.deliver(client, platform.text("oAlice", "说说条件"))
    await until(lambda: len(platform.shown("oAlice")) == 3)
    await asyncio.sleep(1.2)
    parts = platform.shown("oAlice")
    assert len(parts) == 3
    assert "内容较长，全文请看<a href=" in parts[2]


@pytest.mark.parametrize(
    "faults",
    [[-1], [45009], [45011, 45011], [GATEWAY], [GARBAGE], [DROP], [-1, GATEWAY, DROP, 45011]],
)
async def test_failed_sends_are_tried_again(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    until: Until,
    faults: list[int | str],
) -> None:
    slow(engine, SLOW)
    platform.faults = list(faults)
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await until(lambda: len(platform.shown("oAlice")) == 2)
    assert platform.faults == []
    assert platform.follower("oAlice").quota == 4  # a failed send costs nothing


async def test_an_expired_token_is_renewed_without_a_wait(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, SLOW)
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await until(lambda: len(platform.shown("oAlice")) == 2)
    platform.expire_token()
    platform.calls.clear()
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await until(lambda: len(platform.shown("oAlice")) == 4)
    assert platform.calls.count("/cgi-bin/stable_token") == 1
    assert platform.forced == 0


@pytest.mark.parametrize("code", [45015, 45047, 43004])
async def test_what_may_not_be_sent_now_is_kept_until_the_follower_writes(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until, code: int
) -> None:
    slow(engine, SLOW, "第一个答复。")
    platform.faults = [code]
    await platform.deliver(client, platform.text("oAlice", "第一问"))
    await until(lambda: platform.faults == [])
    await asyncio.sleep(1.2)
    sends = platform.calls.count("/cgi-bin/message/custom/send")
    assert len(platform.shown("oAlice")) == 1
    await asyncio.sleep(1.2)
    assert platform.calls.count("/cgi-bin/message/custom/send") == sends  # not tried in vain
    engine.answer = says("第二个答复。")
    await platform.deliver(client, platform.text("oAlice", "第二问"))
    await until(lambda: len(platform.shown("oAlice")) == 3)
    assert any(text.startswith("第一个答复。") for text in platform.shown("oAlice"))


async def test_the_quota_is_kept_without_being_told(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    """After a menu click three messages are allowed: the fourth is not even tried."""
    engine.answer = says("".join(f"第{n}条应当按要求提交材料。" for n in range(900)))
    for number in range(3):
        event = platform.event("oAlice", "CLICK", EventKey=f"说说条件{number}")
        await platform.deliver(client, event)
        platform.follower("oAlice").quota = 9  # the platform would take more
    await until(lambda: len(platform.shown("oAlice")) >= 6)
    await asyncio.sleep(1.5)
    assert platform.calls.count("/cgi-bin/message/custom/send") <= 6


async def test_a_text_the_platform_refuses_for_good_blocks_nobody(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, SLOW)
    platform.faults = [87014]
    await platform.deliver(client, platform.text("oAlice", "第一问"))
    await platform.deliver(client, platform.text("oAlice", "第二问"))
    await until(lambda: len(platform.shown("oAlice")) == 3)
    await asyncio.sleep(1.2)
    assert len(platform.shown("oAlice")) == 3


async def test_answers_keep_their_order(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, SLOW)
    echo = engine.answer

    def answer(message: dict[str, Any]) -> Any:
        entries = echo(message)
        entries[0]["text"] = f"答{message['message']}。"
        return entries

    engine.answer = answer
    platform.faults = [-1, -1]
    await asyncio.gather(
        platform.deliver(client, platform.text("oAlice", "一")),
        platform.deliver(client, platform.text("oBob", "一")),
    )
    await platform.deliver(client, platform.text("oAlice", "二"))
    await until(lambda: len([t for t in platform.shown("oAlice") if t.startswith("答")]) == 2)
    answers = [t[:2] for t in platform.shown("oAlice") if t.startswith("答")]
    assert answers == ["答一", "答二"]
    await until(lambda: any(t.startswith("答一") for t in platform.shown("oBob")))


async def test_a_platform_that_cannot_be_reached(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    slow(engine, SLOW)
    platform.stop()
    await platform.deliver(client, platform.text("oAlice", "你好"))
    await asyncio.sleep(SLOW)
    platform.start()
    await until(lambda: len(platform.shown("oAlice")) == 2)
