"""Passwords: argon2id with the library's recommended parameters, and what a good one must be."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import AccountError

LEAST, MOST = 10, 200
_hasher = PasswordHasher()


def require_good(password: str, name: str) -> None:
    """Refuse a password that is too short, too long or trivial. Raises AccountError."""
    if len(password) < LEAST:
        raise AccountError("password_short", least=LEAST)
    if len(password) > MOST:
        raise AccountError("password_long", most=MOST)
    if len(set(password)) < 3 or name.casefold() in password.casefold():
        raise AccountError("password_plain")


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; takes as long when there is none stored."""
    try:
        _hasher.verify(stored or _nobodys(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
