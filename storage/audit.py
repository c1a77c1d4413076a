"""Rows of the audit. Append-only: written, read, and removed when past their date."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import writing
from storage.models import AuditEntry

CHUNK = 500


def add_entry(
    factory: sessionmaker[Session],
    at: datetime,
    keep: timedelta,
    fields: Mapping[str, str],
    detail: Mapping[str, Any],
    within: Session | None = None,
) -> None:
    """Add one entry; `fields` are actor, action, object, channel and request_id. `within`: as part
    of somebody else's transaction."""
    entry = AuditEntry(at=at, keep_until=at + keep, detail=dict(detail), **fields)
    if within is not None:
        within.add(entry)
        return
    with writing(factory) as session:
        session.add(entry)


def entries(
    factory: sessionmaker[Session], since: datetime, until: datetime
) -> Iterator[AuditEntry]:
    """Entries from `since` to before `until`, oldest first, read in portions."""
    last = 0
    while True:
        chosen = select(AuditEntry).where(
            AuditEntry.at >= since, AuditEntry.at < until, AuditEntry.id > last
        )
        with factory() as session:
            rows = session.scalars(chosen.order_by(AuditEntry.id).limit(CHUNK)).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1].id


def latest_entries(
    factory: sessionmaker[Session],
    since: datetime,
    until: datetime,
    action: str | None,
    limit: int,
) -> list[AuditEntry]:
    """Entries from `since` to before `until`, of one action or of all, latest first."""
    chosen = select(AuditEntry).where(AuditEntry.at >= since, AuditEntry.at < until)
    if action is not None:
        chosen = chosen.where(AuditEntry.action == action)
    with factory() as session:
        return list(session.scalars(chosen.order_by(AuditEntry.id.desc()).limit(limit)))


def purge_entries(factory: sessionmaker[Session], now: datetime) -> int:
    """Remove what is past its date; return how many."""
    with writing(factory) as session:
        ids = session.scalars(select(AuditEntry.id).where(AuditEntry.keep_until <= now)).all()
        if ids:
            session.execute(delete(AuditEntry).where(AuditEntry.keep_until <= now))
        return len(ids)
