"""What templates can see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy import render, stages
from policy.entries import Wording
from policy.facts import Fact
from policy.models import Subject
from policy.notice import Notice
from policy.planned import Plan
from policy.stages import StageView

CHANGING = (
    "today", "days_until", "subject", "stages", "current", "next_stage", "phase", "ended",
    "picked", "outside", "other_day", "plan",
)  # fmt: skip
"""Names whose value is another on another day or for another subject or question."""


def answer_context(
    notice: Notice,
    wording: Wording,
    contact: Fact,
    *,
    today: date,
    subject: Subject | None,
    picked: Sequence[StageView] = (),
    outside: Sequence[str] = (),
    other_day: str | None = None,
    plan: Plan | None = None,
) -> dict[str, Any]:
    """Names for a template.

    `f` the facts; `notice` its description, `notices` those of all the entry draws on
    and `ended` those of them that are no longer in force; `today`;
    `days_until(day)`, negative when past;
    `subject` and `subject_name`; `stages`, `current`, `next_stage` (or none), `phase`
    (before, during, after); `picked` and `outside` of a stage question; `other_day` of a
    question about a date; `plan` the day that a question means to hand in on, with `text` and
    `beside(day)`: before, on, after or either; `ask_contact`, the ready sentence on whom to ask.
    """
    seen = stages.views(notice.stages(), today)
    current = next((stage for stage in seen if stage.state == "current"), None)
    upcoming = next((stage for stage in seen if stage.state == "future"), None)
    phase = "during" if current else ("before" if upcoming == next(iter(seen), None) else "after")
    return {
        "f": notice.namespace,
        "notice": notice.meta,
        "notices": notice.members(),
        "ended": [meta for meta in notice.members() if not meta.in_force(today)],
        "today": today,
        "days_until": lambda day: (day - today).days,
        "subject": subject,
        "subject_name": wording.subjects[subject].name if subject else "",
        "stages": seen,
        "current": current,
        "next_stage": upcoming,
        "phase": phase,
        "picked": list(picked),
        "outside": list(outside),
        "other_day": other_day,
        "plan": plan,
        "ask_contact": render.render(wording.ask_contact, {"contact": contact}),
    }


@dataclass(frozen=True)
class Average:
    """The mean of several stated numbers, as said back, and whether it meets the threshold."""

    text: str
    holds: bool


def grade_context(
    context: Mapping[str, Any],
    ns: Sequence[str],
    average: Average | None,
    shifted: bool | None = None,
) -> dict[str, Any]:
    """The same with the user's numbers: `n` the first, `ns` all; see entries.Judge."""
    return {**context, "n": ns[0], "ns": list(ns), "average": average, "shifted": shifted}
