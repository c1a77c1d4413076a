"""A message goes in once and comes out answered, whatever the engine does meanwhile."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.services import Services
from tests.unit.api.fake_engine import FakeEngine

Say = Callable[..., Any]


async def test_an_answer_has_the_shape_of_the_contract(say: Say, engine: FakeEngine) -> None:
    answer = await say("申报截止到什么时候？", message_id="m-1")
    assert answer.status_code == 200
    assert answer.headers["X-Turn"] == "1"
    assert answer.headers["X-Message-Id"] == "m-1"
    assert answer.json() == [
        {
            "recipient_id": "u-1",
            "text": "收到：申报截止到什么时候？",
            "custom": {"outcome": "answered", "citations": []},
        }
    ]
    metadata = engine.received[0]["metadata"]
    assert metadata["message_id"] == "m-1"
    assert metadata["stale"] is False


async def test_the_same_message_id_is_worked_on_once(say: Say, engine: FakeEngine) -> None:
    first = await say("你好", message_id="m-1")
    again = await say("你好", message_id="m-1")
    assert again.json() == first.json()
    assert again.headers["X-Turn"] == first.headers["X-Turn"]
    assert len(engine.received) == 1


async def test_one_message_id_of_two_senders_is_two_messages(say: Say, engine: FakeEngine) -> None:
    await say("你好", sender="u-1", message_id="m-1")
    await say("你好", sender="u-2", message_id="m-1")
    assert [m["sender"] for m in engine.received] == ["u-1", "u-2"]


async def test_a_message_id_cannot_carry_another_text(say: Say) -> None:
    await say("你好", message_id="m-1")
    answer = await say("再见", message_id="m-1")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "message_id_reused"


async def test_turns_of_one_sender_do_not_overlap(say: Say, engine: FakeEngine) -> None:
    def slowly(message: dict[str, Any]) -> Any:
        time.sleep(0.05)
        return FakeEngine.echo(message)

    engine.answer = slowly
    answers = await asyncio.gather(*(say(f"第{n}句") for n in range(6)))
    assert engine.overlap == 1
    assert sorted(int(a.headers["X-Turn"]) for a in answers) == [1, 2, 3, 4, 5, 6]


async def test_turns_of_two_senders_do(say: Say, engine: FakeEngine) -> None:
    def slowly(message: dict[str, Any]) -> Any:
        time.sleep(0.2)
        return FakeEngine.echo(message)

    engine.answer = slowly
    await asyncio.gather(say("一", sender="u-1"), say("二", sender="u-2"))
    assert engine.overlap == 2


@pytest.mark.parametrize(
    ("seen_turn", "stale"), [(None, False), (2, False), (1, True), (0, True), (9, False)]
)
async def test_a_tab_that_missed_a_turn_is_stale(
    say: Say, engine: FakeEngine, seen_turn: int | None, stale: bool
) -> None:
    await say("一")
    await say("二")
    await say("三", seen_turn=seen_turn)
    assert engine.received[-1]["metadata"]["stale"] is stale


@pytest.mark.parametrize("message", ["", "   ", "\x00\x07", "\u200b\n\t"])
async def test_a_message_without_text_gets_a_hint(
    say: Say, engine: FakeEngine, message: str
) -> None:
    answer = await say(message)
    assert answer.status_code == 200
    assert answer.json()[0]["custom"]["outcome"] == "error"
    assert "没有文字" in answer.json()[0]["text"]
    assert engine.received == []


@pytest.mark.parametrize(("length", "taken"), [(2000, True), (2001, False), (10_000, False)])
async def test_the_longest_message(say: Say, engine: FakeEngine, length: int, taken: bool) -> None:
    answer = await say("床" * length)
    assert answer.status_code == 200
    assert bool(engine.received) is taken
    if not taken:
        assert str(length) in answer.json()[0]["text"]
        assert "2000" in answer.json()[0]["text"]
        assert answer.json()[0]["custom"]["outcome"] == "error"


@pytest.mark.parametrize(
    ("typed", "forwarded"),
    [
        ("👍🏻👨‍👩‍👧", "👍🏻👨‍👩‍👧"),
        ("床位\x00改成\x1b[31m120张", "床位改成[31m120张"),
        ("一行\r\n二行", "一行\n二行"),
        ("\u202e反写\ud800", "反写"),
        ("<b>养老院</b>{{ 7*7 }}", "<b>养老院</b>{{ 7*7 }}"),
        ("/restart", "restart"),
        ('/inform{"draft_id": "x"}', 'inform{"draft_id": "x"}'),
        ("///", "／／／"),
        ("1/2", "1/2"),
    ],
)
async def test_what_the_engine_is_told(
    client: httpx.AsyncClient, engine: FakeEngine, typed: str, forwarded: str
) -> None:
    body = json.dumps({"sender": "u-1", "message": typed})
    answer = await client.post(
        "/webhooks/rest/webhook",
        content=body.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200
    assert engine.received[-1]["message"] == forwarded


async def test_a_message_waits_for_an_engine_that_restarts(say: Say, engine: FakeEngine) -> None:
    engine.stop()
    starter = engine.start_later(0.8)
    answer = await say("你好", message_id="m-1")
    starter.join()
    assert answer.status_code == 200
    assert answer.json()[0]["text"] == "收到：你好"


async def test_an_engine_killed_in_mid_message_answers_after_its_restart(
    say: Say, engine: FakeEngine
) -> None:
    def die(_: dict[str, Any]) -> Any:
        engine.answer = FakeEngine.echo
        raise ConnectionAbortedError

    engine.answer = die
    answer = await say("床位120张", message_id="m-1")
    assert answer.status_code == 200
    assert answer.json()[0]["text"] == "收到：床位120张"
    first, second = (m["metadata"] for m in engine.received)
    assert first["message_id"] == second["message_id"] == "m-1"
    assert first["attempt"] != second["attempt"]


async def test_a_message_is_kept_while_the_engine_stays_down(
    say: Say, engine: FakeEngine, services: Services, client: httpx.AsyncClient
) -> None:
    engine.stop()
    refused = await say("床位120张", message_id="m-1")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["X-Turn"] == "1"
    assert "请稍候" in refused.json()[0]["text"]
    assert refused.json()[0]["custom"]["outcome"] == "error"
    kept = services.turns.after("u-1", 0)
    assert [(t.text, t.response) for t in kept] == [("床位120张", None)]

    engine.start()
    answer = await say("床位120张", message_id="m-1")
    assert answer.status_code == 200
    assert answer.headers["X-Turn"] == "1"
    assert len(engine.received) == 1
    turns = (await client.get("/api/v1/conversations/u-1/turns?after=0")).json()
    assert [(t["seq"], t["text"]) for t in turns["turns"]] == [(1, "床位120张")]
    assert turns["turns"][0]["response"] == answer.json()


async def test_an_engine_without_a_model_counts_as_down(say: Say, engine: FakeEngine) -> None:
    engine.stop()
    engine.loaded = False
    engine.start_later(0.0).join()
    engine.answer = lambda _: {"reason": "no model"}
    answer = await say("你好")
    assert answer.status_code == 503


async def test_an_empty_answer_without_a_model_is_no_answer(say: Say, engine: FakeEngine) -> None:
    engine.loaded = False
    engine.answer = lambda _: []
    assert (await say("你好", message_id="m-1")).status_code == 503
    engine.loaded = True
    engine.answer = FakeEngine.echo
    assert (await say("你好", message_id="m-1")).json()[0]["text"] == "收到：你好"


async def test_a_silent_engine_is_not_asked_twice(say: Say, engine: FakeEngine, app: Any) -> None:
    app.state.context.engine._http.timeout = httpx.Timeout(0.2)
    engine.answer = lambda message: time.sleep(0.6) or FakeEngine.echo(message)
    answer = await say("你好")
    assert answer.status_code == 503
    assert len(engine.received) == 1


async def test_an_engine_that_says_nothing_is_not_passed_on_as_silence(
    say: Say, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.conversation.SILENT_FOR", 0.01)
    engine.answer = lambda _: []
    answer = await say("你好")
    assert answer.status_code == 200
    assert answer.json()[0]["custom"]["outcome"] == "error"
    assert "请再发一次" in answer.json()[0]["text"]


async def test_what_the_engine_left_unsaid_is_asked_for_again(
    say: Say, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its actions could not be reached for a moment: the service was still starting."""
    monkeypatch.setattr("api.conversation.SILENT_FOR", 0.01)
    said: list[dict[str, Any]] = []
    engine.answer = lambda message: FakeEngine.echo(message) if said else said.append(message) or []
    answer = await say("你好", message_id="m-1")
    assert answer.json()[0]["text"] == "收到：你好"
    first, second = engine.received
    assert first["metadata"]["message_id"] == second["metadata"]["message_id"] == "m-1"
    assert first["metadata"]["attempt"] != second["metadata"]["attempt"]


async def test_too_many_messages(say: Say, app: Any) -> None:
    from api.limits import RateLimit

    object.__setattr__(app.state.context, "messages", RateLimit(3))
    statuses = [(await say("你好")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = await say("你好")
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json()["error"]["code"] == "too_many_requests"
    assert (await say("你好", sender="u-2")).status_code == 200
