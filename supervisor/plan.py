"""What is to run: plain data, made from the environment."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.ports import is_spoken_for, next_free
from supervisor.wording import say

HOST = "127.0.0.1"
APP_PORT = 8000
ENGINE_PORT = 5005


CANNOT_START = 78
"""Exit code (EX_CONFIG) of a child that cannot start as things are; it is not tried again."""


class PlanError(Exception):
    """The environment does not allow a start; the text says what to do (Chinese)."""


@dataclass(frozen=True)
class Step:
    """A command that must succeed before its service starts."""

    name: str
    label: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """A child that is kept alive. `probe` is an address that answers when it is well."""

    name: str
    label: str
    command: tuple[str, ...]
    probe: str
    before: tuple[Step, ...] = ()
    hang_after: float = 60.0


@dataclass(frozen=True)
class Plan:
    """Services, their common environment, and where to see whether all of it is ready.

    `ready_url` answers 200 when everything works; `start_limit` is in seconds.
    """

    services: tuple[Service, ...]
    env: Mapping[str, str]
    cwd: Path
    logs: Path
    url: str
    ready_url: str
    start_limit: float = 600.0
    grace: float = 10.0
    setup_link: Path | None = None
    """Where the app leaves the one-time link for the first administrator (docs/staff.md)."""
    addresses: tuple[tuple[str, int], ...] = ()
    """Host and port of everything that will listen."""


def build(environ: Mapping[str, str], root: Path) -> Plan:
    """The product's plan. Raises PlanError when a port is taken or a setting is not a number."""
    host = environ.get("ASSISTANT_HOST", HOST)
    port = _number(environ, "ASSISTANT_PORT", APP_PORT)
    if is_spoken_for(host, port):
        other = next_free(host, port)
        raise PlanError(say("port_taken", port=port, variable="ASSISTANT_PORT", other=other))
    engine_port = _engine_port(environ, port)
    secret = environ.get("ASSISTANT_ACTION_SECRET") or secrets.token_urlsafe(32)
    var = (root / environ.get("ASSISTANT_VAR", "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    local = HOST if host in ("0.0.0.0", "") else host
    url = f"http://{local}:{port}"
    engine_url = f"http://{HOST}:{engine_port}"
    env = {
        **environ,
        "ASSISTANT_HOST": host,
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_VAR": str(var),
        "ASSISTANT_DATABASE_URL": environ.get("ASSISTANT_DATABASE_URL")
        or f"sqlite:///{var}/assistant.db",
        "ASSISTANT_TRACKER_URL": environ.get("ASSISTANT_TRACKER_URL")
        or f"sqlite:///{var}/tracker.db",
        "ASSISTANT_ENGINE_URL": engine_url,
        "ASSISTANT_ENGINE_PORT": str(engine_port),
        "ASSISTANT_ACTION_SECRET": secret,
        "ASSISTANT_ACTION_URL": f"{url}/webhook",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
    env.pop("VIRTUAL_ENV", None)
    bot = str(root / "bot" / ".venv" / "bin" / "python")
    return Plan(
        services=(
            Service(
                name="app",
                label=say("label_app"),
                command=(sys.executable, "-m", "api", "serve"),
                probe=f"{url}/healthz",
            ),
            Service(
                name="engine",
                label=say("label_engine"),
                command=(bot, "bot/serve.py"),
                probe=f"{engine_url}/webhooks/rest/",
                before=(Step("train", say("label_train"), (bot, "bot/train.py")),),
            ),
        ),
        env=env,
        cwd=root,
        logs=var / "log",
        url=url,
        ready_url=f"{url}/healthz",
        setup_link=var / "setup-link.txt",
        addresses=((host, port), (HOST, engine_port)),
    )


def _engine_port(environ: Mapping[str, str], app_port: int) -> int:
    """The engine's port: the one asked for, the usual one beside the usual app, or the next that is
    free after the app's: two products that start side by side must not choose the same one, since
    an engine listens only once its model is trained, and who is late would speak to the other's."""
    if environ.get("ASSISTANT_ENGINE_PORT"):
        port = _number(environ, "ASSISTANT_ENGINE_PORT", ENGINE_PORT)
        if port == app_port or is_spoken_for(HOST, port):
            other = next_free(HOST, max(port, app_port))
            raise PlanError(
                say("port_taken", port=port, variable="ASSISTANT_ENGINE_PORT", other=other)
            )
        return port
    if app_port == APP_PORT and not is_spoken_for(HOST, ENGINE_PORT):
        return ENGINE_PORT
    return next_free(HOST, app_port)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise PlanError(say("bad_number", name=name, value=value, low=1, high=65535))
    return int(value)


def root_of_project() -> Path:
    """The folder the product is installed in."""
    return Path(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
