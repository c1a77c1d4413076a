"""The channel stops whatever it is doing at that moment."""

import asyncio

import pytest
from fastapi import FastAPI

from api.wechat.channel import WeChat


@pytest.mark.parametrize("steps", range(8))
async def test_a_wake_at_the_moment_of_the_stop_does_not_keep_it_alive(
    app: FastAPI, steps: int
) -> None:
    channel: WeChat = app.state.context.wechat
    looking = channel._loops[0]
    await asyncio.sleep(0.1)
    channel._wake.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    looking.cancel()
    _, alive = await asyncio.wait({looking}, timeout=1)
    looking.cancel()
    assert not alive
