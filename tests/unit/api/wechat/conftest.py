"""The channel over ASGI, a dialogue engine whose answers the test decides, and a fake platform."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.settings import Settings
from tests.unit.api.fake_engine import FakeEngine
from tests.wechat.fake_server import AES_KEY, APP_ID, SECRET, TOKEN, Platform

ANSWER_SECONDS = 30.0
"""How long a callback waits in these tests, so that no busy machine is late; 4.0 s in use."""
HURRIED_SECONDS = 0.5
"""How long it waits in tests of answers that are late."""
hurried = pytest.mark.parametrize("answer_seconds", [HURRIED_SECONDS], ids=["late"])


@pytest.fixture
def mode() -> str:
    """The account's mode; a test may parametrize it."""
    return "safe"


@pytest.fixture
def answer_seconds() -> float:
    """How long a callback waits for the answer; a test may parametrize it."""
    return ANSWER_SECONDS


@pytest.fixture
def platform(mode: str) -> Iterator[Platform]:
    """The fake platform; whatever it complains of fails the test."""
    made = Platform(mode)
    made.patience = 2 * ANSWER_SECONDS
    made.start()
    yield made
    made.stop()
    assert made.complaints == []


@pytest.fixture
def settings(settings: Settings, platform: Platform, answer_seconds: float) -> Settings:
    """The settings of a service that is connected to the platform."""
    return settings.model_copy(
        update={
            "public_url": "https://yiyang.example.cn",
            "wechat_appid": APP_ID,
            "wechat_secret": SecretStr(SECRET),
            "wechat_token": SecretStr(TOKEN),
            "wechat_aeskey": SecretStr(AES_KEY),
            "wechat_mode": platform.mode,
            "wechat_api_host": platform.url,
            "wechat_answer_seconds": answer_seconds,
        }
    )


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], Awaitable[None]]:
    """Wait for a condition, until it is clear that it will not come about."""

    async def wait(condition: Callable[[], Any]) -> None:
        end = time.monotonic() + ANSWER_SECONDS
        while not condition():
            assert time.monotonic() < end, "it did not come about"
            await asyncio.sleep(0.02)

    return wait


async def said(platform: Platform, client: httpx.AsyncClient, fields: dict[str, Any]) -> str:
    """What the follower sees; "" for nothing."""
    outcome = await platform.deliver(client, fields)
    assert outcome.statuses == [200]
    return "\n".join(outcome.replies)


def slow(engine: FakeEngine, seconds: float, text: str = "答复来了。") -> None:
    """Make the engine answer after a while."""

    def answer(message: dict[str, Any]) -> Any:
        time.sleep(seconds)
        return [{"recipient_id": message["sender"], "text": text}]

    engine.answer = answer


def says(
    text: str, buttons: list[tuple[str, str]] | None = None, **custom: Any
) -> Callable[[dict[str, Any]], Any]:
    """An engine's answer with one utterance."""

    def answer(message: dict[str, Any]) -> Any:
        who = message["sender"]
        entry: dict[str, Any] = {"recipient_id": who, "text": text}
        if buttons:
            entry["buttons"] = [{"title": t, "payload": p} for t, p in buttons]
        whole = {"outcome": "answered", "citations": [], **custom}
        return [entry, {"recipient_id": who, "custom": whole}]

    return answer
