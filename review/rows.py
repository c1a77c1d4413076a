"""Rows of the review's tables: how they are found, written down, and handed out."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from accounts import Region
from review.model import Event, Snapshot, Submission
from review.workflow import load_workflow
from storage import models


def by_draft(draft_id: str) -> Select[models.Submission]:
    """The submission made from a draft, as a query."""
    return select(models.Submission).where(models.Submission.draft_id == draft_id)


def within(region: Region) -> ColumnElement[bool]:
    """Whether a submission lies in a region."""
    if region.county:
        return (models.Submission.city == region.city) & (models.Submission.county == region.county)
    return models.Submission.city == region.city if region.city else true()


def last_event(session: Session, row: models.Submission) -> models.SubmissionEvent:
    """What happened last."""
    return session.scalars(
        select(models.SubmissionEvent)
        .where(models.SubmissionEvent.submission_id == row.id)
        .order_by(models.SubmissionEvent.version.desc())
        .limit(1)
    ).one()


def record(
    session: Session,
    row: models.Submission,
    actor: str,
    who: str,
    move: str,
    source: str,
    at: datetime,
    comment: str = "",
    fields: Mapping[str, str] | None = None,
) -> None:
    """Write a step, after the row was changed, into the history."""
    session.add(
        models.SubmissionEvent(
            submission_id=row.id,
            at=at,
            actor=actor,
            who=who,
            move=move,
            source=source,
            target=row.state,
            comment=comment,
            fields=dict(fields or {}),
            round=row.round,
            version=row.version,
        )
    )


def submission(row: models.Submission) -> Submission:
    """As handed out."""
    return Submission(
        id=row.id,
        draft_id=row.draft_id,
        owner=row.owner,
        form_id=row.form_id,
        subject=row.subject,
        name=row.name,
        region=Region(row.city, row.county),
        state=row.state,
        back_to=row.back_to,
        version=row.version,
        round=row.round,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
    )


def event(row: models.SubmissionEvent) -> Event:
    """As handed out."""
    named = load_workflow().named(row.move, row.source or "returned")
    return Event(
        at=row.at,
        actor=row.actor,
        who=row.who,
        move=row.move,
        done=named.done if named else row.move,
        source=row.source,
        target=row.target,
        comment=row.comment,
        fields=row.fields,
        round=row.round,
    )


def snapshot(row: models.SubmissionSnapshot) -> Snapshot:
    """As handed out."""
    return Snapshot(
        round=row.round,
        form_version=row.form_version,
        values=row.values,
        verdict=row.verdict,
        as_of=row.as_of,
        submitted_at=row.submitted_at,
    )
