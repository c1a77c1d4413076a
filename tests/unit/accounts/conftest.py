"""What the tests of accounts share: a clock that is set, and the store on either database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session, sessionmaker

import tests.databases as databases
from accounts import AccountStore
from tests.passwords import cheap_hashes as cheap_hashes

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2025, 10, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(factory: sessionmaker[Session], clock: Clock) -> Iterator[AccountStore]:
    yield AccountStore(factory, clock)
