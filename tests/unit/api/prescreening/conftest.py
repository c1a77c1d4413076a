"""The service with the real notices, forms and review, and four applications in it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import storage
from accounts import Person
from api.app import create_app
from api.services import Services
from api.settings import Settings
from api.staff import COOKIE
from screening import FORM_ID
from screening.jobs import Job
from screening.work import work
from tests import databases
from tests.passwords import cheap_hashes as cheap_hashes
from tests.reviewing import TODAY, knowledge, office_on
from tests.unit.api import conftest as service

engine, settings, client = service.engine, service.settings, service.client
_LONG_AGO, _FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
REGIONS = {"county": "福州市/仓山区", "city": "福州市"}
LOW = {"occupancy_last_year": 50.0, "occupancy_year_before": 50.0}
APPLICATIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("福州市康宁护理院", "福州市鼓楼区示例路8号", {}),
    ("安康护理院", "福州市仓山区示例路1号", LOW),
    ("安康护理院", "厦门市思明区示例路1号", {}),
    ("安康护理院", "福州市鼓楼区示例路9号", {}),
)


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the applications in it, made once."""
    folder = tmp_path_factory.mktemp("filed")
    url = Settings(var=folder).database()
    databases.migrate(url)
    database = storage.engine(url)
    made = office_on(storage.session_factory(database), folder / "documents")
    for region in ("福州市/鼓楼区", "福州市/仓山区", "厦门市/思明区"):
        made.reviewer("county", region)
    for name, address, more in APPLICATIONS:
        draft = made.draft(institution_name=name, address=address, **more)
        made.desk.submit(draft, "u-1", TODAY)
    database.dispose()
    return folder / "assistant.db"


@pytest.fixture
def services(settings: Settings, filed: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    settings.var.mkdir(parents=True, exist_ok=True)
    shutil.copy(filed, settings.var / filed.name)
    monkeypatch.setenv("ASSISTANT_TODAY", TODAY.isoformat())
    known = knowledge()
    made = service.fake_services(settings)
    office = office_on(made.sessions, settings.var / "documents")
    return replace(
        made,
        policy=known.policy,
        rules=known.rules["demonstration_institution"],
        rule_sets=known.rules,
        forms=known.forms,
        program=known.program,
        review=office.desk,
    )


@pytest.fixture
async def app(settings: Settings, services: Services) -> AsyncIterator[FastAPI]:
    made = create_app(settings, load=lambda _: services)
    async with made.router.lifespan_context(made):
        made.state.context.screenings.run = here
        yield made


async def here(job: Job) -> None:
    """Screen a list in this process, with the rules that are loaded anyway."""
    known = knowledge()
    work(job, known.forms[FORM_ID], known.rules["demonstration_institution"])


@dataclass
class Talk:
    """One conversation on the page, of somebody signed in or not."""

    app: FastAPI
    client: httpx.AsyncClient
    sender: str = "talk-1"
    person: Person | None = None
    cookie: str = ""
    csrf: str = ""
    last: list[dict[str, Any]] = field(default_factory=list)

    def sign_in(self, role: str) -> "Talk":
        accounts = self.app.state.context.accounts
        self.person = accounts.create(f"some-{role}", "某人", role, REGIONS.get(role, ""))
        self.cookie = accounts.sessions.open(self.person.id)
        self.csrf = accounts.sessions.find(self.cookie).csrf
        return self

    def lapse(self) -> None:
        """The session ends on the server; the browser still has its cookie."""
        assert self.person is not None
        self.app.state.context.accounts.sessions.close(self.cookie)

    @property
    def headers(self) -> dict[str, str]:
        signed = {"Cookie": f"{COOKIE}={self.cookie}", "X-CSRF-Token": self.csrf}
        return {"Origin": "http://test", **(signed if self.cookie else {})}

    async def say(self, text: str, **more: Any) -> httpx.Response:
        body = {"sender": self.sender, "message": text, **more}
        answer = await self.client.post(
            "/webhooks/rest/webhook", json=body, headers={**self.headers, **more.pop("headers", {})}
        )
        self.last = answer.json()
        return answer

    async def upload(self, data: bytes, name: str = "list.xlsx") -> httpx.Response:
        return await self.client.post(
            "/api/v1/screening/jobs",
            params={"sender": self.sender},
            content=data,
            headers={**self.headers, "X-File-Name": name},
        )

    @property
    def owner(self) -> str:
        """Under whose name their lists are kept."""
        assert self.person is not None
        return f"account:{self.person.id}"

    @property
    def text(self) -> str:
        return "\n".join(str(one.get("text", "")) for one in self.last)

    @property
    def block(self) -> dict[str, Any]:
        found: dict[str, Any] = self.last[0]["custom"].get("prescreening") or {}
        return found

    @property
    def buttons(self) -> dict[str, str]:
        given = [button for one in self.last for button in one.get("buttons") or []]
        return {button["title"]: button["payload"] for button in given}

    def audit(self) -> list[tuple[str, str]]:
        """What the audit has of this person: action and object."""
        assert self.person is not None
        log = self.app.state.context.services.audit
        entries = log.entries(_LONG_AGO, _FAR)
        who = f"account:{self.person.id}"
        return [(one.action, one.object) for one in entries if one.actor == who]


@pytest.fixture
def talk(app: FastAPI, client: httpx.AsyncClient) -> Talk:
    return Talk(app, client)
