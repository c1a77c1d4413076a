"""What the review hands out: an application under review, what was submitted, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts import Region
from review.wording import say
from review.workflow import load_workflow


@dataclass(frozen=True)
class Submission:
    """An application under review. `version` grows with every step; `back_to` is the level that
    returned or ended it."""

    id: int
    draft_id: str
    owner: str
    form_id: str
    subject: str
    name: str
    region: Region
    state: str
    back_to: str
    version: int
    round: int
    submitted_at: datetime
    updated_at: datetime

    @property
    def number(self) -> str:
        """How it is called towards people."""
        return say("number", id=self.id)

    @property
    def state_label(self) -> str:
        """The state in Chinese."""
        return load_workflow().states[self.state].label

    @property
    def turn(self) -> str | None:
        """Whose turn it is; None when it is over."""
        return load_workflow().states[self.state].turn

    @property
    def words(self) -> Mapping[str, str]:
        """How the review speaks of it."""
        return load_workflow().words[self.subject]  # type: ignore[index]


@dataclass(frozen=True)
class Snapshot:
    """What was submitted, frozen: values, verdict, and the versions they were made with."""

    round: int
    form_version: str
    values: Mapping[str, Any]
    verdict: Mapping[str, Any] | None
    as_of: date
    submitted_at: datetime


@dataclass(frozen=True)
class Event:
    """One step of the history. `who` is the name and role at that time."""

    at: datetime
    actor: str
    who: str
    move: str
    done: str
    source: str
    target: str
    comment: str
    fields: Mapping[str, str]
    round: int


@dataclass(frozen=True)
class News:
    """What the applicant has not been told yet."""

    submission: Submission
    event: Event


@dataclass(frozen=True)
class Changed:
    """A field that differs from the submission before."""

    key: str
    label: str
    before: str
    after: str
