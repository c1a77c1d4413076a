"""A small server that speaks the web page's part of the contract, for the browser tests.

It keeps turns in memory, recognises a message sent twice, and can be told to fail. The page and its
assets are the real ones, under the same content security policy as the product's.
"""

import asyncio
import socket
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import UploadFile

from api.headers import Headers
from privacy import notice
from tests.browser.canned import READING, TIMELINE, reply_to

STATIC = Path(__file__).resolve().parents[2] / "api" / "static"
TODAY = "2025-10-20"
EMPTY = "您这条消息是空的，没有文字。"
CODE = "K7QM-3F9T"
EXPIRED = "这个链接已经过期，或者不完整。"
UNKNOWN = "没有找到这个续填码对应的申请表。请核对续填码；草稿超过保存期限后会自动删除。"
GONE = {"error": {"code": "page_link_expired", "message": EXPIRED}}


@dataclass
class Failure:
    """One answer that is not a reply."""

    status: int
    retry_after: int | None = None
    body: Any = None


@dataclass
class Backend:
    """What the server remembers, and what it has been told to do next."""

    turns: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    received: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    lose_answers: int = 0
    expired: set[str] = field(default_factory=set)
    delay: float = 0.0
    portion: int = 200
    files: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    earlier: dict[str, Any] | None = None
    consents: dict[str, str] = field(default_factory=lambda: defaultdict(lambda: "agreed"))
    """What each sender decided; by default everybody has agreed before."""
    reads: int = 0
    """How often turns were read."""
    stopping: bool = False
    origins: tuple[str, ...] = ()
    """Sites that may show the page in a frame."""

    def turn(self, body: dict[str, Any]) -> dict[str, Any]:
        """The turn for `body`: a new one, or the stored one when its message id is known."""
        turns = self.turns[body["sender"]]
        for turn in turns:
            if turn["message_id"] == body["message_id"]:
                return turn
        turn = {
            "seq": len(turns) + 1,
            "message_id": body["message_id"],
            "text": body["message"],
            "response": [{"recipient_id": body["sender"], **r} for r in reply_to(body["message"])],
            "created_at": datetime.now(UTC).isoformat(),
        }
        turns.append(turn)
        return turn


def create_app(backend: Backend) -> FastAPI:
    """The application around `backend`."""
    app = FastAPI()

    @app.middleware("http")
    async def secure(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        for name, value in Headers(origins=backend.origins).at(request.url.path).items():
            response.headers.setdefault(name, value)
        return response

    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.post("/webhooks/rest/webhook")
    async def webhook(request: Request) -> Response:
        body = await request.json()
        backend.received.append(body)
        if backend.delay:
            await asyncio.sleep(backend.delay)
        if body["sender"] in backend.expired:
            return JSONResponse(GONE, 410)
        if backend.failures:
            failure = backend.failures.pop(0)
            headers = (
                {} if failure.retry_after is None else {"Retry-After": str(failure.retry_after)}
            )
            return JSONResponse(failure.body, failure.status, headers)
        if not body["message"].strip("\u200b"):  # nothing to read: answered, but no turn
            last = len(backend.turns[body["sender"]])
            reply = [{"text": EMPTY, "custom": {"outcome": "error", "citations": []}}]
            return JSONResponse(reply, headers={"X-Turn": str(last)})
        turn = backend.turn(body)
        if backend.lose_answers:
            backend.lose_answers -= 1
            return JSONResponse({"error": {"code": "bad_gateway", "message": ""}}, 502)
        return JSONResponse(turn["response"], headers={"X-Turn": str(turn["seq"])})

    @app.get("/api/v1/conversations/{sender}/turns")
    def turns(sender: str, after: int = 0) -> Any:
        backend.reads += 1
        if sender in backend.expired:
            return JSONResponse(GONE, 410)
        known = backend.turns[sender]
        found = [turn for turn in known if turn["seq"] > after][: backend.portion]
        return {"turns": found, "last_seq": known[-1]["seq"] if known else 0}

    @app.get("/api/v1/conversations/{sender}/live")
    async def live(sender: str) -> Response:
        if sender in backend.expired:
            return JSONResponse(GONE, 410)

        async def events() -> AsyncIterator[str]:
            last = -1
            while not backend.stopping:
                if last != len(backend.turns[sender]):
                    last = len(backend.turns[sender])
                    yield f"data: {last}\n\n"
                await asyncio.sleep(0.05)

        return StreamingResponse(events(), media_type="text/event-stream")

    @app.get("/widget.js")
    def widget() -> FileResponse:
        return FileResponse(STATIC / "js" / "widget.js", media_type="text/javascript")

    @app.get("/api/v1/privacy")
    def the_notice() -> dict[str, Any]:
        return notice().model_dump()

    @app.get("/api/v1/conversations/{sender}/consent")
    def consent(sender: str) -> dict[str, Any]:
        return _consent(backend.consents[sender])

    @app.put("/api/v1/conversations/{sender}/consent")
    async def decide(sender: str, request: Request) -> dict[str, Any]:
        given = await request.json()
        assert given["version"] == notice().version
        backend.consents[sender] = given["decision"]
        return _consent(given["decision"])

    @app.get("/api/v1/timeline")
    def timeline() -> dict[str, Any]:
        return {"today": TODAY, "stages": TIMELINE}

    @app.get("/api/v1/drafts/{code}")
    def draft(code: str) -> Response:
        if code != CODE:
            return JSONResponse({"error": {"code": "draft_unknown", "message": UNKNOWN}}, 404)
        return JSONResponse({"status": "open", "filled": 17, "total": 62})

    @app.post("/api/v1/files")
    async def read_file(request: Request) -> Response:
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile)
            backend.files.append({**form, "file": file.filename})
        if backend.failures:
            failure = backend.failures.pop(0)
            return JSONResponse(failure.body, failure.status)
        rows = [{"number": 2, "name": "甲护理院"}, {"number": 3, "name": ""}]
        if (file.filename or "").endswith(".xlsx") and "row" not in form:
            return JSONResponse({**READING, "items": [], "rows": rows})
        return JSONResponse(READING)

    @app.get("/api/v1/files/earlier")
    def earlier() -> Response:
        if backend.earlier is None:
            return Response(status_code=204)
        return JSONResponse(backend.earlier)

    @app.get("/api/v1/files/{file_id}")
    def file_again(file_id: str) -> dict[str, Any]:
        return READING

    @app.post("/api/v1/files/{file_id}/accept")
    async def accept(file_id: str, request: Request) -> dict[str, Any]:
        body = await request.json()
        backend.taken.append(body["values"])
        chosen = list(body["values"])
        message = f"已填入{len(chosen)}项。"
        return {"id": file_id, "taken": True, "message": message, "said": [], "accepted": chosen}

    @app.delete("/api/v1/files/{file_id}")
    def drop(file_id: str) -> Response:
        backend.dropped.append(file_id)
        return Response(status_code=204)

    app.mount("/static", StaticFiles(directory=STATIC))
    return app


def _consent(decision: str) -> dict[str, Any]:
    kept = decision or None
    at = "2025-10-20T09:30:00+08:00" if kept else None
    return {"version": notice().version, "decision": kept, "at": at}


def free_port() -> int:
    """A port of the loopback interface that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(backend: Backend, port: int | None = None) -> Iterator[str]:
    """Serves `backend` from a thread; yields its address and stops it afterwards."""
    port = port or free_port()
    config = uvicorn.Config(create_app(backend), port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the fake server did not start")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        backend.stopping = True
        server.should_exit = True
        thread.join(10)
