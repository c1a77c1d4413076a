"""Every route × everybody who may call: a route without a rule fails, and each rule is tried."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from accounts import roles
from api.permissions import Rule, matrix
from api.settings import Settings
from api.staff import COOKIE

TOKEN = "a-token-of-the-staff-0123"
REGIONS = {"county": "福州市/仓山区", "city": "福州市"}
REFUSED = (401, 403)


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        methods = getattr(route, "methods", None) or {"GET"}
        for method in methods - {"HEAD"}:
            yield method, str(getattr(route, "path", ""))


def test_every_route_has_a_rule_and_every_rule_a_route(app: FastAPI) -> None:
    assert {f"{method} {path}" for method, path in routes(app)} == set(matrix())


def may(rule: Rule, caller: str) -> bool:
    if rule is matrix()["POST /webhook"]:
        return False  # only with the engine's secret
    return rule.open or caller in rule.roles or (caller == "token" and rule.token)


@pytest.mark.parametrize("caller", ["nobody", "token", *roles()])
async def test_who_may_call_what(
    app: FastAPI, client: httpx.AsyncClient, settings: Settings, caller: str
) -> None:
    settings.staff_token = SecretStr(TOKEN)
    accounts = app.state.context.accounts
    person = None
    if caller in roles():
        person = accounts.create("someone", "某人", caller, REGIONS.get(caller, ""))
    wrong = []
    for key, rule in matrix().items():
        method, _, path = key.partition(" ")
        if path == "/static":
            continue
        headers = {"Origin": "http://test"}
        if person is not None:
            token = accounts.sessions.open(person.id)
            headers["Cookie"] = f"{COOKIE}={token}"
            headers["X-CSRF-Token"] = accounts.sessions.find(token).csrf
        elif caller == "token":
            headers["Authorization"] = f"Bearer {TOKEN}"
        answer = await client.request(method, re.sub(r"\{\w+\}", "1", path), headers=headers)
        if path == "/console/login":
            assert "用户名或密码不正确" in answer.text or method == "GET"
        elif (answer.status_code in REFUSED) is may(rule, caller):
            wrong.append((key, answer.status_code))
    assert wrong == []


async def test_a_session_without_the_forms_token_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    accounts = app.state.context.accounts
    token = accounts.sessions.open(accounts.create("someone", "某人", "administrator").id)
    signed = {"Cookie": f"{COOKIE}={token}"}
    unsafe = [key for key, rule in matrix().items() if not key.startswith("GET") and rule.roles]
    assert len(unsafe) > 5
    for key in unsafe:
        method, _, path = key.partition(" ")
        answer = await client.request(method, re.sub(r"\{\w+\}", "1", path), headers=signed)
        assert answer.status_code == 403, key
    assert accounts.sessions.find(token) is not None


async def test_a_page_of_another_site_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    accounts = app.state.context.accounts
    token = accounts.sessions.open(accounts.create("someone", "某人", "administrator").id)
    csrf = {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": accounts.sessions.find(token).csrf}
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for path in ("/console/logout", "/console/login", "/api/v1/notices/reload"):
            answer = await client.post(path, headers={**csrf, **foreign})
            assert answer.status_code == 403
            assert "不是从本系统的页面发出的" in answer.text
