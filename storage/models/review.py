"""The review of applications (package `review`). A submission outlives its draft."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import SafeText, UtcDateTime


class Submission(Base):
    """An application under review. ``state`` is one of review/workflow.yml.

    ``back_to`` is the level that returned it; ``told`` the version its applicant knows of.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(36), unique=True)
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: who submitted it
    form_id: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(SafeText)  # PII
    city: Mapped[str] = mapped_column(String(32))
    county: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(20))
    back_to: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer)
    told: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_submissions_owner", "owner"),
        Index("ix_submissions_city_county", "city", "county"),
    )


class SubmissionSnapshot(Base):
    """What was submitted in one round. Append-only (a trigger guards it)."""

    __tablename__ = "submission_snapshots"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(Integer)
    form_version: Mapped[str] = mapped_column(String(100))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # PII
    verdict: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    as_of: Mapped[date] = mapped_column(Date)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("submission_id", "round", name="uq_submission_snapshots_round"),
    )


class SubmissionPhoto(Base):
    """A photograph as submitted in one round, in the order of the ids. Append-only."""

    __tablename__ = "submission_photos"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(Integer)
    caption: Mapped[str] = mapped_column(String(60))  # PII
    content: Mapped[bytes] = mapped_column(LargeBinary)  # PII

    __table_args__ = (Index("ix_submission_photos_round", "submission_id", "round"),)


class SubmissionEvent(Base):
    """One step of the review: who, when, what, why. Append-only (a trigger guards it)."""

    __tablename__ = "submission_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: staff:<id> or the applicant
    who: Mapped[str] = mapped_column(SafeText)  # PII: name and role at that time
    move: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(SafeText)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    round: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("submission_id", "version", name="uq_submission_events_version"),
    )
