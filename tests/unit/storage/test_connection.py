"""Writers of one process take turns; none is refused because another is at work."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import connection


def test_writers_queue_instead_of_running_into_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_MS", 20)
    engine = connection.engine(f"sqlite:///{tmp_path / 'queue.db'}")
    factory = connection.session_factory(engine)
    with connection.writing(factory) as session:
        session.execute(text("CREATE TABLE counter (value INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))

    def count_one(_: int) -> None:
        with connection.writing(factory) as session:
            value = session.execute(text("SELECT value FROM counter")).scalar_one()
            time.sleep(0.002)
            session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_one, range(40)))
    with factory() as session:
        assert session.execute(text("SELECT value FROM counter")).scalar_one() == 40


def test_a_second_engine_leaves_the_locks_of_the_first(tmp_path: Path) -> None:
    """A process that comes and goes must not take itself for the last and delete the WAL."""
    path = tmp_path / "two.db"
    first = connection.engine(f"sqlite:///{path}")
    with connection.writing(connection.session_factory(first)) as session:
        session.execute(text("CREATE TABLE counter (value INTEGER)"))
    wal = path.with_name("two.db-wal").stat().st_ino

    connection.engine(f"sqlite:///{path}")
    visit = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO counter VALUES (1)'); c.commit(); c.close()"  # noqa: E501
    subprocess.run([sys.executable, "-c", visit, str(path)], check=True, timeout=60)

    assert path.with_name("two.db-wal").stat().st_ino == wal
    with first.connect() as again:
        assert again.execute(text("SELECT value FROM counter")).scalars().all() == [1]


def test_a_database_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "own.db"
    connection.engine(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o077 == 0
