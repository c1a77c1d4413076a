"""What is open, what is refused, and what every answer carries."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.services import Services
from eligibility.errors import FactError, NoRuleInForce
from storage.unanswered import list_unanswered
from tests.unit.api.fake_engine import FakeEngine

PUBLIC = {
    ("POST", "/webhooks/rest/webhook"),
    ("GET", "/healthz"),
    ("GET", "/documents/{token}"),
    ("GET", "/api/v1/timeline"),
    ("POST", "/api/v1/eligibility/check"),
    ("GET", "/api/v1/forms"),
    ("GET", "/api/v1/forms/{form_id}"),
    ("GET", "/api/v1/drafts/{resume_code}"),
    ("GET", "/api/v1/conversations/{sender}/turns"),
    ("POST", "/api/v1/files"),
    ("GET", "/api/v1/files/earlier"),
    ("GET", "/api/v1/files/{file_id}"),
    ("DELETE", "/api/v1/files/{file_id}"),
    ("POST", "/api/v1/files/{file_id}/accept"),
}
OPEN_BUT_NOT_DESCRIBED = {
    ("GET", "/"),
    ("GET", "/openapi.json"),
    ("GET", "/wechat"),
    ("POST", "/wechat"),
    ("MOUNT", "/static"),
}
INTERNAL = {("POST", "/webhook")}
STAFF = {
    ("GET", "/api/v1/screening/template"),
    ("POST", "/api/v1/screening"),
    ("GET", "/api/v1/recommendation/template"),
    ("POST", "/api/v1/recommendation/package"),
    ("POST", "/api/v1/notices/reload"),
}


def routes_of(router: Any) -> set[tuple[str, str]]:
    """Every route, also of included routers, which the app's own list does not show."""
    found: set[tuple[str, str]] = set()
    for route in router.routes:
        if hasattr(route, "original_router"):
            found |= routes_of(route.original_router)
        elif getattr(route, "methods", None):
            found |= {(method, route.path) for method in route.methods - {"HEAD"}}
        else:
            found.add(("MOUNT", route.path))
    return found


def test_only_the_listed_routes_exist(app: FastAPI) -> None:
    assert routes_of(app) == PUBLIC | OPEN_BUT_NOT_DESCRIBED | INTERNAL | STAFF


async def test_only_the_listed_routes_are_open(app: FastAPI, client: httpx.AsyncClient) -> None:
    open_routes = set()
    for method, path in routes_of(app):
        if method != "MOUNT":
            answer = await client.request(method, re.sub(r"{.*?}", "1", path))
            if answer.status_code not in (401, 403):
                open_routes.add((method, path))
    assert open_routes == PUBLIC | (OPEN_BUT_NOT_DESCRIBED - {("MOUNT", "/static")})


def test_the_description_lists_the_public_routes(app: FastAPI) -> None:
    described = {
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert described == PUBLIC | STAFF


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/static/icon.svg", "/documents/x"])
async def test_every_answer_is_guarded(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Cache-Control" in headers


async def test_health_says_which_part_is_missing(
    client: httpx.AsyncClient, engine: FakeEngine, services: Services, app: FastAPI
) -> None:
    assert (await client.get("/healthz")).json()["status"] == "ok"
    engine.stop()
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "engine": "unavailable"}
    assert "对话引擎" in answer.json()["error"]["message"]
    engine.start()
    engine.loaded = False
    assert (await client.get("/healthz")).status_code == 503
    engine.loaded = True
    object.__setattr__(services, "database", SimpleNamespace(dispose=lambda: None))
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "unavailable", "engine": "ok"}


@pytest.fixture
def document(services: Services) -> Any:
    draft = services.drafts.create("f", "1", "u-1")
    return services.documents.save_document(draft.id, 1, b"PK word", "示范机构申请表-榕城.docx")


async def test_a_document_is_downloaded(client: httpx.AsyncClient, document: Any) -> None:
    answer = await client.get(f"/documents/{document.token}")
    assert answer.status_code == 200
    assert answer.content == b"PK word"
    assert "wordprocessingml" in answer.headers["Content-Type"]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E7%A4%BA" in disposition
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("accept", "kind"), [("text/html", "text/html"), ("*/*", "json")])
async def test_an_expired_link(
    client: httpx.AsyncClient, services: Services, document: Any, accept: str, kind: str
) -> None:
    services.documents._now = lambda: document.expires_at + dt.timedelta(seconds=1)
    answer = await client.get(f"/documents/{document.token}", headers={"Accept": accept})
    assert answer.status_code == 410
    assert kind in answer.headers["Content-Type"]
    assert "已经过期" in answer.text


@pytest.mark.parametrize("change", ["shorter", "forged", "file gone"])
async def test_an_unknown_link(client: httpx.AsyncClient, document: Any, change: str) -> None:
    token = document.token
    if change == "shorter":
        token = token[:-1]
    elif change == "forged":
        token = "x" + token[1:]
    else:
        Path(document.path).unlink()
    answer = await client.get(f"/documents/{token}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "link_unknown"


async def test_a_draft_s_state_shows_no_values(
    client: httpx.AsyncClient, services: Services
) -> None:
    draft = services.drafts.create("f", "1", "u-1", {"values": {"legal_person": "王建国"}})
    answer = await client.get(f"/api/v1/drafts/{draft.resume_code.lower().replace('-', ' ')}")
    assert answer.status_code == 200
    assert answer.json()["status"] == "open"
    assert "王建国" not in answer.text
    assert draft.id not in answer.text
    assert "u-1" not in answer.text


async def test_guessing_resume_codes_is_slowed_down(client: httpx.AsyncClient) -> None:
    statuses = [(await client.get(f"/api/v1/drafts/K7QM-3F{n:02d}")).status_code for n in range(25)]
    assert statuses[:20] == [404] * 20
    assert statuses[20:] == [429] * 5


async def test_an_eligibility_check(client: httpx.AsyncClient) -> None:
    body = {"facts": {"operating_beds": 180}, "as_of": "2025-10-20"}
    answer = await client.post("/api/v1/eligibility/check", json=body)
    assert answer.json() == {"facts": {"operating_beds": 180}, "as_of": "2025-10-20"}


async def test_an_eligibility_check_of_another_rule_set(
    client: httpx.AsyncClient, services: Services
) -> None:
    county: Any = SimpleNamespace(
        title="示范县的标准",
        check=lambda facts, as_of: SimpleNamespace(model_dump=lambda mode: {"county": facts}),
    )
    services.rule_sets["demonstration_county"] = county
    body = {"facts": {"care_homes": 3}, "rule_set": "demonstration_county"}
    answer = await client.post("/api/v1/eligibility/check", json=body)
    assert answer.json() == {"county": {"care_homes": 3}}
    answer = await client.post("/api/v1/eligibility/check", json={**body, "rule_set": "village"})
    assert answer.status_code == 422
    message = answer.json()["error"]["message"]
    assert "rule_set" in message and "demonstration_county（示范县的标准）" in message


@pytest.mark.parametrize(
    "error",
    [FactError({"operating_beds": "“床位”应当是数字。"}), NoRuleInForce("r", dt.date(1990, 1, 1),
     dt.date(2025, 1, 1), None)],
)  # fmt: skip
async def test_facts_that_cannot_be(
    client: httpx.AsyncClient, services: Services, error: Exception
) -> None:
    def refuse(facts: Any, as_of: Any) -> Any:
        raise error

    rules: Any = services.rules
    rules.check = refuse
    answer = await client.post("/api/v1/eligibility/check", json={"facts": {}})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_request"


async def test_turns_after_a_number(client: httpx.AsyncClient, services: Services) -> None:
    for number in range(3):
        services.turns.begin("u-9", f"第{number}句", None)
    found = (await client.get("/api/v1/conversations/u-9/turns?after=1")).json()
    assert [turn["seq"] for turn in found["turns"]] == [2, 3]
    assert found["last_seq"] == 3
    assert (await client.get("/api/v1/conversations/nobody/turns")).json()["turns"] == []


def test_unanswered_questions_are_kept_without_personal_data(services: Services) -> None:
    for text in ("补贴多少？联系人王建国13805910001", "补贴多少?联系人王建国 13805910001", "？？"):
        services.keep_unanswered(text)
    [kept] = list_unanswered(services.sessions)
    assert kept.count == 2
    assert "王建国" not in kept.sample + kept.question
    assert "13805910001" not in kept.sample + kept.question
