"""Insert statements with ``on_conflict_…``, which SQLAlchemy spells per database."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def insert_into(session: Session, table: type[Base]) -> Any:
    """``INSERT`` into ``table`` with SQLite's or PostgreSQL's ``on_conflict_do_*`` methods."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
