"""Accounts of staff (package `accounts`). Tokens are stored as hashes only."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import OWNER_LENGTH, Base
from storage.types import SafeText, UtcDateTime


class StaffUser(Base):
    """A member of staff. ``region``: ``福州市/仓山区``, ``福州市``, nothing for the province."""

    __tablename__ = "staff_users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # casefolded, to sign in with
    display: Mapped[str] = mapped_column(SafeText)  # PII
    role: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffLink(Base):
    """A one-time link: to set the first administrator up (no user), or to set a password."""

    __tablename__ = "staff_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A browser that is signed in."""

    __tablename__ = "staff_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_staff_sessions_user_id", "user_id"),
        Index("ix_staff_sessions_expires_at", "expires_at"),
    )


class StaffWeChatCode(Base):
    """The code with which an account's holder links a follower; one at a time, used once."""

    __tablename__ = "staff_wechat_codes"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("staff_users.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffWeChat(Base):
    """A follower of the WeChat account who acts for an account of staff."""

    __tablename__ = "staff_wechat"

    sender: Mapped[str] = mapped_column(String(OWNER_LENGTH), primary_key=True)  # PII
    user_id: Mapped[int] = mapped_column(
        ForeignKey("staff_users.id", ondelete="CASCADE"), unique=True
    )
    code_digest: Mapped[str] = mapped_column(
        String(64)
    )  # a message that comes again is known by it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_staff_wechat_expires_at", "expires_at"),)
