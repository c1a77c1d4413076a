"""The questions answered in this process: the engine's readings, then the answering action.

Quick, for work on the data and the router. What a form or a check would say is not simulated (such
a turn counts as its outcome alone); the figures that are reported come from `asking`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.answer import ActionAnswer
from eligibility import RuleSet, load_all
from evaluation.asking import sources
from evaluation.judging import Judged, judge
from evaluation.parsing import Reading, read
from evaluation.questions import ROOT, Question
from forms import Form, load_forms
from policy import PolicyBase

_ELSEWHERE = {"start_check": "form", "start_form": "form", "resume_form": "form"}
_SLOTS = ("subject", "last_topic", "last_question", "pending_question", "draft_id")


def ask_all(questions: Sequence[Question], policy: PolicyBase) -> list[Judged]:
    """Every question, judged, each in a conversation of its own."""
    texts, forms = sources(), load_forms(ROOT / "forms", policy)
    rule_sets = load_all(ROOT / "eligibility" / "rules", policy)
    readings = read(m for q in questions for m in (*q.context, q.text))
    return [_ask(q, readings, policy, forms, rule_sets, texts) for q in questions]


def _ask(
    question: Question,
    readings: Mapping[str, Reading],
    policy: PolicyBase,
    forms: Mapping[str, Form],
    rule_sets: Mapping[str, RuleSet],
    texts: Mapping[str, str],
) -> Judged:
    _configure(policy, forms, rule_sets, question.today)
    slots: dict[str, Any] = dict.fromkeys(_SLOTS)
    messages: list[dict[str, Any]] = []
    begun = 0.0
    for text in (*question.context, question.text):
        begun = time.perf_counter()
        messages = _turn(readings[text], slots)
    return judge(question, messages, texts, time.perf_counter() - begun)


def _turn(reading: Reading, slots: dict[str, Any]) -> list[dict[str, Any]]:
    intent = str((reading.get("intent") or {}).get("name"))
    if intent in _ELSEWHERE:
        return [{"text": "", "custom": {"outcome": _ELSEWHERE[intent]}}]
    dispatcher = CollectingDispatcher()
    tracker = Tracker("simulated", slots, reading, [], False, None, {}, "action_listen")
    events = asyncio.run(ActionAnswer().run(dispatcher, tracker, {}))
    for event in events:
        if event.get("event") == "slot":
            slots[str(event["name"])] = event["value"]
    return [{"text": m.get("text"), "custom": m.get("custom")} for m in dispatcher.messages]


def _configure(
    policy: PolicyBase, forms: Mapping[str, Form], rule_sets: Mapping[str, RuleSet], today: date
) -> None:
    unused = cast(Any, None)
    services.configure(
        services.Services(
            policy=policy,
            rules=unused,
            rule_sets=rule_sets,
            forms=forms,
            drafts=unused,
            documents=unused,
            document_url=str,
            record_unanswered=lambda text: None,
            today=lambda: today,
        )
    )
