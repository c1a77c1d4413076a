"""Pages hear that their conversation went on, at the cost of one look for all of them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from api import watching
from api.services import Services
from api.watching import Watch

SOON = 10.0


class Log:
    """The latest turns; counts the looks."""

    def __init__(self) -> None:
        self.seqs = {"u-1": 3, "u-2": 1}
        self.asked: list[set[str]] = []
        self.broken = False

    def last_seqs(self, senders: Collection[str]) -> dict[str, int]:
        self.asked.append(set(senders))
        if self.broken:
            raise OperationalError("select", {}, Exception("away"))
        return {sender: seq for sender, seq in self.seqs.items() if sender in senders}


async def heard(events: Any) -> str:
    """The next event with a number."""
    while True:
        event = await asyncio.wait_for(anext(events), SOON)
        if event.startswith("data: "):
            return str(event[6:].strip())


async def test_a_page_hears_the_latest_turn_at_once_and_every_new_one() -> None:
    log = Log()
    watch = Watch(log.last_seqs, look=0.01)
    one, other = watch.events("u-1"), watch.events("u-2")
    assert await heard(one) == "3"
    log.seqs["u-1"] = 4
    assert await heard(one) == "4"
    assert await heard(other) == "1"
    del log.seqs["u-1"]  # the person had everything erased
    assert await heard(one) == "0"
    await one.aclose()
    await other.aclose()


async def test_one_look_serves_all_pages_and_none_is_made_without_them() -> None:
    log = Log()
    watch = Watch(log.last_seqs, look=0.01)
    pages = [watch.events(f"u-{n % 5}") for n in range(20)]
    for page in pages:
        await heard(page)
    log.asked.clear()
    log.seqs |= {f"u-{n}": 9 for n in range(5)}
    assert [await heard(page) for page in pages] == ["9"] * 20
    assert all(len(senders) == 5 for senders in log.asked)
    assert len(log.asked) < 20, "a look for each page"
    for page in pages:
        await page.aclose()
    await asyncio.sleep(0.05)
    log.asked.clear()
    await asyncio.sleep(0.1)
    assert log.asked == []


async def test_a_database_that_is_away_for_a_while_ends_no_stream() -> None:
    log = Log()
    watch = Watch(log.last_seqs, look=0.01)
    page = watch.events("u-1")
    await heard(page)
    log.broken = True
    await asyncio.sleep(0.05)
    log.seqs["u-1"], log.broken = 5, False
    assert await heard(page) == "5"
    await page.aclose()


async def test_a_silent_stream_says_that_it_lives_and_ends_in_time() -> None:
    watch = Watch(Log().last_seqs, look=0.01)
    said = [event async for event in watch.events("u-1", quiet=0.02, lasts=0.3)]
    kinds = Counter(event.partition(":")[0] for event in said)
    assert kinds["data"] == 1
    assert kinds[""] > 3


async def test_there_is_an_end_to_the_streams(
    client: httpx.AsyncClient, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_OF_ONE", 0)
    events = {"Accept": "text/event-stream"}
    refused = await client.get("/api/v1/conversations/u-1/live", headers=events)
    assert refused.status_code == 503
    assert "可以照常读取" in refused.text


async def test_the_address_is_for_pages_that_listen(client: httpx.AsyncClient) -> None:
    path = "/api/v1/conversations/{}/live"
    refused = await client.get(path.format("u-1"))
    assert refused.status_code == 406
    assert "text/event-stream" in refused.text
    events = {"Accept": "text/event-stream"}
    follower = await client.get(path.format("wechat:oA"), headers=events)
    assert follower.status_code == 403
    expired = await client.get(path.format("wxlink." + "x" * 40), headers=events)
    assert expired.status_code == 410


async def test_the_route_gives_what_is_heard(
    client: httpx.AsyncClient,
    services: Services,
    say: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Watch.events, "__kwdefaults__", {"quiet": 0.1, "lasts": 1.0})
    await say("什么时候截止")
    answer = await client.get(
        "/api/v1/conversations/u-1/live", headers={"Accept": "text/event-stream"}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert f"data: {services.turns.last_seq('u-1')}\n\n" in answer.text
