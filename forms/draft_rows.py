"""Drafts and their history as rows of the database."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms import resume_code
from forms.draft_model import Change, Draft
from storage import models


def draft_of(row: models.Draft) -> Draft:
    """A row as a draft of its own; changing it changes nothing of the row."""
    return Draft(
        id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        owner=row.owner,
        revision=row.revision,
        status=row.status,
        resume_code=resume_code.shown(row.resume_code),
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        state=copy.deepcopy(row.state),
    )


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """``(field, old, new)`` of every field that differs; ``None`` stands for no value."""
    keys = [*old, *(key for key in new if key not in old)]
    pairs = ((key, old.get(key), new.get(key)) for key in keys)
    return [(key, a, b) for key, a, b in pairs if a != b or type(a) is not type(b)]


def record(
    session: Session,
    row: models.Draft,
    changed: list[tuple[str, Any, Any]],
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Add what changed to the history, in the transaction of the change."""
    session.add_all(
        models.DraftChange(
            draft_id=row.id,
            revision=row.revision,
            field=key,
            old=old,
            new=new,
            at=at,
            actor=actor,
            channel=channel,
        )
        for key, old, new in changed
    )


def changes(session: Session, draft_id: str, since: int) -> list[Change]:
    """The entries of a draft's history after a revision, oldest first."""
    rows = session.scalars(
        select(models.DraftChange)
        .where(models.DraftChange.draft_id == draft_id, models.DraftChange.revision > since)
        .order_by(models.DraftChange.id)
    )
    return [Change(r.revision, r.field, r.old, r.new, r.at, r.actor, r.channel) for r in rows]
