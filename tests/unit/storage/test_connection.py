"""Writers of one process take turns; none is refused because another is at work."""

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
