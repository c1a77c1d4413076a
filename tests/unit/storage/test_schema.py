"""Migrations give exactly the tables of the models, on every database, however often they run."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session, sessionmaker

import storage
import tests.databases as databases
from storage import models

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

NOW = datetime(2025, 10, 20, 1, 2, 3, tzinfo=UTC)


def a_draft(**changes: object) -> models.Draft:
    values = {
        "id": "d1",
        "form_id": "f",
        "form_version": "1",
        "owner": "o",
        "state": {},
        "revision": 1,
        "status": "open",
        "resume_code": "A1A1A1A1",
        "created_at": NOW,
        "updated_at": NOW,
        "expires_at": NOW,
    }
    return models.Draft(**(values | changes))


def test_the_migrated_schema_is_the_one_of_the_models(database_url: str) -> None:
    storage.migrate(database_url)
    engine = storage.engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    first = storage.migrate(database_url)
    engine = storage.engine(database_url)
    with Session(engine) as session:
        session.add(a_draft())
        session.commit()
    assert storage.migrate(database_url) == first
    with Session(engine) as session:
        assert session.scalars(select(models.Draft.id)).all() == ["d1"]
    engine.dispose()


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    program = "import sys, storage; print(storage.migrate(sys.argv[1]))"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, database_url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    results = [(process.communicate(timeout=60), process.returncode) for process in running]
    assert [code for _, code in results] == [0] * 4, results
    engine = storage.engine(database_url)
    assert set(models.Base.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_a_database_of_a_later_program_is_refused_untouched(database_url: str) -> None:
    storage.migrate(database_url)
    engine = storage.engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(storage.DatabaseTooNew, match=r"9999.*请换用") as refused:
        storage.migrate(database_url)
    assert refused.value.found == "9999"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_the_history_cannot_be_rewritten(factory: sessionmaker[Session]) -> None:
    with factory() as session:
        session.add(a_draft())
        session.flush()
        change = {"field": "x", "old": None, "new": 1, "at": NOW, "actor": "o", "channel": "c"}
        session.add(models.DraftChange(draft_id="d1", revision=1, **change))
        session.commit()
    with factory() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(models.DraftChange).values(new=2))


def test_timestamps_come_back_aware_and_in_utc(factory: sessionmaker[Session]) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=8)))
    with factory() as session:
        session.add(a_draft(created_at=local))
        session.commit()
    with factory() as session:
        found = session.get_one(models.Draft, "d1").created_at
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


def test_a_timestamp_without_zone_is_refused(factory: sessionmaker[Session]) -> None:
    with factory() as session, pytest.raises(StatementError, match="time zone"):
        session.execute(insert(models.Draft).values(id="d", created_at=datetime(2025, 1, 1)))


def test_foreign_keys_are_enforced(factory: sessionmaker[Session]) -> None:
    orphan = models.DraftMember(draft_id="none", owner="o", attached_at=NOW)
    with factory() as session, pytest.raises(IntegrityError):
        session.add(orphan)
        session.commit()


def test_sqlite_flushes_every_commit_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "a.db"
    engine = storage.engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000,
    }  # fmt: skip
    assert path.stat().st_mode & 0o077 == 0
