"""The one shape in which an action speaks: text, buttons and the `custom` part of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rasa_sdk.executor import CollectingDispatcher

from eligibility import InForce, Report
from policy import Answer, Citation

Outcome = Literal[
    "answered",
    "declined",
    "clarify",
    "form",
    "checked",
    "rendered",
    "handoff",
    "smalltalk",
    "error",
]
Buttons = Sequence[Mapping[str, str]]


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    outcome: Outcome,
    *,
    citations: Iterable[Citation] = (),
    buttons: Buttons = (),
    **extra: Any,
) -> None:
    """Utter ``text``; ``custom`` is outcome, citations and what of ``extra`` is not ``None``."""
    custom: dict[str, Any] = {
        "outcome": outcome,
        "citations": [citation.model_dump() for citation in citations],
    }
    custom.update({key: value for key, value in extra.items() if value is not None})
    dispatcher.utter_message(
        text=text, buttons=[dict(button) for button in buttons], json_message=custom
    )


def say_answer(dispatcher: CollectingDispatcher, answer: Answer) -> None:
    """Utter a policy answer as it is; a timeline goes with it as a list, and so do the questions
    of the message that no notice answers beside others that one does."""
    card = answer.card or {}
    timeline = card["stages"] if card.get("type") == "timeline" else None
    say(
        dispatcher,
        answer.text,
        answer.outcome,
        citations=answer.citations,
        buttons=[button.model_dump() for button in answer.buttons],
        topic=answer.topic,
        timeline=timeline,
        unanswered=answer.unanswered or None,
    )


def verdict_of(report: Report, labels: Mapping[str, str]) -> dict[str, Any]:
    """The verdict card of the contract; ``labels`` name the fact keys in Chinese."""
    return {
        "overall": report.overall.value,
        "basic": report.basic.value,
        "summary": report.summary,
        "rule_set": report.rule_set,
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "criteria": [
            {
                "id": criterion.id,
                "name": criterion.name,
                "kind": criterion.kind,
                "verdict": criterion.verdict.value,
                "reason": criterion.reason,
                "clause": criterion.citation.clause,
                "quote": criterion.citation.quote,
                "advice": criterion.advice,
                "evidence": list(criterion.evidence),
                "missing": [labels.get(key, key) for key in criterion.missing],
                "effective": _period(criterion.effective),
            }
            for criterion in report.criteria
        ],
        "missing": [labels.get(key, key) for key in report.missing],
        "notes": list(report.notes),
        "evidence_note": report.evidence_note,
        "effective": _period(report.effective),
    }


def _period(one: InForce | None) -> dict[str, str | None] | None:
    return one.model_dump(mode="json") if one else None
