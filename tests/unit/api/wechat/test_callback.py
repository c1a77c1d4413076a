"""The callback: verification, the three modes, and everything that must be refused."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.events import JsonFormatter
from api.wechat.signing import MAX_AGE
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import says
from tests.wechat.fake_server import (
    AES_KEY,
    APP_ID,
    OLD_AES_KEY,
    TOKEN,
    Platform,
    signature,
    to_xml,
)

MODES = pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])


def verification(echostr: str, **changes: str) -> dict[str, str]:
    moment = str(int(time.time()))
    query = {
        "signature": signature(TOKEN, moment, "42"),
        "timestamp": moment,
        "nonce": "42",
        "echostr": echostr,
    }
    return {**query, **changes}


@pytest.mark.parametrize("echostr", ["5837397576500011341", "a b/c=&d%", "<b>\"'", "汉字"])
async def test_verification_returns_the_very_bytes(client: httpx.AsyncClient, echostr: str) -> None:
    query = verification(echostr)
    answer = await client.get("/wechat", params=query)
    assert answer.status_code == 200
    assert answer.content == echostr.replace(" ", "+").encode()
    assert answer.headers["Content-Type"].startswith("text/plain")


async def test_a_plus_in_echostr_is_a_plus(client: httpx.AsyncClient) -> None:
    query = verification("x")
    raw = "&".join(f"{k}={v}" for k, v in query.items() if k != "echostr") + "&echostr=a+b=="
    answer = await client.get(f"/wechat?{raw}")
    assert answer.content == b"a+b=="


@pytest.mark.parametrize("change", [{"signature": "0" * 40}, {"nonce": "43"}, {"signature": ""}])
async def test_verification_by_a_stranger(
    client: httpx.AsyncClient, change: dict[str, str]
) -> None:
    answer = await client.get("/wechat", params=verification("x", **change))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "wechat_refused"


@MODES
async def test_a_text_message_is_answered(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    outcome = await platform.deliver(client, platform.text("oAlice", "申报截止到什么时候？"))
    assert outcome.deliveries == 1
    assert len(outcome.replies) == 1
    assert "收到：申报截止到什么时候？" in outcome.replies[0]
    assert engine.received[0]["sender"] == "wechat:oAlice"


@MODES
async def test_text_that_would_end_cdata(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    text = "数组写作 a[b[0]]>1，<b>不是</b> & 标签 ]]>]]> 完。"
    engine.answer = says(text + "\x0b\x00")
    outcome = await platform.deliver(client, platform.text("oAlice", "x]]>y"))
    assert engine.received[0]["message"] == "x]]>y"
    assert outcome.replies[0].startswith(text)


async def test_the_previous_key_still_opens_and_seals(
    settings: Any, services: Any, platform: Platform
) -> None:
    rotated = settings.model_copy(update={"wechat_aeskey_previous": SecretStr(OLD_AES_KEY)})
    made = create_app(rotated, load=lambda _: services)
    async with made.router.lifespan_context(made):
        transport = httpx.ASGITransport(app=made)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            for key in (AES_KEY, OLD_AES_KEY):
                platform.aes_key = key  # the reply is opened with it too
                outcome = await platform.deliver(http, platform.text("oAlice", f"你好 {key[:3]}"))
                assert len(outcome.replies) == 1


async def test_a_key_that_is_not_ours(platform: Platform, client: httpx.AsyncClient) -> None:
    platform.aes_key = OLD_AES_KEY
    answer = await platform.post(client, platform.text("oAlice", "你好"))
    assert answer.status_code == 403


async def test_another_account_s_message(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    platform.app_id = APP_ID[:-1] + "0"
    with caplog.at_level(logging.WARNING, "api.wechat"):
        answer = await platform.post(client, platform.text("oAlice", "你好"))
    assert answer.status_code == 403
    reasons = [r.__dict__["fields"]["reason"] for r in caplog.records if r.name == "api.wechat"]
    assert reasons == ["wrong_app_id"]
    assert engine.received == []


Request = tuple[dict[str, str], bytes]


def without(*names: str) -> Callable[[dict[str, str], bytes], Request]:
    return lambda query, body: ({k: v for k, v in query.items() if k not in names}, body)


def forged(*names: str) -> Callable[[dict[str, str], bytes], Request]:
    fields = {
        "ToUserName": "gh_1",
        "FromUserName": "oEve",
        "CreateTime": int(time.time()),
        "MsgType": "text",
        "Content": "取消",
        "MsgId": 1,
    }
    return lambda query, body: (without(*names)(query, body)[0], to_xml(fields))


def another_letter(query: dict[str, str], body: bytes) -> Request:
    place = body.index(b"<Encrypt><![CDATA[") + 30
    other = b"B" if body[place : place + 1] == b"A" else b"A"
    return query, body[:place] + other + body[place + 1 :]


TAMPERED: dict[str, Callable[[dict[str, str], bytes], Request]] = {
    "no signature": without("signature"),
    "no msg_signature": without("msg_signature"),
    "wrong msg_signature": lambda q, b: ({**q, "msg_signature": "f" * 40}, b),
    "signature for msg_signature": lambda q, b: ({**q, "msg_signature": q["signature"]}, b),
    "other nonce": lambda q, b: ({**q, "nonce": "1"}, b),
    "a letter of the ciphertext": another_letter,
    "plaintext for ciphertext": forged(),
    "plaintext that says so": forged("msg_signature", "encrypt_type"),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_tampered_requests(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, how: str
) -> None:
    query, body = TAMPERED[how](*platform.request(platform.text("oAlice", "你好")))
    answer = await client.post("/wechat", params=query, content=body)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "wechat_refused"
    assert engine.received == []


@pytest.mark.parametrize("mode", ["compatible"])
async def test_what_stands_beside_the_ciphertext_does_not_count(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    query, body = platform.request(platform.text("oAlice", "你好"))
    changed = body.replace("你好".encode(), "取消".encode()).replace(b"oAlice", b"oEve")
    assert (await client.post("/wechat", params=query, content=changed)).status_code == 200
    assert [(m["sender"], m["message"]) for m in engine.received] == [("wechat:oAlice", "你好")]


@pytest.mark.parametrize("mode", ["compatible", "safe"])
async def test_a_message_without_its_ciphertext_is_refused(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    """Nobody signed the words: who takes the ciphertext off could have written them."""
    platform.mode = "plain"
    query, body = platform.request(platform.text("oAlice", "你好"))
    assert (await client.post("/wechat", params=query, content=body)).status_code == 403
    assert engine.received == []


@pytest.mark.parametrize("mode", ["plain"])
async def test_a_request_recorded_and_changed(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    """In plain mode nothing signs the body; the nonce is tied to what it came with."""
    query, body = platform.request(platform.text("oAlice", "你好"))
    assert (await client.post("/wechat", params=query, content=body)).status_code == 200
    changed = re.sub(rb"<MsgId>\d+", b"<MsgId>7", body.replace("你好".encode(), "取消".encode()))
    assert (await client.post("/wechat", params=query, content=changed)).status_code == 403
    again = await client.post("/wechat", params=query, content=body)
    assert again.status_code == 200
    assert "收到：你好".encode() in again.content
    assert [m["message"] for m in engine.received] == ["你好"]


@pytest.mark.parametrize("age", [MAX_AGE + 5, -MAX_AGE - 5])
@MODES
async def test_an_old_recording(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, age: int
) -> None:
    moment = int(time.time()) - age
    query, body = platform.request(platform.text("oAlice", "你好"), timestamp=moment)
    assert (await client.post("/wechat", params=query, content=body)).status_code == 403
    assert engine.received == []


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<xml><ToUserName>gh_1</ToUserName><FromUserName>oEve</FromUserName><CreateTime>1</CreateTime>
<MsgType>text</MsgType><Content>&c;</Content><MsgId>1</MsgId></xml>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><C>&f;</C></xml>"""
HEAD = {"ToUserName": "gh_1", "FromUserName": "oEve", "CreateTime": 1, "MsgType": "text"}
MALFORMED = {
    "bomb": BOMB,
    "outside entity": OUTSIDE,
    "empty": b"",
    "json": b'{"MsgType": "text"}',
    "cut": b"<xml><ToUserName>",
    "other root": b"<html/>",
    "no fields": b"<xml></xml>",
    "deep": b"<xml>" + b"<a>" * 8000 + b"</a>" * 8000 + b"</xml>",
    "not utf-8": b"<xml><Content>\xff\xfe</Content></xml>",
    "openid with a path": to_xml({**HEAD, "FromUserName": "../x", "Content": "x", "MsgId": 1}),
    "no time": to_xml({"ToUserName": "gh_1", "FromUserName": "oEve", "MsgType": "text"}),
    "no type": to_xml({**HEAD, "MsgType": " "}),
    "message id": to_xml({**HEAD, "Content": "x", "MsgId": "drop table"}),
}


@pytest.mark.parametrize("mode", ["plain"])
@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_bodies(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine, name: str
) -> None:
    query, _ = platform.request({"FromUserName": "oEve"})
    answer = await client.post("/wechat", params=query, content=MALFORMED[name])
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "wechat_malformed"
    assert engine.received == []


async def test_a_body_that_is_too_large(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    query, body = platform.request(platform.text("oAlice", "长" * 30_000))
    answer = await client.post("/wechat", params=query, content=body)
    assert answer.status_code == 413
    assert engine.received == []


async def test_the_log_holds_no_personal_data(
    platform: Platform, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "api"):
        await platform.deliver(client, platform.text("oAliceLiddell", "我是王小明 13812345678"))
        query, body = platform.request(platform.text("oAliceLiddell", "我是王小明"))
        await client.post("/wechat", params={**query, "nonce": "1"}, content=body)
    written = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert "wechat_refused" in written
    assert "wechat_answered" in written
    for secret in ("oAliceLiddell", "王小明", "13812345678", TOKEN, AES_KEY):
        assert secret not in written
