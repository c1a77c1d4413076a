"""The help desk with everything real behind it except the dialogue engine and the clock."""

import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import forms
import helpdesk
import policy
import storage
import tests.databases as databases
from api.conversation import Conversations
from api.desk import for_a_person
from api.engine import EngineClient
from api.masking import masked
from forms.drafts import DraftStore
from helpdesk import HelpDesk
from policy.clock import SHANGHAI
from storage.turns import TurnLog
from tests import known
from tests.unit.api.fake_engine import FakeEngine

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url

ROOT = Path(__file__).parents[3]
MONDAY_MORNING = dt.datetime(2025, 10, 20, 9, 0, tzinfo=SHANGHAI)
FORM = "institution_application"


@dataclass
class Clock:
    """The time of day at the desk; the test says it."""

    now: dt.datetime = MONDAY_MORNING

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class World:
    """One service: what people say goes in by `says`, what staff do goes through `help`."""

    help: HelpDesk
    conversations: Conversations
    engine: FakeEngine
    turns: TurnLog
    drafts: DraftStore
    sessions: Any
    clock: Clock
    staffed: bool = True
    carried: list[tuple[str, str]] = field(default_factory=list)
    _ids: Any = field(default_factory=itertools.count)

    async def says(
        self, text: str, sender: str = "u-1", message_id: str | None = None
    ) -> list[str]:
        """The texts that answer a message."""
        reply = await self.conversations.say(
            sender, text, message_id=message_id or f"m-{next(self._ids)}", seen_turn=None
        )
        return [message["text"] for message in reply.messages]

    def sees(self, sender: str = "u-1") -> list[str]:
        """The conversation as its page shows it: what was said, and what came."""
        lines = []
        for turn in self.turns.after(sender, 0):
            lines += [f"> {turn.text}"] if turn.text else []
            lines += [message["text"] for message in turn.response or []]
        return lines

    @property
    def heard(self) -> list[str]:
        """What the assistant's engine was given."""
        return [message["message"] for message in self.engine.received]


@pytest.fixture(scope="session")
def knowledge() -> policy.PolicyBase:
    """The notices as served."""
    return known.base()


@pytest.fixture(scope="session")
def form_set(knowledge: policy.PolicyBase) -> dict[str, forms.Form]:
    """The forms as served."""
    return forms.load_forms(ROOT / "forms", knowledge)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """An engine that says back what it was told."""
    fake = FakeEngine()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
async def world(
    database_url: str,
    engine: FakeEngine,
    knowledge: policy.PolicyBase,
    form_set: dict[str, forms.Form],
) -> AsyncIterator[World]:
    """A service of one's own, open on a Monday morning, with somebody at the desk."""
    databases.migrate(database_url)
    database = storage.engine(database_url)
    sessions = storage.session_factory(database)
    turns, drafts, clock = TurnLog(sessions), DraftStore(sessions), Clock()
    made: list[World] = []
    office = helpdesk.build_helpdesk(
        helpdesk.load_settings(),
        helpdesk.load_canned(),
        sessions,
        turns,
        drafts,
        form_set,
        lambda: knowledge,
        staffed=lambda: made[0].staffed,
        mask=lambda text: masked(text, knowledge.published),
        now=clock,
    )
    client = EngineClient(engine.url)
    conversations = Conversations(turns, client, wait=2.0, before=(for_a_person(office.desk),))
    world = World(office, conversations, engine, turns, drafts, sessions, clock)
    office.desk.carry = lambda sender, key, messages: (
        lambda session: world.carried.extend((sender, message["text"]) for message in messages)
    )
    made.append(world)
    yield world
    await client.close()
    database.dispose()
