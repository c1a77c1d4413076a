"""What the WeChat channel keeps: messages under way, followers, links, nonces."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import SafeText, UtcDateTime


class WeChatMessage(Base):
    """One message or event of the WeChat account, and how far its answer has come.

    ``state`` goes answering → answered → delivered; ``failed`` is an answer the platform refuses
    for good. ``route`` says who carries the first part: ``passive`` the reply to the callback,
    ``service`` a customer-service message. ``sent`` counts the parts of ``answer`` that are out.
    ``due_at`` is when a process may next take the row up, ``lease_until`` until when
    ``lease_owner`` has it. ``forget_at`` is when ``answer`` is removed, sent or not: what reviewers
    are told is not kept.
    """

    __tablename__ = "wechat_messages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # hash of what makes it the same
    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    message_id: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(SafeText)  # PII
    state: Mapped[str] = mapped_column(String(12))
    route: Mapped[str | None] = mapped_column(String(8))
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)  # PII
    sent: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    forget_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_wechat_messages_sender", "sender"),
        Index("ix_wechat_messages_state_due_at", "state", "due_at"),
        Index("ix_wechat_messages_received_at", "received_at"),
        Index("ix_wechat_messages_forget_at", "forget_at"),
    )


class WeChatPerson(Base):
    """What is known of one follower: the quota of customer-service messages, the last options."""

    __tablename__ = "wechat_people"

    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    quota: Mapped[int] = mapped_column(Integer)
    quota_until: Mapped[datetime] = mapped_column(UtcDateTime)
    options: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    options_turn: Mapped[int] = mapped_column(Integer)
    noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WeChatLink(Base):
    """A link that opens one follower's conversation on the web page until it expires."""

    __tablename__ = "wechat_links"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH))  # PII
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_wechat_links_sender", "sender"),
        Index("ix_wechat_links_expires_at", "expires_at"),
    )


class WeChatNonce(Base):
    """A nonce that was used, tied to what it was used for: a retry may bring both again."""

    __tablename__ = "wechat_nonces"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_wechat_nonces_seen_at", "seen_at"),)
