"""Load smoke: thirty people talk at once on two cores; nobody waits long, nothing fails."""

import asyncio
import statistics
import time
import uuid

import httpx
import pytest

PEOPLE = 30
QUESTIONS = [
    "申报截止到什么时候？", "那电话呢？", "示范机构有什么条件？", "一个市能推荐几个？",
    "要交什么材料？", "今天天气怎么样？",
]  # fmt: skip

SLOWDOWN = 3.0
"""Waiting with thirty others, against thirty turns of somebody alone, one after another: more
would mean that the turns get in each other's way."""


@pytest.mark.load
async def test_thirty_people_at_once(product: str) -> None:
    alone: list[float] = []
    times: list[float] = []
    statuses: list[int] = []
    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=product, timeout=60, limits=limits) as http:

        async def person(times: list[float]) -> None:
            sender = uuid.uuid4().hex
            for question in QUESTIONS:
                body = {"sender": sender, "message": question}
                begun = time.perf_counter()
                answer = await http.post("/webhooks/rest/webhook", json=body)
                times.append(time.perf_counter() - begun)
                statuses.append(answer.status_code)
                assert all(m["custom"]["outcome"] != "error" for m in answer.json())

        await person([])  # warm
        await person(alone)
        begun = time.perf_counter()
        await asyncio.gather(*(person(times) for _ in range(PEOPLE)))
        took = time.perf_counter() - begun
    p95 = statistics.quantiles(times, n=20)[18]
    in_turn = PEOPLE * statistics.mean(alone)
    print(
        f"\n{len(times)} turns, {len(times) / took:.1f}/s, p95 {p95:.2f} s, "
        f"max {max(times):.2f} s; alone {statistics.mean(alone):.3f} s a turn, "
        f"p95 {p95 / in_turn:.2f} of one after another"
    )
    assert set(statuses) == {200}
    assert p95 < SLOWDOWN * in_turn
