"""What only a server can do to us: drop the connection, and be reached by several spellings."""

import pytest
from sqlalchemy import create_engine, text

import storage
import tests.databases as databases
from forms.drafts import DraftStore

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url

pytestmark = pytest.mark.services


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_usual_spellings_of_the_address_work(postgres_url: str, scheme: str) -> None:
    url = f"{scheme}://{postgres_url.split('://', 1)[1]}"
    storage.migrate(url)
    engine = storage.engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM drafts")) == 0
    engine.dispose()


def test_a_dropped_connection_is_replaced(postgres_url: str) -> None:
    storage.migrate(postgres_url)
    engine = storage.engine(postgres_url)
    store = DraftStore(storage.session_factory(engine))
    draft = store.create("f", "1", "web-1")
    other = create_engine(storage.normalised_url(postgres_url), isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
    other.dispose()
    assert ended
    assert store.save(draft, 1, "web-1", "web").revision == 2
    engine.dispose()
