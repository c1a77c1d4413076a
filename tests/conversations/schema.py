"""The shape of a conversation file; an unknown or misspelled key is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.yamlfile import FastLoader

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
#: A string that must be there, or a list of alternatives of which one must.
Alternatives = str | list[str]
DEFAULT_TODAY = dt.date(2025, 10, 20)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class CiteExpectation(Strict):
    """One citation that must be among those shown; ``clause`` also matches its sub-clauses."""

    clause: str | list[str] | None = None
    quote: str | None = None
    notice: str | None = None


class CriterionExpectation(Strict):
    name: Alternatives
    verdict: str | list[str]
    clause: str | None = None


class VerdictExpectation(Strict):
    overall: str | list[str] | None = None
    criteria: list[CriterionExpectation] = []
    missing: list[Alternatives] = []
    not_missing: list[str] = []


class FormExpectation(Strict):
    """What the form block of the reply must say about the draft."""

    label: Alternatives | None = None
    not_label: str | None = None
    same_field: bool | None = None
    filled: int | str | None = None  # 5, ">=5", "+2" (since the last form reply), "-1", "=" (same)
    documents: int | None = None
    resume_code: bool | None = None
    same_draft: bool | None = None


class Expect(Strict):
    show: list[Alternatives] = []
    show_any: list[str] = []
    not_show: list[str] = []
    outcome: Outcome | list[Outcome] | None = None
    outcomes: list[Outcome] = []
    not_outcome: list[Outcome] = []
    cite: list[CiteExpectation] = []
    no_cite: bool = False
    cite_contact_only: bool = False  # an out-of-scope decline may cite whom to ask, nothing else
    buttons: list[Alternatives] = []
    form: FormExpectation | None = None
    no_form: bool = False
    verdict: VerdictExpectation | None = None
    no_verdict: bool = False
    current_stage: str | None = None


class FillForm(Strict):
    """Answer whatever field is asked from ``tests/conversations/tables/<table>.yml``."""

    table: str
    change: dict[str, str] = {}  # pattern of a label -> another answer for it
    at_most: int = 120


class Download(Strict):
    """Fetch the last document offered and look into the Word file."""

    contains: list[str] = []
    not_contains: list[str] = []
    status: int = 200


class Step(Strict):
    user: str | None = None
    times: int = 1  # send the text repeated that often in one message
    press: str | None = None  # send the payload of a button whose title contains this
    fill_form: FillForm | None = None
    download: Download | None = None
    sender: str = Field(default="user", alias="as")
    remember: dict[str, Literal["resume_code", "document", "draft_id"]] = {}
    assistant: Expect | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Step:
        acts = [
            self.user is not None,
            self.press is not None,
            bool(self.fill_form),
            bool(self.download),
        ]
        if sum(acts) != 1:
            raise ValueError("a step needs exactly one of: user, press, fill_form, download")
        return self


class Conversation(Strict):
    """One behaviour. ``about`` says which requirement or clause it comes from."""

    about: str
    today: dt.date = DEFAULT_TODAY
    steps: list[Step] = Field(min_length=1)


def load(path: Path) -> Conversation:
    """Read one conversation file; a mistake in it names the file."""
    raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
    try:
        conversation = Conversation.model_validate(raw)
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from problem
    if not any(step.assistant for step in conversation.steps):
        raise ValueError(f"{path}: expects nothing of the assistant")
    return conversation
