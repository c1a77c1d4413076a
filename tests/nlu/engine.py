"""The dialogue engine alone, with a scripted action server in place of the application."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from supervisor.ports import next_free
from tests import web

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"
PYTHON = BOT / ".venv" / "bin" / "python"
SECRET = "a-secret-of-the-test"
START_SECONDS = 120

Event = dict[str, Any]
Behaviour = Callable[["Call"], tuple[list[Event], list[str]]]


@dataclass
class Call:
    """One request of the engine to the action server."""

    action: str
    tracker: dict[str, Any]
    size: int
    secret: str | None

    @property
    def intent(self) -> str:
        """Intent of the latest message."""
        return str(self.tracker["latest_message"]["intent"]["name"])

    @property
    def loop(self) -> str | None:
        """The active loop."""
        return (self.tracker.get("active_loop") or {}).get("name")

    @property
    def fresh(self) -> bool:
        """Whether no other action ran since the user spoke."""
        return bool(self.tracker["latest_action_name"] == "action_listen")


def say(text: str) -> Behaviour:
    """An action that only speaks."""
    return lambda call: ([], [text])


def loop(name: str | None) -> Event:
    """Activate a loop, or end it."""
    return {"event": "active_loop", "name": name}


def follow(action: str) -> Event:
    """Run another action next."""
    return {"event": "followup", "name": action}


def slot(name: str, value: Any) -> Event:
    """Set a slot."""
    return {"event": "slot", "name": name, "value": value}


def reject(action: str) -> Event:
    """The loop's action will not take this message."""
    return {"event": "action_execution_rejected", "name": action}


@dataclass
class Actions:
    """The scripted action server; ``script`` says what each action does."""

    script: dict[str, Behaviour] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def start(self) -> int:
        """Serve on a free port and return it."""
        actions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                body = json.loads(raw)
                secret = self.headers.get("X-Action-Secret")
                call = Call(body["next_action"], body["tracker"], len(raw), secret)
                actions.calls.append(call)
                events, texts = actions.script.get(call.action, say(call.action))(call)
                reply = {"events": events, "responses": [{"text": text} for text in texts]}
                data = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._server.server_address[1]

    def stop(self) -> None:
        """Close the server."""
        self._server.shutdown()
        self._server.server_close()


class Engine:
    """A running dialogue engine with its own trackers in ``var``."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.actions = Actions()
        self._action_port = self.actions.start()
        self.port = next_free("127.0.0.1", 12_000 + os.getpid() % 7_000)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self.var.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "ASSISTANT_ENGINE_URL": f"http://127.0.0.1:{self.port}",
            "ASSISTANT_ACTION_URL": f"http://127.0.0.1:{self._action_port}/webhook",
            "ASSISTANT_ACTION_SECRET": SECRET,
            "ASSISTANT_VAR": str(self.var),
        }
        environment.pop("ASSISTANT_TRACKER_URL", None)
        with open(self.var / "engine.log", "ab") as log:
            self._process = subprocess.Popen(
                [str(PYTHON), str(BOT / "serve.py")], env=environment, stdout=log, stderr=log
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if web.get(f"http://127.0.0.1:{self.port}/").is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError((self.var / "engine.log").read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """End at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Stop the engine and the action server."""
        self.kill()
        self.actions.stop()

    def say(self, sender: str, message: str) -> list[str]:
        """Send a message; the texts that came back, in order."""
        reply = web.post(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook",
            json={"sender": sender, "message": message},
            timeout=60,
        )
        reply.raise_for_status()
        return [entry["text"] for entry in reply.json() if "text" in entry]

    def ran(self, sender: str, message: str) -> list[str]:
        """Send a message; the actions it set off, in order."""
        before = len(self.actions.calls)
        self.say(sender, message)
        return [call.action for call in self.actions.calls[before:]]

    def tracker(self, sender: str) -> dict[str, Any]:
        """The conversation as Rasa's own HTTP API shows it."""
        reply = web.get(
            f"http://127.0.0.1:{self.port}/conversations/{sender}/tracker",
            params={"token": SECRET},
        )
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found
