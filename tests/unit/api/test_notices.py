"""A new notice taken over by the running service: asked before and after, in one conversation."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

import policy
from api import live_notices
from api.app import create_app
from api.routes import notices as route
from api.services import Services
from api.settings import Settings
from intake.accepting import accept, withdraw
from intake.proposing import take_in
from tests import known
from tests.unit.api.conftest import SECRET

ROOT = Path(__file__).parents[3]
NOTICE = ROOT / "tests" / "unit" / "intake" / "files" / "签约服务试点.txt"
TOKEN = "工作人员口令-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}
NUMBER = "云卫老龄〔2026〕12号"
QUESTION = "12号文签约一名失能老人补助多少钱"


@pytest.fixture(scope="module")
def base() -> policy.PolicyBase:
    return known.base()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    settings.actions_package = "actions"
    settings.staff_token = SecretStr(TOKEN)
    return settings


@pytest.fixture
def services(services: Services, base: policy.PolicyBase) -> Services:
    object.__setattr__(services, "policy", base)
    return services


def go_live(settings: Settings) -> None:
    """What `make notice FILE=…` and `make notice ACCEPT=…` do, every proposal accepted."""
    waiting = settings.live_dir().parent
    found = take_in(NOTICE, waiting, [])
    text = found.file.read_text(encoding="utf-8").replace("accept: 待定", "accept: true")
    found.file.write_text(text, encoding="utf-8")
    accept(found.id, waiting, settings.live_dir(), known.library())


async def ask(client: httpx.AsyncClient, text: str, slots: dict[str, Any]) -> dict[str, Any]:
    """One turn as the engine has the action answer it; the slots are kept."""
    latest = {"text": text, "intent": {"name": "nlu_fallback"}, "metadata": {}}
    tracker = {"sender_id": "u-1", "slots": slots, "latest_message": latest, "events": []}
    call = {"next_action": "action_answer", "sender_id": "u-1", "tracker": tracker}
    answer = await client.post("/webhook", json=call, headers={"X-Action-Secret": SECRET})
    assert answer.status_code == 200, answer.text
    for event in answer.json()["events"]:
        if event["event"] == "slot":
            slots[event["name"]] = event["value"]
    found: dict[str, Any] = answer.json()["responses"][-1]
    return found


async def reload(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post(route.PATH, headers=BEARER)


@pytest.mark.slow
async def test_a_notice_comes_and_goes(client: httpx.AsyncClient, settings: Settings) -> None:
    slots: dict[str, Any] = {}
    before = await ask(client, QUESTION, slots)
    assert NUMBER not in str(before)

    go_live(settings)
    taken = await reload(client)
    assert taken.status_code == 200, taken.text
    assert [(n["cited_as"], n["id"]) for n in taken.json()["notices"]] == [(NUMBER, "ywll-2026-12")]

    after = await ask(client, QUESTION, slots)
    assert "每签约1名失能老年人补助300元" in after["text"]
    assert after["custom"]["outcome"] == "answered"
    assert {c["notice"] for c in after["custom"]["citations"]} == {NUMBER}
    follow_up = await ask(client, "那联系电话呢", slots)
    assert "0598-7654321" in follow_up["text"]
    where = await ask(client, "哪一条写的", slots)
    assert {c["clause"] for c in where["custom"]["citations"]} == {"联系方式"}
    other = await ask(client, "714号文的联系电话是多少", slots)
    assert "0591-87272803" in other["text"]

    withdraw("ywll-2026-12", settings.live_dir())
    assert (await reload(client)).json() == {"notices": [], "left_out": []}
    assert (await ask(client, QUESTION, {}))["text"] == before["text"]


async def test_a_broken_notice_leaves_what_is_known(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    go_live(settings)
    assert (await reload(client)).status_code == 200
    facts = settings.live_dir() / "ywll-2026-12" / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("300元\n", "500元\n", 1), encoding="utf-8")
    refused = await reload(client)
    assert refused.status_code == 422
    message = refused.json()["error"]["message"]
    assert "ywll-2026-12/facts.yml" in message
    assert "第" in message and "行" in message
    assert str(settings.var) not in message
    assert "补助300元" in (await ask(client, QUESTION, {}))["text"]


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "Basic abc", "Bearer é"])
async def test_only_with_the_token(client: httpx.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    answer = await client.post(route.PATH, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_closed_until_a_token_is_set(client: httpx.AsyncClient, settings: Settings) -> None:
    settings.staff_token = SecretStr("")
    assert (await reload(client)).status_code == 403


async def test_one_at_a_time(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.Lock()
    monkeypatch.setattr(live_notices, "_busy", busy)
    with busy:
        answer = await reload(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert (await reload(client)).status_code == 200


def break_it(settings: Settings) -> None:
    """Somebody changes a figure in a live notice by hand."""
    facts = settings.live_dir() / "ywll-2026-12" / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    assert "300元\n" in text
    facts.write_text(text.replace("300元\n", "500元\n", 1), encoding="utf-8")


async def test_a_notice_left_out_at_the_start_is_named_and_can_be_mended(
    settings: Settings, services: Services
) -> None:
    go_live(settings)
    break_it(settings)
    knowledge = services.policy.with_live(settings.live_dir(), leave_out=True)
    app = create_app(settings, load=lambda _: replace(services, policy=knowledge))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client,
    ):
        assert (await client.get("/healthz")).json()["left_out"] == ["ywll-2026-12"]
        reply = await ask(client, QUESTION, {})
        assert reply["custom"]["outcome"] == "error"
        assert "数据文件出了问题" in reply["text"]
        still = (await reload(client)).json()
        assert still["notices"] == []
        assert [(one["id"], one["file"]) for one in still["left_out"]] == [
            ("ywll-2026-12", "facts.yml")
        ]
        waiting = settings.live_dir().parent
        accept("ywll-2026-12", waiting, settings.live_dir(), known.library())
        assert (await reload(client)).json()["left_out"] == []
        assert (await client.get("/healthz")).json()["left_out"] == []
        assert "补助300元" in (await ask(client, QUESTION, {}))["text"]


async def test_the_other_processes_follow(
    client: httpx.AsyncClient,
    settings: Settings,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What one process has read anew the others know soon; what is broken by then they leave."""
    monkeypatch.setattr(live_notices, "EVERY", 0.02)
    other = create_app(settings, load=lambda _: services)
    async with other.router.lifespan_context(other):
        go_live(settings)
        await asyncio.sleep(0.1)
        assert added(other) == [], "nobody has said that the notice is to be used"
        assert (await reload(client)).status_code == 200
        await until(lambda: added(other) == [NUMBER])
        followed = other.state.context
        break_it(settings)
        other.state.notices_mark = "another"
        await until(lambda: other.state.notices_mark != "another")
        assert other.state.context is followed


def added(app: FastAPI) -> list[str]:
    """The added notices that an application answers from."""
    return [meta.cited_as for meta in app.state.context.services.policy.added]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails after a while."""
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to hold")
