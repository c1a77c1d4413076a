"""Engines and sessions.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit that returned has been flushed to the
disk, so that "已保存" is true even if the power fails. (WAL's usual NORMAL survives a killed
process, but may lose the last commits with the machine.) The cost is one flush per save, around a
millisecond on an SSD; a turn of conversation makes two or three.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another before it gives up."""


_queues: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()
_queues_lock = threading.Lock()


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def normalised_url(url: str | URL) -> URL:
    """``url`` with the driver this project uses (``postgresql://`` means psycopg 3)."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def engine(url: str | URL) -> Engine:
    """An engine for a SQLite or PostgreSQL URL; a SQLite file and its folder are made if needed."""
    parsed = normalised_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    if parsed.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        _make_private_file(Path(str(parsed.database)))
    made = create_engine(parsed, **options)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def session_factory(bound: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after the commit."""
    return sessionmaker(bound, expire_on_commit=False)


@contextmanager
def writing(factory: sessionmaker[Session]) -> Iterator[Session]:
    """A session in one write transaction: committed at the end, rolled back on an error.

    On SQLite it takes the write lock at once (``BEGIN IMMEDIATE``), so that read-then-write never
    fails half way because another writer came in between; others wait for their turn. Writers of
    this process queue up before that: SQLite's own waiting is a poll that lets some starve for
    seconds. Do not nest.
    """
    with _turn(factory), factory() as session:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()


def _turn(factory: sessionmaker[Session]) -> AbstractContextManager[Any]:
    bound = factory.kw.get("bind")
    if not isinstance(bound, Engine) or bound.dialect.name != "sqlite":
        return nullcontext()
    with _queues_lock:
        return _queues.setdefault(bound, threading.Lock())


def _make_private_file(path: Path) -> None:
    """Make the file if there is none; one that is there is never opened outside SQLite.

    Closing it would drop every lock that this process holds on it (POSIX locks belong to the
    process): another process would take itself for the last one, delete the WAL at its end, and
    what is written from then on would be lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """WAL is a lasting property of the file; the first switch does not honour the busy timeout."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            cursor.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
