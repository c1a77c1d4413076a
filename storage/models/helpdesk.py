"""The help desk (package `helpdesk`): cases, answers given once, ratings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import SafeText, UtcDateTime


class HelpCase(Base):
    """One hand-over of a conversation to a person; its messages are turns of the conversation.

    ``state`` goes waiting → talking → closed. ``open_for`` is the sender while the case is open,
    so that a sender has one open case at most. ``said_seq`` is the sender's latest turn of it,
    ``read_seq`` the latest one that staff have seen, ``said_at`` when somebody last wrote.
    """

    __tablename__ = "help_cases"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    open_for: Mapped[str | None] = mapped_column(String(OWNER_LENGTH), unique=True)  # PII
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    headline: Mapped[str] = mapped_column(SafeText)  # masked
    opened_seq: Mapped[int] = mapped_column(Integer)
    said_seq: Mapped[int] = mapped_column(Integer)
    read_seq: Mapped[int] = mapped_column(Integer)
    staff: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_help_cases_state_opened_at", "state", "opened_at"),
        Index("ix_help_cases_sender", "sender"),
    )


class HelpAnswer(Base):
    """What staff answer to a question that no notice answers; live once ``state`` is approved.

    ``questions`` are the wordings it is looked up by. ``citation`` is notice, clause and quote,
    or none. ``revision`` grows with every change.
    """

    __tablename__ = "help_answers"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    questions: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(SafeText)
    citation: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    state: Mapped[str] = mapped_column(String(10))  # draft, approved, withdrawn, deleted
    revision: Mapped[int] = mapped_column(Integer)
    approved_on: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_help_answers_state", "state"),)


class HelpAnswerChange(Base):
    """One step in the life of such an answer. Append-only (a trigger guards it)."""

    __tablename__ = "help_answer_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("help_answers.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(12))
    questions: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(SafeText)
    citation: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("answer_id", "revision", name="uq_help_answer_changes_answer_revision"),
    )


class HelpRemoval(Base):
    """A group of questions that staff have taken off the list, with all its wordings (masked).

    It is off the list until ``restored_at``; the row stays as the record of both.
    """

    __tablename__ = "help_removals"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    lead: Mapped[str] = mapped_column(SafeText)
    keys: Mapped[list[str]] = mapped_column(JSON)  # its wordings, normalised
    staff: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    restored_by: Mapped[str | None] = mapped_column(String(64))
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_help_removals_at", "at"),)


class HelpOpening(Base):
    """Who has opened a question to write an answer, and when."""

    __tablename__ = "help_openings"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the wording
    staff: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Feedback(Base):
    """What a sender thinks of one message of an answer; ``part`` counts the turn's messages."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(
        ForeignKey("conversations.sender", ondelete="CASCADE")
    )  # PII
    seq: Mapped[int] = mapped_column(Integer)
    part: Mapped[int] = mapped_column(Integer)
    helpful: Mapped[bool] = mapped_column(Boolean)
    comment: Mapped[str] = mapped_column(SafeText)  # PII
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("sender", "seq", "part", name="uq_feedback_sender_seq_part"),
        Index("ix_feedback_at", "at"),
    )
