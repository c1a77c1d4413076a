"""What is open, what is refused, and what every answer carries."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.services import Services
from eligibility import load_rules
from eligibility.errors import FactError, NoRuleInForce
from policy import Citation
from storage.unanswered import list_unanswered
from tests.unit.api.fake_engine import FakeEngine

PUBLIC = {
    ("POST", "/webhooks/rest/webhook"),
    ("GET", "/healthz"),
    ("GET", "/documents/{token}"),
    ("GET", "/documents/{token}/preview"),
    ("GET", "/documents/{token}/pdf"),
    ("GET", "/api/v1/timeline"),
    ("POST", "/api/v1/eligibility/check"),
    ("GET", "/api/v1/forms"),
    ("GET", "/api/v1/forms/{form_id}"),
    ("GET", "/api/v1/drafts/{resume_code}"),
    ("GET", "/api/v1/conversations/{sender}/turns"),
    ("GET", "/api/v1/conversations/{sender}/live"),
    ("GET", "/api/v1/conversations/{sender}/consent"),
    ("PUT", "/api/v1/conversations/{sender}/consent"),
    ("GET", "/api/v1/privacy"),
    ("PUT", "/api/v1/conversations/{sender}/turns/{seq}/messages/{part}/feedback"),
    ("POST", "/api/v1/files"),
    ("GET", "/api/v1/files/earlier"),
    ("GET", "/api/v1/files/{file_id}"),
    ("DELETE", "/api/v1/files/{file_id}"),
    ("POST", "/api/v1/files/{file_id}/accept"),
    ("POST", "/api/v1/photos"),
    ("GET", "/api/v1/session"),
}
STAFF = {
    ("GET", "/api/v1/screening/template"),
    ("POST", "/api/v1/screening"),
    ("POST", "/api/v1/screening/jobs"),
    ("GET", "/api/v1/screening/jobs/{job_id}"),
    ("DELETE", "/api/v1/screening/jobs/{job_id}"),
    ("GET", "/api/v1/screening/jobs/{job_id}/result"),
    ("GET", "/api/v1/recommendation/template"),
    ("POST", "/api/v1/recommendation/package"),
    ("POST", "/api/v1/notices/reload"),
    ("GET", "/api/v1/audit"),
}


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


async def test_the_preview_names_the_document_and_draws_it(
    client: httpx.AsyncClient, document: Any
) -> None:
    answer = await client.get(f"/documents/{document.token}/preview")
    assert answer.status_code == 200
    assert "示范机构申请表-榕城.docx" in answer.text
    assert f'data-source="/documents/{document.token}"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy


async def test_the_pdf_is_made_once(
    client: httpx.AsyncClient, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    monkeypatch.setattr("forms.pdf_copy.to_pdf", lambda docx: made.append(docx) or b"%PDF-1")
    for _ in range(2):
        answer = await client.get(f"/documents/{document.token}/pdf")
        assert answer.content == b"%PDF-1"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert ".pdf" in answer.headers["Content-Disposition"]
    assert made == [b"PK word"]


async def test_without_libreoffice_the_pdf_is_refused_and_word_offered(
    client: httpx.AsyncClient, document: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = await client.get(f"/documents/{document.token}/pdf")
    assert answer.status_code == 503
    assert "请下载 Word 文件" in answer.json()["error"]["message"]
    page = await client.get(f"/documents/{document.token}/preview")
    assert "下载 Word" in page.text
    assert "下载 PDF" not in page.text


@pytest.mark.parametrize("what", ["preview", "pdf"])
async def test_preview_and_pdf_of_an_unknown_link(client: httpx.AsyncClient, what: str) -> None:
    answer = await client.get(f"/documents/forged/{what}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "没有找到这个下载链接" in answer.text


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


async def test_a_supposition_comes_beside_the_check(
    client: httpx.AsyncClient, services: Services
) -> None:
    anywhere: Any = SimpleNamespace(
        cite=lambda notice, clause, quote=None: Citation(notice=notice, clause=clause, quote="引文")
    )
    path = Path(__file__).parents[3] / "eligibility" / "rules" / "promotion_self_check.yml"
    services.rule_sets["promotion_self_check"] = load_rules(path, anywhere)
    body = {
        "rule_set": "promotion_self_check",
        "as_of": "2025-10-20",
        "facts": {"operated_months": 12, "mental_health_lectures": 1},
    }
    plain = (await client.post("/api/v1/eligibility/check", json=body)).json()
    assert "what_if" not in plain and plain["overall"] == "不符合"
    assert plain["effective"] == {"since": "2025-01-01", "until": "2027-12-31"}
    assert plain["criteria"][0]["effective"] == plain["effective"]
    assert plain["criteria"][0]["advice"] == "" and plain["effective_source"]["clause"]
    body["what_if"] = {"mental_health_lectures": 2}
    answer = (await client.post("/api/v1/eligibility/check", json=body)).json()
    supposed = answer.pop("what_if")
    assert answer == plain
    assert [(d["id"], d["supposed"]) for d in supposed["differs"]] == [("mental_health", "符合")]
    assert supposed["supposed"]["overall"] == "信息不足"
    body["what_if"] = {"pressure_sore_rate": 120}
    refused = await client.post("/api/v1/eligibility/check", json=body)
    assert refused.status_code == 422
    assert "pressure_sore_rate" in refused.json()["error"]["message"]


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
