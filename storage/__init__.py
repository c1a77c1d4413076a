"""Persistence: engine, sessions, tables, migrations, and the erasure of one person.

Knows nothing of the application. SQLite (the default, in WAL mode) and PostgreSQL are supported
and tested alike.
"""

from storage import models
from storage.connection import engine, normalised_url, session_factory, utc_now, writing
from storage.errors import DatabaseTooNew, SecretKeyError, StorageError
from storage.privacy import Erased, delete_person
from storage.secret_key import secret_key
from storage.upgrade import migrate

__all__ = [
    "DatabaseTooNew",
    "Erased",
    "SecretKeyError",
    "StorageError",
    "delete_person",
    "engine",
    "migrate",
    "models",
    "normalised_url",
    "secret_key",
    "session_factory",
    "utc_now",
    "writing",
]
