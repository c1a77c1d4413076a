"""Whatever is sent, the answer is a clear Chinese message with the right status, and no echo."""

import re
from typing import Any

import httpx
import pytest

URL = "/webhooks/rest/webhook"
JSON = {"Content-Type": "application/json"}
MARK = "zzmarkzz"


def is_clear(answer: httpx.Response) -> bool:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert re.search("[\u4e00-\u9fff]{4}", body["error"]["message"])
    assert "Traceback" not in answer.text
    assert MARK not in answer.text
    return True


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b'{"sender": "u", "message": "zzmarkzz', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"zzmarkzz"', 422),
        (b'{"message": "zzmarkzz"}', 422),
        (b'{"sender": "", "message": "zzmarkzz"}', 422),
        (b'{"sender": 7, "message": "zzmarkzz"}', 422),
        (b'{"sender": null, "message": "zzmarkzz"}', 422),
        (b'{"sender": "a\\nzzmarkzz", "message": "x"}', 422),
        (b'{"sender": "' + b"z" * 129 + b'", "message": "x"}', 422),
        (b'{"sender": "u", "message": ["zzmarkzz"]}', 422),
        (b'{"sender": "u", "message": null}', 422),
        (b'{"sender": "u", "message": "x", "message_id": ""}', 422),
        (b'{"sender": "u", "message": "x", "seen_turn": -1}', 422),
        (b'{"sender": "u", "message": "x", "seen_turn": 1e400}', 422),
        (b'{"sender": "u", "message": "x", "seen_turn": "zzmarkzz"}', 422),
    ],
)
async def test_bodies(client: httpx.AsyncClient, content: bytes, status: int) -> None:
    answer = await client.post(URL, content=content, headers=JSON)
    assert answer.status_code == status, answer.text
    assert is_clear(answer)


async def test_a_body_that_is_not_declared_json(client: httpx.AsyncClient) -> None:
    answer = await client.post(URL, content=b'{"sender": "u", "message": "x"}')
    assert answer.status_code == 422
    assert is_clear(answer)
    assert "application/json" in answer.text


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_beyond_the_limit(client: httpx.AsyncClient, declared: bool) -> None:
    content = b'{"sender": "u", "message": "' + b"z" * 300_000 + b'"}'

    async def pieces() -> Any:
        for start in range(0, len(content), 50_000):
            yield content[start : start + 50_000]

    sent: Any = content if declared else pieces()
    answer = await client.post(URL, content=sent, headers=JSON)
    assert answer.status_code == 413
    assert is_clear(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere/zzmarkzz", 404),
        ("GET", "/static/../../pyproject.toml", 404),
        ("GET", "/static/%2e%2e/settings.py", 404),
        ("DELETE", URL, 405),
        ("GET", "/api/v1/forms/zzmarkzz", 404),
        ("GET", "/api/v1/drafts/zzmarkzz", 404),
        ("GET", "/documents/zzmarkzz", 404),
        ("GET", "/api/v1/conversations/u/turns?after=zzmarkzz", 422),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
    ],
)
async def test_addresses(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status, answer.text
    assert is_clear(answer)


async def test_a_failure_inside_shows_nothing_of_itself(
    client: httpx.AsyncClient, app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError(f"{MARK} 13805910001")

    object.__setattr__(app.state.context.services.turns, "begin", fail)
    answer = await client.post(URL, json={"sender": "u", "message": "你好"})
    assert answer.status_code == 500
    assert is_clear(answer)
    assert "13805910001" not in capsys.readouterr().out
