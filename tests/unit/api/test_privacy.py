"""The notice, decisions on it, the audit of what staff and links read, limits, request numbers."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.services import Services
from api.settings import Settings
from privacy import notice
from tests.unit.api.fake_engine import FakeEngine

TOKEN = "a-token-of-the-staff-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CONSENT = "/api/v1/conversations/u-1/consent"


async def exported(client: httpx.AsyncClient, settings: Settings, **days: str) -> list[list[str]]:
    settings.staff_token = SecretStr(TOKEN)
    answer = await client.get("/api/v1/audit", headers=BEARER, params=days)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


async def test_a_decision_is_kept_with_version_and_time(client: httpx.AsyncClient) -> None:
    assert (await client.get(CONSENT)).json()["decision"] is None
    shown = (await client.get("/api/v1/privacy")).json()
    assert " 180 天" in "".join(shown["items"])
    given = {"version": shown["version"], "decision": "declined"}
    await client.put(CONSENT, json=given)
    kept = (await client.put(CONSENT, json={**given, "decision": "agreed"})).json()
    assert kept["decision"] == "agreed" and kept["at"].endswith("+08:00")
    assert (await client.get(CONSENT)).json() == kept
    other = (await client.get(CONSENT.replace("u-1", "u-2"))).json()
    assert other["decision"] is None


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"version": "1999", "decision": "agreed"}, 409, "刷新页面"),
        ({"version": notice().version, "decision": "told"}, 422, "decision"),
        ({"version": notice().version}, 422, "decision"),
    ],
)
async def test_a_decision_that_cannot_be(
    client: httpx.AsyncClient, given: dict[str, str], status: int, words: str
) -> None:
    answer = await client.put(CONSENT, json=given)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]
    assert (await client.get(CONSENT)).json()["decision"] is None


async def test_a_new_version_asks_again(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.consents.record("u-1", notice().version, "agreed", "web")
    newer = notice().model_copy(update={"version": "2099-01-01"})
    monkeypatch.setattr("api.routes.privacy.notice", lambda: newer)
    assert (await client.get(CONSENT)).json() == {
        "version": "2099-01-01", "decision": None, "at": None,
    }  # fmt: skip


async def test_a_download_is_in_the_audit_under_its_request(
    client: httpx.AsyncClient, services: Services, settings: Settings
) -> None:
    draft = services.drafts.create("f", "1", "u-1", {"values": {"legal_person": "王建国"}})
    document = services.documents.save_document(draft.id, 1, b"PK", "申请表-榕城.docx")
    answer = await client.get(f"/documents/{document.token}")
    rows = await exported(client, settings)
    assert rows[0][1:6] == [
        "本人（凭链接或会话）", "下载申请表", f"draft:{draft.id}", "网页",
        answer.headers["X-Request-Id"],
    ]  # fmt: skip
    assert rows[1][1:3] == ["工作人员口令", "导出审计记录"]
    assert "王建国" not in str(rows) and "榕城" not in str(rows)


async def test_a_file_that_cannot_be_recorded_is_not_given_out(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = services.drafts.create("f", "1", "u-1")
    document = services.documents.save_document(draft.id, 1, b"secret", "a.docx")

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("audit.log.add_entry", full)
    answer = await client.get(f"/documents/{document.token}")
    assert answer.status_code == 500
    assert b"secret" not in answer.content


async def test_a_list_that_staff_upload_is_in_the_audit_even_when_it_is_refused(
    client: httpx.AsyncClient, services: Services, settings: Settings
) -> None:
    settings.staff_token = SecretStr(TOKEN)
    services.forms["demonstration_institution_application"] = None  # type: ignore[assignment]
    await client.post("/api/v1/screening", content=b"nonsense", headers=BEARER)
    rows = await exported(client, settings)
    assert rows[0][1:3] == ["工作人员口令", "上传名单批量预审"]
    assert rows[0][6] == "字节 8"


async def test_the_audit_by_days(client: httpx.AsyncClient, settings: Settings) -> None:
    await exported(client, settings)
    assert await exported(client, settings, since="2001-01-01", until="2001-12-31") == []
    answer = await client.get("/api/v1/audit?since=2025-02-01&until=2025-01-01", headers=BEARER)
    assert answer.status_code == 422
    for extreme in ("since=0001-01-01&until=9999-12-31", "until=0001-01-01", "since=x"):
        answer = await client.get(f"/api/v1/audit?{extreme}", headers=BEARER)
        assert answer.status_code in (200, 422), extreme


async def test_the_audit_is_for_staff_alone(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/audit")).status_code == 403


def in_a_form(message: dict[str, Any]) -> Any:
    form = {"form_id": "f", "draft_id": "d-1", "field": "beds"}
    return [
        {"recipient_id": message["sender"], "text": "好"},
        {"recipient_id": message["sender"], "custom": {"outcome": "form", "form": form}},
    ]


class TestManyAtOneForm:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"form_rate_per_minute": 2})

    async def test_the_form_is_limited_whoever_fills_it_in(
        self, say: Callable[..., Any], engine: FakeEngine
    ) -> None:
        engine.answer = in_a_form
        for sender in ("u-1", "u-2"):
            await say("填表", sender=sender)
        assert (await say("120", sender="u-1")).status_code == 200
        assert (await say("121", sender="u-2")).status_code == 200
        refused = await say("122", sender="u-1", message_id="m-5")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 30
        assert "已填的都在" in refused.json()[0]["text"]
        assert [m["message"] for m in engine.received[2:]] == ["120", "121"]


class TestManyNamesFromOneAddress:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"address_rate_per_minute": 3})

    @pytest.mark.parametrize(
        ("address", "expected"), [("203.0.113.9", [200, 200, 200, 429]), ("127.0.0.1", [200] * 4)]
    )
    async def test_the_address_is_limited(
        self, app: Any, address: str, expected: list[int]
    ) -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            statuses = []
            for number in range(4):
                body = {"sender": f"u-{number}", "message": "你好"}
                answer = await client.post("/webhooks/rest/webhook", json=body)
                statuses.append(answer.status_code)
        assert statuses == expected


class TestOverHttps:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        more = {
            "public_url": "https://yy.example.cn",
            "widget_origins": "https://a.cn, https://*.b.cn",
        }
        return settings.model_copy(update=more)

    async def test_headers_by_path(self, client: httpx.AsyncClient) -> None:
        page, other = await client.get("/"), await client.get("/healthz")
        for answer in (page, other):
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
        policy = page.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self' https://a.cn https://*.b.cn")
        assert "X-Frame-Options" not in page.headers
        assert other.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert other.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert other.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        script = await client.get("/widget.js")
        assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert script.headers["Content-Type"].startswith("text/javascript")


async def test_plain_http_promises_no_https(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
