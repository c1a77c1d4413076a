"""The questions answered in this process: the engine's readings, then the actions as its rules
(data/rules) would choose them, the check and the forms among them.

Quick, for work on the data and the router; the figures that are reported come from `asking`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import uuid4

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import storage
from actions import services
from actions.answer import ActionAnswer
from actions.check import EligibilityCheck
from actions.form import DeclarationForm
from actions.handoff import ActionHandoff, ActionSmalltalk
from eligibility import DEFAULT_RULE_SET, RuleSet, load_all
from evaluation.asking import sources
from evaluation.judging import Judged, judge
from evaluation.parsing import Reading, read
from evaluation.questions import ROOT, Question
from forms import Form, load_forms
from forms.documents import DocumentStore
from forms.drafts import DraftStore
from policy import PolicyBase

_SLOTS = ("subject", "last_topic", "last_question", "pending_question", "draft_id")
_MOST_ACTIONS = 4
_FORM, _CHECK, _COURTESY, _PERSON = (
    DeclarationForm(),
    EligibilityCheck(),
    ActionSmalltalk(),
    ActionHandoff(),
)
_ANSWER = ActionAnswer()
_LOOPS: dict[str | None, Action] = {_FORM.name(): _FORM, _CHECK.name(): _CHECK}
_TAKES: dict[str, Action] = {
    "start_check": _CHECK,
    "handoff": _PERSON,
    **dict.fromkeys(
        ("start_form", "resume_form", "show_progress", "show_summary", "correct_value"), _FORM
    ),
    **dict.fromkeys(
        ("greet", "goodbye", "thank", "capabilities", "bot_challenge", "chitchat", "insult",
         "pause_form", "cancel", "skip", "go_back"), _COURTESY
    ),
}  # fmt: skip
"""Which action takes a message of an intent where no loop runs; what is not here is answered."""


def ask_all(questions: Sequence[Question], policy: PolicyBase) -> list[Judged]:
    """Every question, judged, each in a conversation of its own."""
    texts = sources()
    readings = read(m for q in questions for m in (*q.context, q.text))
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'drafts.db'}"
        storage.migrate(url)
        engine = storage.engine(url)
        try:
            sessions = storage.session_factory(engine)
            documents = DocumentStore(sessions, Path(folder), "k" * 40)
            forms = load_forms(ROOT / "forms", policy)
            rule_sets = load_all(ROOT / "eligibility" / "rules", policy)
            judged = []
            for question in questions:
                drafts = DraftStore(sessions, documents=Path(folder))
                _configure(policy, forms, rule_sets, drafts, documents, question.today)
                judged.append(_ask(question, readings, texts))
            return judged
        finally:
            engine.dispose()


def _ask(question: Question, readings: Mapping[str, Reading], texts: Mapping[str, str]) -> Judged:
    told = _Conversation()
    messages: list[dict[str, Any]] = []
    begun = 0.0
    for text in (*question.context, question.text):
        begun = time.perf_counter()
        messages = told.turn(readings[text])
    return judge(question, messages, texts, time.perf_counter() - begun)


class _Conversation:
    """The slots and the running loop of one conversation."""

    def __init__(self) -> None:
        self._sender = f"simulated-{uuid4()}"
        self._slots: dict[str, Any] = dict.fromkeys(_SLOTS)
        self._loop: str | None = None
        self._events: list[dict[str, Any]] = []

    def turn(self, reading: Reading) -> list[dict[str, Any]]:
        """One message: the action that takes it, and those it hands over to."""
        intent = str((reading.get("intent") or {}).get("name"))
        self._events.append({"event": "user", "parse_data": reading})
        dispatcher = CollectingDispatcher()
        action: Action | None = _LOOPS.get(self._loop) or _TAKES.get(intent, _ANSWER)
        for _ in range(_MOST_ACTIONS):
            if action is None:
                break
            action = self._run(action, dispatcher, reading)
        return [_message(m) for m in dispatcher.messages]

    def _run(
        self, action: Action, dispatcher: CollectingDispatcher, reading: Reading
    ) -> Action | None:
        loop = {"name": self._loop} if self._loop else {}
        tracker = Tracker(
            self._sender, self._slots, reading, self._events, False, None, loop, "action_listen"
        )
        done = asyncio.run(cast(Any, action).run(dispatcher, tracker, {}))
        self._events.append({"event": "action", "name": action.name()})
        following = None
        for event in done:
            if event.get("event") == "slot":
                self._slots[str(event["name"])] = event["value"]
            elif event.get("event") == "active_loop":
                self._loop = event["name"]
            elif event.get("event") == "followup":
                following = str(event["name"])
        return _LOOPS.get(following) or (_ANSWER if following == _ANSWER.name() else None)


def _message(said: Mapping[str, Any]) -> dict[str, Any]:
    """A message as the channel would give it; a courtesy has its words in the domain."""
    if said.get("response"):
        return {"text": "", "custom": {"outcome": "smalltalk"}}
    return {"text": said.get("text"), "custom": said.get("custom")}


def _configure(
    policy: PolicyBase,
    forms: Mapping[str, Form],
    rule_sets: Mapping[str, RuleSet],
    drafts: DraftStore,
    documents: DocumentStore,
    today: date,
) -> None:
    services.configure(
        services.Services(
            policy=policy,
            rules=rule_sets[DEFAULT_RULE_SET],
            rule_sets=rule_sets,
            forms=forms,
            drafts=drafts,
            documents=documents,
            document_url=str,
            record_unanswered=lambda text: None,
            today=lambda: today,
        )
    )
