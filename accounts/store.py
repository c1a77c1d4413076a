"""Users: made and changed by an administrator, who never sees a password."""

import re
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from accounts import passwords
from accounts.bindings import BindingStore
from accounts.errors import AccountError
from accounts.links import Link, LinkStore
from accounts.model import Person
from accounts.regions import Region
from accounts.roles import ADMINISTRATOR, checked_region, role
from accounts.sessions import SessionStore
from storage import models, utc_now, writing

Also = Callable[[Session, Person], None]
"""Done in the transaction that makes or changes an account."""
_NAME = re.compile(r"[\w.\-]{2,32}")


class AccountStore:
    """Accounts in the database, with `links`, `sessions` and `wechat`; safe from several threads.

    Methods that change something raise AccountError, and have then changed nothing.
    """

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now
        self.links = LinkStore(factory, now)
        self.sessions = SessionStore(factory, now, _person)
        self.wechat = BindingStore(factory, now, _person)

    def empty(self) -> bool:
        """Whether nobody has an account yet."""
        with self._factory() as session:
            return session.scalar(select(models.StaffUser.id).limit(1)) is None

    def any_with(self, *names: str) -> bool:
        """Whether an account that can sign in has one of these roles."""
        wanted = (
            select(models.StaffUser.id)
            .where(
                models.StaffUser.role.in_(names),
                models.StaffUser.active,
                or_(
                    models.StaffUser.password_hash.is_not(None),
                    models.StaffUser.last_login_at.is_not(None),
                ),
            )
            .limit(1)
        )
        with self._factory() as session:
            return session.scalar(wanted) is not None

    def covered(self, role_id: str, region: Region) -> bool:
        """Whether somebody who can sign in has this role for this region."""
        return any(
            one.role == role_id and one.active and one.can_sign_in and one.region.covers(region)
            for one in self.everyone()
        )

    def everyone(self) -> list[Person]:
        """All accounts, by role and name."""
        with self._factory() as session:
            rows = session.scalars(
                select(models.StaffUser).order_by(models.StaffUser.role, models.StaffUser.name)
            )
            return [_person(row) for row in rows]

    def get(self, user_id: int) -> Person:
        """An account."""
        with self._factory() as session:
            return _person(_found(session, user_id))

    def create(
        self, name: str, display: str, role_id: str, region: str = "", also: Also | None = None
    ) -> Person:
        """A new account, without a password until its link is used; `also` in one transaction."""
        with writing(self._factory) as session:
            made = _person(self._add(session, name, display, role_id, region))
            if also is not None:
                also(session, made)
            return made

    def change(
        self,
        user_id: int,
        *,
        display: str,
        role_id: str,
        region: str,
        active: bool,
        also: Also | None = None,
    ) -> Person:
        """Change an account, and do `also`, in one transaction. Another role or region, or none,
        ends its sessions at once.

        A follower who acts for it has the new role with the next message, and is unlinked when
        the account is stopped.
        """
        display = _display(display)
        place = checked_region(role(role_id), region).written
        with writing(self._factory) as session:
            row = _found(session, user_id)
            if row.role == ADMINISTRATOR and row.active and row.password_hash is not None:
                still = active and role_id == ADMINISTRATOR
                if not still and not _another_administrator(session, user_id):
                    raise AccountError("last_administrator")
            if (row.role, row.region, row.active) != (role_id, place, active):
                self.sessions.close_all(session, user_id)
                self.wechat.hold_back(session, user_id)
            if not active:
                self.wechat.end(session, user_id)
            row.display, row.role, row.region, row.active = display, role_id, place, active
            changed = _person(row)
            if also is not None:
                also(session, changed)
            return changed

    def issue_link(self, user_id: int) -> Link:
        """A one-time link with which the user sets a password; earlier ones become void."""
        if not self.get(user_id).active:
            raise AccountError("user_inactive")
        return self.links.issue(user_id)

    def set_up(self, token: str, name: str, display: str, password: str) -> Person:
        """The first administrator, from the setup link."""
        passwords.require_good(password, name)
        stored = passwords.hashed(password)
        with writing(self._factory) as session:
            if self.links.use(session, token) is not None:
                raise AccountError("link_unknown")
            row = self._add(session, name, display, ADMINISTRATOR, "")
            row.password_hash = stored
            return _person(row)

    def redeem(self, token: str, password: str) -> Person:
        """Set the password of the link's user; all their sessions end, and their link to WeChat."""
        user_id = self.links.user_of(token)
        if user_id is None:
            raise AccountError("link_unknown")
        passwords.require_good(password, self.get(user_id).name)
        stored = passwords.hashed(password)
        with writing(self._factory) as session:
            self.links.use(session, token)
            row = _found(session, user_id)
            if not row.active:
                raise AccountError("link_unknown")
            row.password_hash = stored
            self._sign_out(session, user_id)
            return _person(row)

    def change_password(self, user_id: int, old: str, new: str) -> None:
        """Change one's own password; all sessions end, and the link to WeChat."""
        with self._factory() as session:
            row = _found(session, user_id)
            stored, name = row.password_hash, row.name
        if not passwords.matches(stored, old):
            raise AccountError("wrong")
        passwords.require_good(new, name)
        made = passwords.hashed(new)
        with writing(self._factory) as session:
            _found(session, user_id).password_hash = made
            self._sign_out(session, user_id)

    def sign_in(self, name: str, password: str) -> str:
        """A session's token. Takes as long for a name that does not exist."""
        folded = name.strip().casefold()
        known = folded if _NAME.fullmatch(folded) else ""
        with self._factory() as session:
            row = session.scalar(select(models.StaffUser).where(models.StaffUser.name == known))
            stored = row.password_hash if row is not None and row.active else None
        if not passwords.matches(stored, password) or row is None or stored is None:
            raise AccountError("wrong")
        renewed = passwords.hashed(password) if passwords.outdated(stored) else None
        with writing(self._factory) as session:
            user = _found(session, row.id)
            user.last_login_at = self._now()
            user.password_hash = renewed or user.password_hash
        return self.sessions.open(row.id)

    def sign_in_as(self, name: str) -> str:
        """A session's token for whom another system has identified by the name of their account.

        Only ASCII letters are folded: names that merely look alike stay different people's.
        """
        known = name.lower() if name.isascii() else name
        with writing(self._factory) as session:
            user = None
            if _NAME.fullmatch(known):
                user = session.scalar(
                    select(models.StaffUser).where(models.StaffUser.name == known)
                )
            if user is None or not user.active:
                raise AccountError("not_here", name=name[:64])
            user.last_login_at, found = self._now(), user.id
        return self.sessions.open(found)

    def purge_expired(self) -> None:
        """Remove links and sessions past their date."""
        self.links.purge_expired()
        self.sessions.purge_expired()
        self.wechat.purge_expired()

    def _sign_out(self, session: Session, user_id: int) -> None:
        self.sessions.close_all(session, user_id)
        self.wechat.end(session, user_id)

    def _add(
        self, session: Session, name: str, display: str, role_id: str, region: str
    ) -> models.StaffUser:
        folded = name.strip().casefold()
        if not _NAME.fullmatch(folded):
            raise AccountError("name_bad")
        row = models.StaffUser(
            name=folded,
            display=_display(display),
            role=role_id,
            region=checked_region(role(role_id), region).written,
            password_hash=None,
            active=True,
            created_at=self._now(),
            last_login_at=None,
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:
            raise AccountError("name_taken", name=folded) from error
        return row


def _found(session: Session, user_id: int) -> models.StaffUser:
    row = session.get(models.StaffUser, user_id)
    if row is None:
        raise AccountError("user_unknown")
    return row


def _another_administrator(session: Session, user_id: int) -> bool:
    others = select(func.count()).where(
        models.StaffUser.role == ADMINISTRATOR,
        models.StaffUser.active,
        models.StaffUser.password_hash.is_not(None),
        models.StaffUser.id != user_id,
    )
    return bool(session.scalar(others))


def _display(written: str) -> str:
    display = " ".join(written.split())
    if not 1 <= len(display) <= 32:
        raise AccountError("display_bad")
    return display


def _person(row: models.StaffUser) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        display=row.display,
        role=row.role,
        region=Region.read(row.region),
        active=row.active,
        has_password=row.password_hash is not None,
        last_login_at=row.last_login_at,
    )
