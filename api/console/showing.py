"""An application as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import Person
from forms import Form
from review import Event, Move, ReviewDesk, Snapshot, Submission, load_workflow
from review.changes import changed, shown
from review.model import Changed


@dataclass(frozen=True)
class Line:
    """A field as submitted."""

    key: str
    label: str
    text: str
    changed: bool


@dataclass(frozen=True)
class Shown:
    """Everything on the page of one application."""

    one: Submission
    form: Form
    frozen: Snapshot
    groups: Sequence[tuple[str, Sequence[Line]]]
    changes: Sequence[Changed]
    history: Sequence[Event]
    moves: Sequence[Move]
    states: Mapping[str, Any]
    rounds: Sequence[Snapshot]
    """Everything that was handed in, the latest first."""
    returned: Event | None
    """The return that the last submission answers, with what was asked for."""

    @property
    def criteria(self) -> Sequence[Mapping[str, Any]]:
        """The verdict by criterion, as it was frozen."""
        return self.frozen.verdict["criteria"] if self.frozen.verdict else ()

    @property
    def judged_on(self) -> date:
        """The day the verdict is about: a self-check's own, else that of the submission."""
        told = self.frozen.verdict.get("as_of") if self.frozen.verdict else None
        return date.fromisoformat(told) if told else self.frozen.as_of

    @property
    def unanswered(self) -> Sequence[tuple[str, str, str]]:
        """What was asked for and is as it was: label, value, and what was written about it."""
        asked = self.returned.fields if self.returned else {}
        answered = {change.key for change in self.changes}
        return [
            (field.label, shown(self.form, key, self.frozen.values), asked[key])
            for key, field in self.form.fields.items()
            if key in asked and key not in answered
        ]

    def label(self, key: str) -> str:
        """The label of a field that a comment is about."""
        field = self.form.fields.get(key)
        return field.label if field else key


def application(desk: ReviewDesk, submission_id: int, person: Person) -> Shown:
    """One application for a reviewer. Raises ReviewError when it is not theirs to see."""
    one = desk.store.get(submission_id, person)
    snapshots = desk.store.snapshots(one.id)
    frozen = snapshots[-1]
    form = desk.forms[one.form_id].at(frozen.form_version)
    changes = changed(form, snapshots[-2].values, frozen.values) if len(snapshots) > 1 else []
    differing = {change.key for change in changes}
    groups = [
        (
            group.title,
            [
                Line(key, field.label, shown(form, key, frozen.values), key in differing)
                for field in group.fields
                for key in [field.key]
                if key in frozen.values or key in differing
            ],
        )
        for group in form.groups
    ]
    history = desk.store.events(one.id)
    return Shown(
        one=one,
        form=form,
        frozen=frozen,
        groups=[(title, lines) for title, lines in groups if lines],
        changes=changes,
        history=history,
        moves=load_workflow().open_to(person.role, one.state, one.back_to),
        states=load_workflow().states,
        rounds=list(reversed(snapshots)),
        returned=_returned(history, frozen.round - 1),
    )


def _returned(history: Sequence[Event], round: int) -> Event | None:
    """The last return of a round."""
    found = [each for each in history if each.round == round and each.target == "returned"]
    return found[-1] if found else None
