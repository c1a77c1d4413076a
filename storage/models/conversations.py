"""What people say and are answered, and what nobody could answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import SafeText, UtcDateTime


class Conversation(Base):
    """One sender's conversation; ``last_seq`` hands out the numbers of its turns."""

    __tablename__ = "conversations"

    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    last_seq: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turn(Base):
    """One message and what was answered. Written before the message is worked on.

    ``response`` is ``None`` until the answer is known. A ``message_id`` counts once per sender.
    """

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    seq: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[str | None] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(SafeText)  # PII
    response: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("sender", "seq", name="uq_turns_sender_seq"),
        UniqueConstraint("sender", "message_id", name="uq_turns_sender_message_id"),
        Index("ix_turns_created_at", "created_at"),
    )


class Unanswered(Base):
    """A question the notices do not answer, counted; ``question`` is its normalised form."""

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question: Mapped[str] = mapped_column(String(300), unique=True)
    sample: Mapped[str] = mapped_column(SafeText)  # may be PII: as typed, phone numbers masked
    count: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
