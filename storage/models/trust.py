"""Who read or changed personal data, and who was told how it is treated."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import UtcDateTime


class AuditEntry(Base):
    """One reading or change of personal data; holds none itself.

    Append-only: a trigger refuses every update, and every removal before `keep_until`.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(20))
    request_id: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    keep_until: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_keep_until", "keep_until"),
    )


class Consent(Base):
    """What one person decided on one version of the notice on personal data."""

    __tablename__ = "consents"

    person: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    decision: Mapped[str] = mapped_column(String(10))  # agreed, declined, told
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
