"""Followers of the WeChat account who act for an account: linked by a code, undone at any time."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from accounts.errors import AccountError
from accounts.model import Person
from accounts.tokens import digest
from storage import models, writing
from storage.wechat_rows import withdraw

KEEP_CODE = timedelta(minutes=10)
KEEP_LINK = timedelta(days=90)
"""After this the code has to be sent again: telephones change hands."""
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another: I, L, O, 0, 1."""
LENGTH = 6


@dataclass(frozen=True)
class Code:
    """A code that was issued; it is known here and nowhere else."""

    text: str
    expires_at: datetime


@dataclass(frozen=True)
class Bound:
    """That an account is linked to a follower, since when and until when."""

    sender: str
    since: datetime
    until: datetime


class BindingStore:
    """The links in the database: one follower an account, one account a follower.

    Role, region and whether the account is active are read anew with every message.
    """

    def __init__(
        self,
        factory: sessionmaker[Session],
        now: Callable[[], datetime],
        person: Callable[[models.StaffUser], Person],
    ) -> None:
        self._factory = factory
        self._now = now
        self._person = person

    def issue(self, user_id: int) -> Code:
        """A code for an account that is not linked; an earlier one becomes void."""
        made, now = "".join(secrets.choice(LETTERS) for _ in range(LENGTH)), self._now()
        with writing(self._factory) as session:
            user = session.get(models.StaffUser, user_id)
            if user is None or not user.active:
                raise AccountError("user_unknown")
            if _of_user(session, user_id, now) is not None:
                raise AccountError("wechat_linked")
            _end(session, user_id, now)
            session.add(
                models.StaffWeChatCode(
                    user_id=user_id,
                    digest=digest(made),
                    created_at=now,
                    expires_at=now + KEEP_CODE,
                )
            )
        return Code(made, now + KEEP_CODE)

    def user_of(self, sender: str, written: str) -> int:
        """Whose account a follower would be linked to. Raises AccountError."""
        with self._factory() as session:
            return self._usable(session, sender, digest(code_in(written)))

    def redeem(self, sender: str, written: str) -> Person:
        """Link the follower; the code is used up. Raises AccountError.

        The same code of the same follower again, once it has linked them, changes nothing.
        """
        key, now = digest(code_in(written)), self._now()
        try:
            with writing(self._factory) as session:
                user_id = self._usable(session, sender, key)
                user = session.get_one(models.StaffUser, user_id)
                held = session.get(models.StaffWeChat, sender)
                if held is None or held.code_digest != key or held.expires_at <= now:
                    self._link(session, sender, user_id, key)
                return self._person(user)
        except IntegrityError as error:  # another follower was faster
            raise _void() from error

    def person(self, sender: str) -> Person | None:
        """For whom a follower acts now; None for everybody else."""
        with self._factory() as session:
            row = session.get(models.StaffWeChat, sender)
            if row is None or row.expires_at <= self._now():
                return None
            user = session.get(models.StaffUser, row.user_id)
            return self._person(user) if user is not None and user.active else None

    def of_user(self, user_id: int) -> Bound | None:
        """The follower who acts for an account."""
        with self._factory() as session:
            row = _of_user(session, user_id, self._now())
            return None if row is None else Bound(row.sender, row.created_at, row.expires_at)

    def linked(self) -> set[int]:
        """The accounts that are linked."""
        still = models.StaffWeChat.expires_at > self._now()
        with self._factory() as session:
            return set(session.scalars(select(models.StaffWeChat.user_id).where(still)))

    def unlink(self, user_id: int) -> None:
        """Undo the link of an account."""
        with writing(self._factory) as session:
            self.end(session, user_id)

    def end(self, session: Session, user_id: int) -> None:
        """Undo the link and the code of an account, within a transaction."""
        _end(session, user_id, self._now())

    def hold_back(self, session: Session, user_id: int) -> None:
        """What was still to be sent to the follower is not, within a transaction: the account has
        another role or region now."""
        row = _of_user(session, user_id, self._now())
        if row is not None:
            withdraw(session, row.sender, self._now())

    def purge_expired(self) -> None:
        """Remove codes and links past their date."""
        now = self._now()
        with writing(self._factory) as session:
            for table in (models.StaffWeChatCode, models.StaffWeChat):
                session.execute(delete(table).where(table.expires_at <= now))

    def _usable(self, session: Session, sender: str, key: str) -> int:
        now = self._now()
        held = session.get(models.StaffWeChat, sender)
        if held is not None and held.expires_at > now:
            if held.code_digest == key:
                return held.user_id
            raise AccountError("wechat_taken")
        row = session.scalar(
            select(models.StaffWeChatCode).where(models.StaffWeChatCode.digest == key)
        )
        if row is None or row.expires_at <= now:
            raise _void()
        user = session.get(models.StaffUser, row.user_id)
        if user is None or not user.active:
            raise _void()
        return row.user_id

    def _link(self, session: Session, sender: str, user_id: int, key: str) -> None:
        now = self._now()
        code = models.StaffWeChatCode
        used = session.execute(delete(code).where(code.user_id == user_id, code.digest == key))
        if not getattr(used, "rowcount", 0):  # by another process, in this moment
            raise _void()
        session.execute(delete(models.StaffWeChat).where(models.StaffWeChat.sender == sender))
        _end(session, user_id, now)
        session.add(
            models.StaffWeChat(
                sender=sender,
                user_id=user_id,
                code_digest=key,
                created_at=now,
                expires_at=now + KEEP_LINK,
            )
        )
        session.flush()


def _void() -> AccountError:
    return AccountError("wechat_code", minutes=KEEP_CODE // timedelta(minutes=1))


def code_in(written: str) -> str:
    """The code as it was issued: capitals, no spaces, whatever the keyboard made of it."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", written).upper())


def _of_user(session: Session, user_id: int, now: datetime) -> models.StaffWeChat | None:
    return session.scalar(
        select(models.StaffWeChat).where(
            models.StaffWeChat.user_id == user_id, models.StaffWeChat.expires_at > now
        )
    )


def _end(session: Session, user_id: int, now: datetime) -> None:
    row = session.scalar(select(models.StaffWeChat).where(models.StaffWeChat.user_id == user_id))
    if row is not None:
        withdraw(session, row.sender, now)
        session.delete(row)
        session.flush()
    code = models.StaffWeChatCode
    session.execute(delete(code).where(code.user_id == user_id))
