"""Password hashes that cost little, for tests that sign in often."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from accounts import passwords


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same algorithm with the least work."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    yield
