"""The actions with everything real behind them except the dialogue engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

import eligibility
import forms
import policy
import storage
from actions import services
from forms.documents import DocumentStore
from forms.drafts import DraftStore
from tests import databases, reviewing

ROOT = Path(__file__).parents[3]
TODAY = date(2025, 10, 20)


@pytest.fixture(scope="session")
def knowledge() -> tuple[policy.PolicyBase, dict[str, eligibility.RuleSet], dict[str, forms.Form]]:
    """Notices, rules and forms as served."""
    known = reviewing.knowledge()
    return known.policy, known.rules, known.forms


@pytest.fixture
def office(knowledge: Any, tmp_path: Path) -> Iterator[services.Services]:
    """Services on a database of their own; ``unanswered`` questions are kept in a list."""
    base, rules, form_set = knowledge
    url = f"sqlite:///{tmp_path / 'test.db'}"
    databases.migrate(url)
    sessions = storage.session_factory(storage.engine(url))
    made = services.Services(
        policy=base,
        rules=rules[eligibility.DEFAULT_RULE_SET],
        rule_sets=rules,
        forms=form_set,
        drafts=DraftStore(sessions, documents=tmp_path / "documents"),
        documents=DocumentStore(sessions, tmp_path / "documents", "k" * 40),
        document_url=lambda token: f"/documents/{token}",
        record_unanswered=lambda question: None,
        today=lambda: TODAY,
    )
    services.configure(made)
    yield made


@dataclass
class Reply:
    """What one action call gave: the texts, the `custom` parts and the events."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """All texts, in order."""
        return "\n".join(str(message["text"]) for message in self.messages)

    @property
    def outcomes(self) -> list[str]:
        """The outcome of each message."""
        return [message["custom"]["outcome"] for message in self.messages]

    @property
    def form(self) -> dict[str, Any]:
        """The form card of the last message."""
        card: dict[str, Any] = self.messages[-1]["custom"]["form"]
        return card


@dataclass
class Person:
    """A sender as the engine keeps track of them: slots, the active loop, this turn's actions."""

    executor: ActionExecutor
    sender: str = "person-1"
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    turn: int = 0
    past: list[dict[str, Any]] = field(default_factory=list)

    def says(
        self,
        action: str,
        text: str,
        intent: str,
        *,
        topic: str | None = None,
        segments: list[dict[str, Any]] | None = None,
        message_id: str | None = None,
        stale: bool = False,
    ) -> Reply:
        """Send ``text`` to ``action`` and to whatever it asks to follow in the same turn."""
        self.turn += 1
        whole = {"text": text, "intent": intent, "topic": topic}
        latest = {
            "text": text,
            "intent": {"name": intent},
            "topic": topic,
            "segments": segments or [whole],
            "metadata": {"message_id": message_id or f"m{self.turn}", "stale": stale},
        }
        events = self.past
        events.append({"event": "user", "text": text, "parse_data": latest})
        messages: list[dict[str, Any]] = []
        gathered: list[dict[str, Any]] = []
        following: str | None = action
        while following and following != "action_listen":
            call = {
                "next_action": following,
                "sender_id": self.sender,
                "domain": {},
                "tracker": {
                    "sender_id": self.sender,
                    "slots": self.slots,
                    "latest_message": latest,
                    "events": events,
                    "active_loop": {"name": self.loop} if self.loop else {},
                    "paused": False,
                    "latest_action_name": "action_listen",
                },
            }
            result = asyncio.run(self.executor.run(call))
            assert result is not None
            events.append({"event": "action", "name": following})
            following = None
            messages += result.responses
            for event in result.events:
                gathered.append(event)
                if event["event"] == "slot":
                    self.slots[event["name"]] = event["value"]
                elif event["event"] == "active_loop":
                    self.loop = event["name"]
                elif event["event"] == "followup":
                    following = event["name"]
        return Reply(messages, gathered)


@pytest.fixture
def executor(office: services.Services) -> ActionExecutor:
    """All actions of the package, registered."""
    made = ActionExecutor()
    made.register_package("actions")
    return made


@pytest.fixture
def person(executor: ActionExecutor) -> Person:
    """Somebody who has not said anything yet."""
    return Person(executor)
