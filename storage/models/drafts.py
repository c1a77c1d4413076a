"""Forms being filled in, their history, and the files made from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import UtcDateTime


class Draft(Base):
    """A form being filled in, pinned to the version of the form it was begun with."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(100))
    form_version: Mapped[str] = mapped_column(String(100))
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII: who took it up last
    state: Mapped[dict[str, Any]] = mapped_column(JSON)  # PII: everything typed into the form
    revision: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))  # open, done, cancelled
    resume_code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_drafts_expires_at", "expires_at"),)


class DraftMember(Base):
    """Who may work on a draft: the one who began it and those who entered its resume code."""

    __tablename__ = "draft_members"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    attached_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_draft_members_owner", "owner"),)


class DraftChange(Base):
    """One field of one draft going from one value to another. Append-only (a trigger guards it).

    ``field`` is a field key, or ``@status`` / ``@owner`` / ``@form_version`` / ``@photo``
    for the draft itself.
    ``None`` in ``old`` or ``new`` means: no value.
    """

    __tablename__ = "draft_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(100))
    old: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    new: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    channel: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("ix_draft_changes_draft_id_revision", "draft_id", "revision"),)


class Document(Base):
    """A file made from one revision of a draft; ``path`` is relative to the documents folder."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))  # docx, pdf, …
    filename: Mapped[str] = mapped_column(String(200))  # PII: carries the institution's name
    path: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("draft_id", "revision", "kind", name="uq_documents_draft_revision_kind"),
        Index("ix_documents_expires_at", "expires_at"),
    )


class DraftPhoto(Base):
    """A photograph that is printed after the form of a draft, in the order of the ids."""

    __tablename__ = "draft_photos"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    caption: Mapped[str] = mapped_column(String(60))  # PII
    content: Mapped[bytes] = mapped_column(LargeBinary)  # PII: a JPEG, without what a camera adds
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_draft_photos_draft_id", "draft_id"),)


class PrefillOffer(Base):
    """What was read from one uploaded file and waits to be chosen from; the file is not kept.

    ``content`` is emptied when values were taken, and the row removed when it expires.
    """

    __tablename__ = "prefill_offers"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    form_id: Mapped[str] = mapped_column(String(100))
    draft_id: Mapped[str | None] = mapped_column(String(36))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # PII: values and snippets
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_prefill_offers_sender", "sender"),
        Index("ix_prefill_offers_expires_at", "expires_at"),
    )
