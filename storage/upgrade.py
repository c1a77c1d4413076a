"""Bring a database to the schema of this program. Run at every start, from any process."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from storage.connection import engine
from storage.errors import DatabaseTooNew

_SCRIPTS = Path(__file__).parent / "migrations"
_POSTGRES_LOCK = 7142025  # any number, the same in every process


def migrate(url: str | URL) -> str:
    """Migrate the database at ``url`` to the newest revision and return that revision.

    Everything happens in one transaction that only one process can hold (SQLite: the write lock;
    PostgreSQL: an advisory lock), so that several processes may start together and a failed
    migration leaves nothing behind. Raises ``DatabaseTooNew`` if a later program was here before.
    """
    bound = engine(url)
    try:
        with bound.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                return _upgrade(connection)
    finally:
        bound.dispose()


def _upgrade(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    head = str(scripts.get_current_head())
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseTooNew(found, head)
    if found != head:
        command.upgrade(config, "head")
    return head
