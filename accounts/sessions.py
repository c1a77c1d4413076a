"""Sessions: who is signed in in which browser. Kept in the database, so that they can be ended."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session, sessionmaker

from accounts.model import Person, Signed
from accounts.tokens import digest, new_token
from storage import models, writing

IDLE = timedelta(hours=2)
"""A session ends after this long without a request …"""
LONGEST = timedelta(hours=12)
"""… and in any case after this long."""
_TOUCH = timedelta(minutes=1)


class SessionStore:
    """Opens, finds and ends sessions. The token is the cookie's value."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        now: Callable[[], datetime],
        person: Callable[[models.StaffUser], Person],
    ) -> None:
        self._factory = factory
        self._now = now
        self._person = person

    def open(self, user_id: int) -> str:
        """A new session of a user; its token."""
        token, now = new_token(), self._now()
        with writing(self._factory) as session:
            session.add(
                models.StaffSession(
                    digest=digest(token),
                    user_id=user_id,
                    csrf=secrets.token_urlsafe(32),
                    created_at=now,
                    seen_at=now,
                    expires_at=now + IDLE,
                )
            )
        return token

    def find(self, token: str) -> Signed | None:
        """Who is signed in with this token; being found keeps the session alive."""
        now, key = self._now(), digest(token)
        with self._factory() as session:
            row = session.get(models.StaffSession, key)
            if row is None or row.expires_at <= now:
                return None
            user = session.get(models.StaffUser, row.user_id)
            if user is None or not user.active:
                return None
            signed = Signed(self._person(user), row.csrf, row.expires_at)
            touch, until = now - row.seen_at > _TOUCH, min(now + IDLE, row.created_at + LONGEST)
        if touch:
            with writing(self._factory) as session:
                session.execute(
                    update(models.StaffSession)
                    .where(models.StaffSession.digest == key)
                    .values(seen_at=now, expires_at=until)
                )
        return signed

    def close(self, token: str) -> None:
        """End one session."""
        with writing(self._factory) as session:
            session.execute(
                delete(models.StaffSession).where(models.StaffSession.digest == digest(token))
            )

    def close_all(self, session: Session, user_id: int) -> None:
        """End all sessions of a user, within a transaction."""
        session.execute(delete(models.StaffSession).where(models.StaffSession.user_id == user_id))

    def purge_expired(self) -> None:
        """Remove the sessions past their date."""
        with writing(self._factory) as session:
            session.execute(
                delete(models.StaffSession).where(models.StaffSession.expires_at <= self._now())
            )
