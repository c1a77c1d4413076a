"""Cases: which conversations wait for a person, which one a person has, which are over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from storage import utc_now, writing
from storage.models import HelpCase
from storage.upsert import insert_into

WAITING, TALKING, CLOSED = "waiting", "talking", "closed"
_LISTED = 200


@dataclass(frozen=True)
class Case:
    """A case as read from the store; see `storage.models.HelpCase`."""

    id: int
    sender: str
    channel: str
    state: str
    headline: str
    opened_seq: int
    said_seq: int
    read_seq: int
    staff: str | None
    opened_at: datetime
    taken_at: datetime | None
    said_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    changed_at: datetime

    @property
    def unread(self) -> bool:
        """Whether the sender wrote something that no staff has seen."""
        return self.said_seq > self.read_seq


class CaseStore:
    """All cases. Every method is one transaction."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def open_of(self, sender: str) -> Case | None:
        """The open case of a sender."""
        with self._factory() as session:
            row = session.scalar(select(HelpCase).where(HelpCase.open_for == sender))
            return None if row is None else _case(row)

    def get(self, case_id: int) -> Case | None:
        """A case by its number."""
        with self._factory() as session:
            row = session.get(HelpCase, case_id)
            return None if row is None else _case(row)

    def open(self, sender: str, channel: str, headline: str, seq: int) -> Case:
        """The sender's open case; a new one, waiting, when there is none."""
        now = self._now()
        with writing(self._factory) as session:
            session.execute(
                insert_into(session, HelpCase)
                .values(
                    sender=sender,
                    open_for=sender,
                    channel=channel,
                    state=WAITING,
                    headline=headline,
                    opened_seq=seq,
                    said_seq=seq,
                    read_seq=0,
                    opened_at=now,
                    said_at=now,
                    changed_at=now,
                )
                .on_conflict_do_nothing()
            )
            row = session.scalars(select(HelpCase).where(HelpCase.open_for == sender)).one()
            return _case(row)

    def said(self, case_id: int, seq: int) -> Case | None:
        """The sender wrote their turn `seq`; None when the case has been closed meanwhile."""
        with writing(self._factory) as session:
            row = _locked(session, case_id)
            if row is None or row.state == CLOSED:
                return None
            row.said_seq, row.said_at = max(seq, row.said_seq), self._now()
            row.changed_at = row.said_at
            return _case(row)

    def read(self, case_id: int, seq: int) -> None:
        """Staff have seen the conversation up to a turn."""
        with writing(self._factory) as session:
            row = _locked(session, case_id)
            if row is not None and row.read_seq < seq:
                row.read_seq, row.changed_at = seq, self._now()

    def take(self, case_id: int, staff: str, *, over: bool = False) -> tuple[Case | None, bool]:
        """Give the case to `staff`. The second value: it is theirs now and was not before.

        A case of somebody else's stays so, unless it is taken over.
        """
        with writing(self._factory) as session:
            row = _locked(session, case_id)
            if row is None:
                return None, False
            free = row.state == WAITING or (row.state == TALKING and over and row.staff != staff)
            if free:
                now = self._now()
                row.state, row.staff = TALKING, staff
                row.taken_at, row.said_at, row.changed_at = row.taken_at or now, now, now
            return _case(row), free

    def answered(self, case_id: int, staff: str, *, by_seq: int) -> None:
        """Staff wrote; what stands before has been read."""
        with writing(self._factory) as session:
            row = _locked(session, case_id)
            if row is not None:
                row.said_at = row.changed_at = self._now()
                row.read_seq = max(row.read_seq, row.said_seq, by_seq)

    def close(self, case_id: int, by: str) -> bool:
        """End a case: by person, staff, back (given back to the assistant) or idle. False: it was
        over already, or is gone."""
        with writing(self._factory) as session:
            row = _locked(session, case_id)
            if row is None or row.state == CLOSED:
                return False
            row.state, row.open_for, row.closed_by = CLOSED, None, by
            row.closed_at = row.changed_at = self._now()
            return True

    def idle_since(self, hours: float) -> list[Case]:
        """The talks in which nobody has written for so many hours."""
        before = self._now() - timedelta(hours=hours)
        with self._factory() as session:
            rows = session.scalars(
                select(HelpCase).where(HelpCase.state == TALKING, HelpCase.said_at < before)
            )
            return [_case(row) for row in rows]

    def ahead_of(self, case: Case) -> int:
        """How many cases wait longer."""
        with self._factory() as session:
            return int(
                session.scalar(
                    select(func.count()).where(HelpCase.state == WAITING, HelpCase.id < case.id)
                )
                or 0
            )

    def listed(self, *, closed: bool = False) -> list[Case]:
        """The open cases, waiting ones first, each kind oldest first; or the closed, latest
        first."""
        with self._factory() as session:
            chosen = select(HelpCase).limit(_LISTED)
            if closed:
                chosen = chosen.where(HelpCase.state == CLOSED).order_by(HelpCase.id.desc())
            else:
                chosen = chosen.where(HelpCase.state != CLOSED).order_by(
                    HelpCase.state.desc(), HelpCase.id
                )
            return [_case(row) for row in session.scalars(chosen)]

    def opened_since(self, since: datetime) -> list[datetime]:
        """When each hand-over from then on began."""
        with self._factory() as session:
            chosen = select(HelpCase.opened_at).where(HelpCase.opened_at >= since)
            return list(session.scalars(chosen))

    def stamp(self) -> str:
        """Another text whenever any case is another."""
        with self._factory() as session:
            found = session.execute(
                select(func.max(HelpCase.changed_at), func.count(HelpCase.id))
            ).one()
            return f"{found[0]} {found[1]}"


def _locked(session: Session, case_id: int) -> HelpCase | None:
    return session.get(HelpCase, case_id, with_for_update=True)


def _case(row: HelpCase) -> Case:
    return Case(
        row.id, row.sender, row.channel, row.state, row.headline, row.opened_seq, row.said_seq,
        row.read_seq, row.staff, row.opened_at, row.taken_at, row.said_at, row.closed_at,
        row.closed_by, row.changed_at,
    )  # fmt: skip
