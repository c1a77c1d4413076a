"""The whole product in a temporary folder, started as `make run` starts it."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from supervisor.ports import next_free
from tests import web

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240
_PORTS = itertools.count(20_000 + os.getpid() * 40 % 12_000, 2)
"""Where to look for a free port: a product binds some seconds after it was given one, so test
processes that run side by side, and products of one process, look in places of their own."""


class Product:
    """One running product: supervisor, app and engine on free ports, state under `var`."""

    def __init__(self, var: Path, today: str, **environment: str) -> None:
        self.var = var
        self.port = next_free("127.0.0.1", next(_PORTS))
        self.engine_port = next_free("127.0.0.1", next(_PORTS))
        self._environment = {
            **os.environ,
            "ASSISTANT_TODAY": today,
            "ASSISTANT_VAR": str(var),
            "ASSISTANT_CACHE": str(ROOT / "var" / "cache"),
            "ASSISTANT_PORT": str(self.port),
            "ASSISTANT_ENGINE_PORT": str(self.engine_port),
            "ASSISTANT_RATE_PER_MINUTE": "100000",
            "ASSISTANT_LOOKUP_RATE_PER_MINUTE": "100000",
            "ASSISTANT_API_RATE_PER_MINUTE": "100000",
            **environment,
        }
        for name in ("ASSISTANT_DATABASE_URL", "ASSISTANT_TRACKER_URL", "ASSISTANT_ENGINE_URL"):
            if name not in environment:
                self._environment.pop(name, None)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the app listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start everything and wait until it is ready. Raises RuntimeError with the logs' end."""
        self.var.mkdir(parents=True, exist_ok=True)
        output = open(self.var / "supervisor.out", "ab")  # noqa: SIM115 - handed to the child
        self._process = subprocess.Popen(
            [sys.executable, "-m", "supervisor", "run", "--with-parent"],
            cwd=ROOT,
            env=self._environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        output.close()
        self.wait_ready(START_SECONDS)

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait until /healthz says ok."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process is not None and self._process.poll() is not None:
                break
            if self.health() == 200:
                return
            time.sleep(0.2)
        raise RuntimeError(f"the product is not ready\n{self.logs()}")

    def health(self) -> int | None:
        """Status of /healthz; None when nothing answers."""
        try:
            return web.get(f"{self.url}/healthz", timeout=5).status_code
        except httpx.HTTPError:
            return None

    def say(self, sender: str, message: str, **more: Any) -> httpx.Response:
        """Send one message."""
        body = {"sender": sender, "message": message, **more}
        return web.post(
            f"{self.url}/webhooks/rest/webhook",
            json=body,
            timeout=60,
        )

    def pid(self, part: str) -> int:
        """Process id of `app` or `engine`. Raises LookupError while it is not running."""
        assert self._process is not None
        words = {"app": "-m api serve", "engine": "bot/serve.py"}[part]
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self._process.pid)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        for line in listed.stdout.splitlines():
            if words in line:
                return int(line.split()[0])
        raise LookupError(part)

    def kill(self, part: str) -> None:
        """End `app` or `engine` at once, as a crash would."""
        os.kill(self.pid(part), signal.SIGKILL)

    def stop(self) -> int:
        """Stop everything as Ctrl-C does; the supervisor's exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(30)
        finally:
            self._process.kill()

    def logs(self) -> str:
        """The end of every log file."""
        files = [self.var / "supervisor.out", *sorted((self.var / "log").glob("*.log"))]
        ends = [
            f"--- {p.name}\n{p.read_text(errors='replace')[-3000:]}" for p in files if p.exists()
        ]
        return "\n".join(ends)
