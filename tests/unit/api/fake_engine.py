"""A dialogue engine of a few lines: a real HTTP server whose answers the test decides."""

import contextlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

Entries = list[dict[str, Any]]


class FakeEngine:
    """Answers like the engine's REST channel. May be stopped and started on the same port.

    `answer` makes the entries for a message; it may raise `ConnectionAbortedError` to end the
    connection without an answer, as a killed engine does.
    """

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], Any] = self.echo
        self.forgotten: list[str] = []
        self.loaded = True
        self.overlap = 0
        self._running = 0
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @staticmethod
    def echo(message: dict[str, Any]) -> Entries:
        """What the engine sends for one utterance with text, then custom."""
        who = message["sender"]
        return [
            {"recipient_id": who, "text": f"收到：{message['message']}"},
            {"recipient_id": who, "custom": {"outcome": "answered", "citations": []}},
        ]

    @property
    def url(self) -> str:
        """Where it listens, also while stopped."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the earlier port when there was one."""
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/status"):
                    self._send(200 if engine.loaded else 409, {"model_file": "m.tar.gz"})
                else:
                    self._send(200, {"status": "ok"})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    entries = engine.take(body)
                except ConnectionAbortedError:
                    self.close_connection = True
                    return
                self._send(200, entries)

            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                engine.forgotten.append(unquote(self.path.split("/")[2]))
                self._send(200, {})

            def _send(self, status: int, content: Any) -> None:
                data = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                with contextlib.suppress(BrokenPipeError):
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def take(self, body: dict[str, Any]) -> Any:
        """Note the message and how many were worked on at the same time, and answer it."""
        with self._lock:
            self.received.append(body)
            self._running += 1
            self.overlap = max(self.overlap, self._running)
        try:
            return self.answer(body)
        finally:
            with self._lock:
                self._running -= 1

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def start_later(self, seconds: float) -> threading.Thread:
        """Start again after a while, as a supervisor does."""

        def later() -> None:
            time.sleep(seconds)
            self.start()

        thread = threading.Thread(target=later)
        thread.start()
        return thread
