"""The route of the engine's actions: secret, threads, silence about what was sent, replay."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.replay import Replay
from tests.unit.api import fake_actions
from tests.unit.api.conftest import SECRET
from tests.unit.api.fake_actions import services as holder

HEADERS = {"X-Action-Secret": SECRET}


def call(action: str, text: str = "你好", **metadata: Any) -> dict[str, Any]:
    latest = {"text": text, "intent": {"name": "ask"}, "entities": [], "metadata": metadata}
    tracker = {
        "sender_id": "u-1", "slots": {}, "latest_message": latest, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": "action_listen",
    }  # fmt: skip
    return {"next_action": action, "sender_id": "u-1", "tracker": tracker}


@pytest.mark.parametrize(
    ("headers", "query"),
    [({}, ""), ({"X-Action-Secret": "wrong"}, ""), ({}, "?token=wrong"), ({}, "?token=%C3%A9")],
)
async def test_without_the_secret_nothing_runs(
    client: httpx.AsyncClient, headers: dict[str, str], query: str
) -> None:
    fake_actions.runs.clear()
    answer = await client.post("/webhook" + query, json=call("fake_speak"), headers=headers)
    assert answer.status_code == 403
    assert fake_actions.runs == []


async def test_without_a_configured_secret_the_route_is_closed(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    app.state.context.settings.action_secret = SecretStr("")
    for headers in ({}, {"X-Action-Secret": ""}):
        answer = await client.post("/webhook", json=call("fake_speak"), headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "query"), [(HEADERS, ""), ({}, f"?token={SECRET}")], ids=["header", "query"]
)
async def test_an_action_runs_in_another_thread(
    client: httpx.AsyncClient, headers: dict[str, str], query: str
) -> None:
    fake_actions.runs.clear()
    answer = await client.post("/webhook" + query, json=call("fake_speak"), headers=headers)
    assert answer.status_code == 200
    assert answer.json()["events"][0]["name"] == "subject"
    assert answer.json()["responses"][0]["text"] == "好的"
    assert answer.json()["responses"][0]["custom"] == {"outcome": "answered"}
    assert len(fake_actions.runs) == 1
    assert "MainThread" not in fake_actions.runs


async def test_a_slow_action_does_not_hold_up_others(client: httpx.AsyncClient) -> None:
    fake_actions.released.clear()
    slow = asyncio.create_task(client.post("/webhook", json=call("fake_slow"), headers=HEADERS))
    await asyncio.sleep(0.05)
    assert (await client.get("/api/v1/timeline")).status_code == 200
    assert not slow.done()
    fake_actions.released.set()
    assert (await slow).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (call("fake_break", text="13805910001王建国"), 500),
        (call("no_such_action", text="13805910001王建国"), 404),
        ({"next_action": "fake_speak", "tracker": "13805910001王建国"}, 422),
        (["13805910001王建国"], 422),
    ],
)
async def test_errors_do_not_repeat_the_request(
    client: httpx.AsyncClient, body: Any, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.post("/webhook", json=body, headers=HEADERS)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert "13805910001" not in answer.text
    assert "王建国" not in answer.text + caplog.text


async def test_the_actions_were_given_the_services(app: FastAPI) -> None:
    given = holder.held[0]
    assert given.drafts is app.state.context.services.drafts
    assert given.document_url("abc") == "/documents/abc"


async def test_an_action_does_not_run_twice_for_one_message(client: httpx.AsyncClient) -> None:
    fake_actions.runs.clear()
    bodies = [call("fake_speak", message_id="m-1", attempt=a) for a in ("a", "b")]
    answers = [await client.post("/webhook", json=b, headers=HEADERS) for b in bodies]
    assert answers[0].json() == answers[1].json()
    assert len(fake_actions.runs) == 1
    await client.post(
        "/webhook", json=call("fake_speak", message_id="m-2", attempt="c"), headers=HEADERS
    )
    assert len(fake_actions.runs) == 2


def test_replay_follows_the_turn_in_order() -> None:
    replay = Replay()

    def run(attempt: str, action: str, result: str) -> str:
        known = replay.known("u", "m", attempt, action)
        if known is None:
            known = {"was": result}
            replay.keep("u", "m", action, known)
        return str(known["was"])

    assert [run("1", "a", "a1"), run("1", "loop", "l1"), run("1", "loop", "l2")] == [
        "a1", "l1", "l2",
    ]  # fmt: skip
    assert [run("2", "a", "x"), run("2", "loop", "x"), run("2", "loop", "x")] == [
        "a1", "l1", "l2",
    ]  # fmt: skip
    assert run("2", "loop", "l3") == "l3"
    assert run("3", "other", "o1") == "o1"
    assert run("3", "loop", "l4") == "l4"


def test_replay_remembers_a_bounded_number_of_senders() -> None:
    replay = Replay(remember=2)
    for sender in ("u1", "u2", "u3"):
        assert replay.known(sender, "m", "1", "a") is None
        replay.keep(sender, "m", "a", {"of": sender})
    assert replay.known("u3", "m", "2", "a") == {"of": "u3"}
    assert replay.known("u1", "m", "2", "a") is None
