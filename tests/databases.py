"""Fixtures with a fresh, migrated database, on SQLite and (mark ``services``) on PostgreSQL.

PostgreSQL: the server named by ``ASSISTANT_TEST_POSTGRES_URL`` (its user must be allowed to create
databases), or else a throw-away cluster made from the ``initdb`` and ``pg_ctl`` of this machine.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, CursorResult, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

import storage

Run = Callable[[str], CursorResult[Any]]

SQLITE_AND_POSTGRES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]


def migrate(url: str) -> None:
    """As storage.migrate does; an empty database is a copy of one that was migrated before."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql" and _is_empty(url):
        _copy_migrated(parsed)
        return
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or path.exists():
        storage.migrate(url)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    """A SQLite file with every table and no row; migrating takes 50 ms of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        storage.migrate(f"sqlite:///{path}")
        assert list(Path(folder).iterdir()) == [path], "all is in the one file"
        return path.read_bytes()


def _is_empty(url: str) -> bool:
    database = create_engine(storage.normalised_url(url), poolclass=NullPool)
    return not inspect(database).get_table_names()


def _copy_migrated(url: URL) -> None:
    """The (empty) PostgreSQL database anew, with every table and no row."""
    with _server(url) as run:
        run(f"DROP DATABASE {url.database}")
        _create(run, str(url.database), _template(url.set(database="postgres")))


@cache
def _template(server: URL) -> str:
    """The name of a migrated database on a PostgreSQL server."""
    name = f"migrated_{uuid.uuid4().hex}"
    with _server(server) as run:
        _create(run, name)
        atexit.register(_drop, server, name)
    storage.migrate(server.set(database=name).render_as_string(hide_password=False))
    return name


def _drop(server: URL, name: str) -> None:
    with _server(server) as run:
        run(f"DROP DATABASE {name} WITH (FORCE)")


def _create(run: Run, name: str, template: str = "template1") -> None:
    """Create a database; its files are copied, which takes a tenth of the time of logging them."""
    version = int(run("SHOW server_version_num").scalar_one())
    files = "STRATEGY file_copy" if version >= 150_000 else ""  # before, nothing else was there
    run(f"CREATE DATABASE {name} TEMPLATE {template} {files}")


@contextmanager
def _server(url: URL) -> Iterator[Run]:
    """Runs commands on the server of a database, from another database of it."""
    plain = url.set(database="postgres").render_as_string(hide_password=False)
    engine = create_engine(storage.normalised_url(plain), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield lambda command: connection.execute(text(command))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a PostgreSQL server whose user may create databases."""
    return os.environ.get("ASSISTANT_TEST_POSTGRES_URL") or _throw_away_cluster()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database, dropped afterwards."""
    server = make_url(postgres_server)
    name = f"test_{uuid.uuid4().hex}"
    with _server(server) as run:
        _create(run, name)
    yield server.set(database=name).render_as_string(hide_password=False)
    _drop(server, name)


@pytest.fixture(params=SQLITE_AND_POSTGRES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def factory(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on a freshly migrated database."""
    migrate(database_url)
    engine = storage.engine(database_url)
    yield storage.session_factory(engine)
    engine.dispose()


@cache
def _throw_away_cluster() -> str:
    """One for the whole run: every module that takes the fixture has a fixture of its own."""
    initdb = _find("initdb")
    if initdb is None:
        pytest.skip("no PostgreSQL: set ASSISTANT_TEST_POSTGRES_URL or install postgresql")
    as_user: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL refuses to run as root and there is no runuser")
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    port = _free_port()
    data = folder / "data"
    create = [*as_user, str(initdb), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8",
              "--no-sync", "--locale=C"]  # fmt: skip
    subprocess.run(create, check=True, capture_output=True, cwd=folder)
    control = [*as_user, str(initdb.with_name("pg_ctl")), "-D", str(data), "-w", "-t", "30"]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run(
        [*control, "-l", str(folder / "log"), "-o", options, "start"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    atexit.register(
        subprocess.run, [*control, "-m", "immediate", "stop"], capture_output=True, cwd=folder
    )
    return f"postgresql://tester@127.0.0.1:{port}/postgres"


def _find(tool: str) -> Path | None:
    on_path = shutil.which(tool)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"))
    return Path(on_path).resolve() if on_path else (installed[-1] if installed else None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
