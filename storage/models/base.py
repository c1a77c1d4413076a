"""What all tables share."""

from sqlalchemy.orm import DeclarativeBase

OWNER_LENGTH = 128
"""Longest conversation or person id that is accepted from a channel."""


class Base(DeclarativeBase):
    """Metadata of all tables; the migrations must produce exactly this."""
