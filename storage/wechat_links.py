"""Links from WeChat to the web page: random ids of a follower's conversation that expire."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import utc_now, writing
from storage.models import WeChatLink


class LinkStore:
    """Links in the database, each good for `lifetime`."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        *,
        lifetime: timedelta = timedelta(days=2),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._factory = factory
        self._lifetime = lifetime
        self._now = now

    def id_for(self, sender: str) -> str:
        """The id of a link that is good for at least half the lifetime; a new one if need be."""
        now = self._now()
        with writing(self._factory) as session:
            known = session.scalar(
                select(WeChatLink.id).where(
                    WeChatLink.sender == sender, WeChatLink.expires_at > now + self._lifetime / 2
                )
            )
            if known is not None:
                return known
            made = WeChatLink(
                id=secrets.token_urlsafe(24),
                sender=sender,
                created_at=now,
                expires_at=now + self._lifetime,
            )
            session.add(made)
            return made.id

    def sender_of(self, link_id: str) -> str | None:
        """Whose conversation a link opens; None when it is unknown or expired."""
        with self._factory() as session:
            row = session.get(WeChatLink, link_id)
            return row.sender if row is not None and row.expires_at > self._now() else None

    def purge(self) -> None:
        """Remove expired links."""
        with writing(self._factory) as session:
            session.execute(delete(WeChatLink).where(WeChatLink.expires_at <= self._now()))
