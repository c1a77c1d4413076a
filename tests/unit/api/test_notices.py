"""A new notice taken over by the running service: asked before and after, in one conversation."""

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

import policy
from api.routes import notices as route
from api.services import Services
from api.settings import Settings
from intake.accepting import accept, withdraw
from intake.proposing import take_in
from policy.loader import load_library
from tests.unit.api.conftest import SECRET

ROOT = Path(__file__).parents[3]
NOTICE = ROOT / "tests" / "unit" / "intake" / "files" / "签约服务试点.txt"
TOKEN = "工作人员口令-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}
NUMBER = "云卫老龄〔2026〕12号"
QUESTION = "12号文签约一名失能老人补助多少钱"


@pytest.fixture(scope="module")
def base() -> policy.PolicyBase:
    return policy.load(ROOT / "data" / "notices", ROOT / "var" / "cache")


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
    accept(found.id, waiting, settings.live_dir(), load_library(settings.notices_dir))


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
    assert (await reload(client)).json() == {"notices": []}
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
    monkeypatch.setattr(route, "_busy", busy)
    with busy:
        answer = await reload(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert (await reload(client)).status_code == 200
