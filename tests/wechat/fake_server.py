"""WeChat's side of an Official Account: it delivers messages as the platform does, shows followers
what comes back, serves the API the product calls, and misbehaves when told to.

Encryption and signatures are wechatpy's, so that ours are checked against an implementation that
is not ours. Everything that the platform would hold against us is kept in `complaints`.
"""

import asyncio
import itertools
import json
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

ACCOUNT = "gh_0123456789ab"
APP_ID = "wx0123456789abcdef"
SECRET = "s" * 32
TOKEN = "CallbackToken2025"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_AES_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
"""What the app shows when the account's answer cannot be used."""
LIMIT = 2048
FROM_MESSAGE, FROM_EVENT = (5, 48 * 3600.0), (3, 60.0)
DROP, LOST, GATEWAY, GARBAGE = "drop", "lost", "gateway", "garbage"
"""Faults: no answer and no effect; no answer but the message is shown; HTTP 502; not JSON."""


@dataclass
class Follower:
    """What one person sees, and what may still be sent to them."""

    seen: list[str] = field(default_factory=list)
    typing: int = 0
    subscribed: bool = True
    quota: int = 0
    until: float = 0.0


@dataclass
class Outcome:
    """One message and how its deliveries went. `replies`: the texts that came back, in order."""

    deliveries: int = 0
    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


class Platform:
    """One Official Account. `start` serves the API; `deliver` calls the product."""

    def __init__(self, mode: str = "safe", *, patience: float = 5.0) -> None:
        self.mode = mode
        self.patience = patience
        self.aes_key = AES_KEY
        self.app_id = APP_ID
        self.followers: dict[str, Follower] = {}
        self.faults: list[int | str] = []
        self.token_faults: list[int | str] = []
        self.complaints: list[str] = []
        self.calls: list[str] = []
        self.clock: Callable[[], float] = time.time
        self.pictures: dict[str, bytes] = {}
        self.slow_api = 0.0
        self.forced = 0
        self.port = 0
        self._tokens = itertools.count(1)
        self._ids = itertools.count(random.randrange(2**60, 2**61))
        self._lock = threading.Lock()
        self._token = ""
        self._server: ThreadingHTTPServer | None = None

    # The API

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, public_url: str) -> dict[str, str]:
        """The environment of a product that is connected to this account."""
        return {
            "ASSISTANT_PUBLIC_URL": public_url,
            "ASSISTANT_WECHAT_APPID": APP_ID,
            "ASSISTANT_WECHAT_SECRET": SECRET,
            "ASSISTANT_WECHAT_TOKEN": TOKEN,
            "ASSISTANT_WECHAT_AESKEY": AES_KEY,
            "ASSISTANT_WECHAT_MODE": self.mode,
            "ASSISTANT_WECHAT_API_HOST": self.url,
        }

    def start(self) -> None:
        """Serve the API, on the earlier port when there was one."""
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                picture = platform._given(self.path)
                if isinstance(picture, bytes):
                    self.send_response(200)
                    self.send_header("Content-Type", "image/jpeg")
                    self.send_header("Content-Length", str(len(picture)))
                    self.end_headers()
                    self.wfile.write(picture)
                else:
                    self._answer(picture)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = platform._called(self.path, body)
                if answer is None:
                    self.close_connection = True
                else:
                    self._answer(answer)

            def _answer(self, content: Any) -> None:
                status = 502 if content == GATEWAY else 200
                busy = isinstance(content, str)
                data = b"<html>busy</html>" if busy else json.dumps(content).encode()
                with suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def expire_token(self) -> None:
        """The token in use is good no longer; a plain renewal gives another."""
        self._token = ""

    def shown(self, openid: str) -> list[str]:
        """What the follower has seen so far, oldest first."""
        return list(self.follower(openid).seen)

    def follower(self, openid: str) -> Follower:
        """One person."""
        return self.followers.setdefault(openid, Follower())

    def _called(self, path: str, body: bytes) -> Any:
        if self.slow_api:
            time.sleep(self.slow_api)
        parts = urlsplit(path)
        with self._lock:
            self.calls.append(parts.path)
            faults = self.token_faults if parts.path.endswith("token") else self.faults
            fault = faults.pop(0) if faults and not parts.path.endswith("typing") else None
            if isinstance(fault, int):
                return {"errcode": fault, "errmsg": "as told"}
            if fault in (GATEWAY, GARBAGE):
                return fault
            if fault == DROP:
                return None
            content = self._content(body)
            if parts.path == "/cgi-bin/stable_token":
                return self._give_token(content)
            if not self._token or self._token not in parse_qs(parts.query)["access_token"]:
                return {"errcode": 40001, "errmsg": "invalid credential"}
            answer = self._message(parts.path, content)
            return None if fault == LOST else answer

    def _given(self, path: str) -> Any:
        """A picture by its id, or the platform's error."""
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        with self._lock:
            self.calls.append(parts.path)
            if parts.path != "/cgi-bin/media/get":
                return {"errcode": 43002, "errmsg": "require POST method"}
            if not self._token or self._token not in query.get("access_token", []):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            unknown = {"errcode": 40007, "errmsg": "invalid media_id"}
            return self.pictures.get(query["media_id"][0], unknown)

    def _content(self, body: bytes) -> Any:
        text = body.decode("utf-8")
        if re.search(r"\\u[0-9a-f]{4}", text):
            self.complaints.append("JSON with \\u escapes, which people would see")
        return json.loads(text)

    def _give_token(self, content: Mapping[str, Any]) -> dict[str, Any]:
        if content.get("grant_type") != "client_credential":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if (content.get("appid"), content.get("secret")) != (APP_ID, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if content.get("force_refresh"):
            self.forced += 1
            self._token = ""
        self._token = self._token or f"token-{next(self._tokens)}"
        return {"access_token": self._token, "expires_in": 7200}

    def _message(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        follower = self.follower(str(content["touser"]))
        if path.endswith("/typing"):
            follower.typing += 1
            return {"errcode": 0, "errmsg": "ok"}
        text = str(content["text"]["content"])
        if not follower.subscribed or self.clock() > follower.until:
            return {"errcode": 45015, "errmsg": "response out of time limit"}
        if follower.quota <= 0:
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        if not text or len(text.encode()) > LIMIT:
            self.complaints.append(f"a text of {len(text.encode())} bytes")
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        follower.quota -= 1
        follower.seen.append(text)
        return {"errcode": 0, "errmsg": "ok"}

    # Deliveries

    def text(self, openid: str, content: str) -> dict[str, Any]:
        """A text message."""
        return self.message(openid, "text", Content=content)

    def message(self, openid: str, kind: str, **fields: Any) -> dict[str, Any]:
        """A message of any type."""
        self._grant(openid, FROM_MESSAGE)
        return {**self._head(openid, kind), **fields, "MsgId": next(self._ids)}

    def event(self, openid: str, name: str, **fields: Any) -> dict[str, Any]:
        """An event. Subscribing, clicks and scans allow a few messages."""
        if name == "unsubscribe":
            self.follower(openid).subscribed = False
        elif name in ("subscribe", "CLICK", "SCAN"):
            self.follower(openid).subscribed = True
            self._grant(openid, FROM_EVENT)
        return {**self._head(openid, "event"), "Event": name, **fields}

    async def deliver(
        self, http: httpx.AsyncClient, fields: Mapping[str, Any], *, times: int = 3
    ) -> Outcome:
        """Deliver until there is an answer, up to three times, and show the follower the reply.

        An answer that is late or has another status than 200 counts as none.
        """
        outcome = Outcome()
        follower = self.follower(str(fields["FromUserName"]))
        for _ in range(times):
            outcome.deliveries += 1
            begun = time.monotonic()
            try:
                answer = await asyncio.wait_for(self.post(http, fields), self.patience)
            except (TimeoutError, httpx.HTTPError):
                outcome.seconds.append(time.monotonic() - begun)
                continue
            outcome.seconds.append(time.monotonic() - begun)
            outcome.statuses.append(answer.status_code)
            if answer.status_code == 200:
                shown = self.read(answer.content, fields)
                if shown is not None:
                    outcome.replies.append(shown)
                    follower.seen.append(shown)
                return outcome
        follower.seen.append(OUT_OF_ORDER)
        return outcome

    async def post(self, http: httpx.AsyncClient, fields: Mapping[str, Any]) -> httpx.Response:
        """One delivery."""
        params, body = self.request(fields)
        headers = {"Content-Type": "text/xml"}
        return await http.post("/wechat", params=params, content=body, headers=headers)

    def request(
        self, fields: Mapping[str, Any], *, timestamp: int | None = None, nonce: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Query and body of a delivery in the account's mode."""
        moment = str(int(time.time()) if timestamp is None else timestamp)
        nonce = nonce or str(random.randrange(10**9))
        params = {
            "signature": signature(TOKEN, moment, nonce),
            "timestamp": moment,
            "nonce": nonce,
            "openid": str(fields.get("FromUserName", "")),
        }
        plain = to_xml(fields)
        if self.mode == "plain":
            return params, plain
        crypto = WeChatCrypto(TOKEN, self.aes_key, self.app_id)
        sealed = xmltodict.parse(crypto.encrypt_message(plain.decode(), nonce, moment))["xml"]
        params |= {"encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]}
        shell = fields if self.mode == "compatible" else {"ToUserName": fields["ToUserName"]}
        return params, to_xml({**shell, "Encrypt": sealed["Encrypt"]})

    def read(self, content: bytes, fields: Mapping[str, Any]) -> str | None:
        """What the follower sees of a reply: its text, nothing, or that something is wrong."""
        if content in (b"", b"success"):
            return None
        try:
            return self._text_of(content, fields)
        except Exception as problem:
            self.complaints.append(f"reply {content[:80]!r}: {problem!r}")
            return OUT_OF_ORDER

    def _text_of(self, content: bytes, fields: Mapping[str, Any]) -> str:
        reply = xmltodict.parse(content.decode("utf-8"), strip_whitespace=False)["xml"]
        if "Encrypt" in reply:
            crypto = WeChatCrypto(TOKEN, self.aes_key, APP_ID)
            signed = (reply["MsgSignature"], reply["TimeStamp"], reply["Nonce"])
            opened = crypto.decrypt_message(content, *signed)
            reply = xmltodict.parse(opened, strip_whitespace=False)["xml"]
        elif self.mode == "safe":
            raise ValueError("plain reply in safe mode")
        assert reply["ToUserName"] == fields["FromUserName"]
        assert reply["FromUserName"] == fields["ToUserName"]
        assert re.fullmatch(r"\d{10}", reply["CreateTime"])
        assert reply["MsgType"] == "text"
        text = str(reply["Content"])
        assert 0 < len(text.encode()) <= LIMIT
        return text

    def _head(self, openid: str, kind: str) -> dict[str, Any]:
        return {
            "ToUserName": ACCOUNT,
            "FromUserName": openid,
            "CreateTime": int(time.time()),
            "MsgType": kind,
        }

    def _grant(self, openid: str, allowed: tuple[int, float]) -> None:
        follower = self.follower(openid)
        running = self.clock() < follower.until
        follower.quota = max(follower.quota if running else 0, allowed[0])
        until = self.clock() + allowed[1]
        follower.until = max(follower.until, until) if running else until


def signature(*parts: str) -> str:
    """The platform's signature of the parts."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def to_xml(fields: Mapping[str, Any]) -> bytes:
    """Fields as the platform writes them: numbers bare, texts in CDATA."""
    return f"<xml>{''.join(_element(tag, value) for tag, value in fields.items())}</xml>".encode()


def _element(tag: str, value: Any) -> str:
    if isinstance(value, int):
        return f"<{tag}>{value}</{tag}>"
    inside = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{tag}><![CDATA[{inside}]]></{tag}>"
