"""A follower who is not linked to an account: pre-screening is refused, and nothing is told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from api.services import Services
from tests.unit.api.fake_engine import FakeEngine
from tests.wechat.fake_server import Platform

Until = Callable[[Callable[[], Any]], Awaitable[None]]


@pytest.fixture
def services(services: Services) -> Services:
    review: Any = SimpleNamespace(forms={})  # whatever else is asked of it fails
    return replace(services, review=review)


async def test_a_follower_is_refused(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, until: Until
) -> None:
    def refused() -> int:
        return sum(
            "只对绑定了工作台账号的审核人员开放" in text for text in platform.shown("oAlice")
        )

    for count, words in enumerate(("预审福州市仓山区安康护理院", "哪些只差一条"), 1):
        await platform.deliver(client, platform.text("oAlice", words))
        await until(lambda count=count: refused() == count)
    assert engine.received == []
