"""One-time links: to set up the first administrator, and to set a password."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, sessionmaker

from accounts.errors import AccountError
from accounts.tokens import digest, new_token
from storage import models, writing

KEEP_SETUP = timedelta(days=3)
KEEP_PASSWORD = timedelta(days=3)


@dataclass(frozen=True)
class Link:
    """A link that was issued; its token is known here and nowhere else."""

    token: str
    expires_at: datetime


class LinkStore:
    """The links in the database. A new link of a kind makes earlier ones void."""

    def __init__(self, factory: sessionmaker[Session], now: Callable[[], datetime]) -> None:
        self._factory = factory
        self._now = now

    def issue(self, user_id: int | None) -> Link:
        """A link for a user's password, or (None) for the first administrator."""
        token, now = new_token(), self._now()
        expires = now + (KEEP_SETUP if user_id is None else KEEP_PASSWORD)
        with writing(self._factory) as session:
            session.execute(delete(models.StaffLink).where(_of(user_id)))
            session.add(
                models.StaffLink(
                    digest=digest(token), user_id=user_id, created_at=now, expires_at=expires
                )
            )
        return Link(token, expires)

    def user_of(self, token: str) -> int | None:
        """Whose password a link sets; None: the first administrator's. Raises AccountError."""
        with self._factory() as session:
            return self._usable(session, token).user_id

    def use(self, session: Session, token: str) -> int | None:
        """Like `user_of`, and the link is used up with the session's transaction."""
        row = self._usable(session, token)
        mine = models.StaffLink.digest == row.digest
        used = session.execute(delete(models.StaffLink).where(mine))
        if not getattr(used, "rowcount", 0):  # by another process, in this moment
            raise AccountError("link_unknown")
        return row.user_id

    def good(self, token: str) -> bool:
        """Whether a link can be used."""
        try:
            self.user_of(token)
        except AccountError:
            return False
        return True

    def purge_expired(self) -> None:
        """Remove the links past their date."""
        with writing(self._factory) as session:
            session.execute(
                delete(models.StaffLink).where(models.StaffLink.expires_at <= self._now())
            )

    def _usable(self, session: Session, token: str) -> models.StaffLink:
        row = session.scalar(
            select(models.StaffLink).where(models.StaffLink.digest == digest(token))
        )
        if row is None or row.expires_at <= self._now():
            raise AccountError("link_unknown")
        return row


def _of(user_id: int | None) -> ColumnElement[bool]:
    column = models.StaffLink.user_id
    return column.is_(None) if user_id is None else column == user_id
