"""The service over ASGI, with a real database, a real HTTP stand-in for the engine, fake data."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

import storage
from api.app import create_app
from api.services import Services
from api.settings import Settings
from forms import Form, load_forms
from forms.documents import DocumentStore
from forms.drafts import DraftStore
from storage.turns import TurnLog
from tests import databases, known
from tests.passwords import cheap_hashes as cheap_hashes
from tests.unit.api.fake_engine import FakeEngine

SECRET = "a-secret-of-the-supervisor"


FORM = "demonstration_institution_application"
ROOT = Path(__file__).parents[3]


class FakePolicy:
    """A timeline and nothing else."""

    notices = ()
    added = ()
    left_out = ()
    published: frozenset[str] = frozenset()

    def timeline(self, today: dt.date) -> list[dict[str, Any]]:
        return [{"id": "s1", "state": "current", "asked_on": today.isoformat()}]


class FakeRules:
    """Checks nothing; the test says what `check` does."""

    def __init__(self) -> None:
        self.check: Callable[..., Any] = lambda facts, as_of: SimpleNamespace(
            model_dump=lambda mode: {"facts": facts, "as_of": as_of.isoformat()}
        )


@pytest.fixture(scope="session")
def form_set() -> dict[str, Form]:
    """The real forms."""
    return load_forms(ROOT / "forms", known.base())


@pytest.fixture
def forms_served(
    services: Services, form_set: dict[str, Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real forms, while applications are open."""
    services.forms.update(form_set)
    monkeypatch.setattr(Services, "today", lambda self: dt.date(2025, 10, 20))


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    fake = FakeEngine()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def settings(tmp_path: Path, engine: FakeEngine) -> Settings:
    return Settings(
        var=tmp_path,
        engine_url=engine.url,
        action_secret=SecretStr(SECRET),
        actions_package="tests.unit.api.fake_actions",
        engine_wait=3.0,
        engine_timeout=5.0,
    )


@pytest.fixture
def services(settings: Settings) -> Services:
    return fake_services(settings)


def fake_services(settings: Settings) -> Services:
    """A real database, and no data of policy."""
    databases.migrate(settings.database())
    database = storage.engine(settings.database())
    sessions = storage.session_factory(database)
    folder = settings.var / "documents"
    fake_policy: Any = FakePolicy()
    fake_rules: Any = FakeRules()
    no_program: Any = None
    return Services(
        policy=fake_policy,
        rules=fake_rules,
        forms={},
        program=no_program,
        database=database,
        sessions=sessions,
        turns=TurnLog(sessions),
        drafts=DraftStore(sessions, documents=folder),
        documents=DocumentStore(sessions, folder, "k" * 40),
    )


@pytest.fixture
async def app(settings: Settings, services: Services) -> AsyncIterator[FastAPI]:
    made = create_app(settings, load=lambda _: services)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


@pytest.fixture
def say(client: httpx.AsyncClient) -> Callable[..., Any]:
    """Send one message of a sender."""

    async def send(message: Any, sender: Any = "u-1", **extra: Any) -> httpx.Response:
        body = {"sender": sender, "message": message, **extra}
        return await client.post("/webhooks/rest/webhook", json=body)

    return send
