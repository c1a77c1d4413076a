"""Groups of questions that staff take off the list, and put back; and who has one open."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from helpdesk.wording import say, stamp
from policy.text import normalise
from storage import utc_now, writing
from storage.models import HelpOpening, HelpRemoval
from storage.upsert import insert_into

OPEN_FOR = timedelta(minutes=15)
"""How long whoever opened a question counts as writing its answer."""


class NotRemoved(Exception):
    """Nothing was done; Chinese text says why. `anyway`: it may be done all the same."""

    def __init__(self, text: str, *, anyway: bool = False) -> None:
        super().__init__(text)
        self.anyway = anyway


@dataclass(frozen=True)
class Removal:
    """A group that is off the list."""

    id: int
    lead: str
    others: int
    staff: str
    at: datetime


def key_of(question: str) -> str:
    """A wording as it is compared: letters and digits alone."""
    return "".join(c for c in normalise(question) if c.isalnum())


class Removals:
    """What is off the list. Every method is one transaction."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def listed(self) -> list[Removal]:
        """What is off the list now, removed last first."""
        with self._factory() as session:
            return [_removal(row) for row in self._active(session)]

    def by_key(self) -> Mapping[str, Removal]:
        """The same by each wording."""
        with self._factory() as session:
            rows = self._active(session)
            return {key: _removal(row) for row in reversed(rows) for key in row.keys}

    def of(self, questions: Iterable[str]) -> Removal | None:
        """The removal that has taken one of the wordings off the list."""
        known = self.by_key()
        return next((known[key] for q in questions if (key := key_of(q)) in known), None)

    def remove(self, questions: Sequence[str], staff: str, *, anyway: bool = False) -> Removal:
        """Take a group off the list, most frequent wording first. Raises NotRemoved when it is off
        already or, unless `anyway`, when somebody else is writing an answer to it."""
        keys = list(dict.fromkeys(map(key_of, questions)))
        now = self._now()
        with writing(self._factory) as session:
            for row in self._active(session):
                if set(row.keys) & set(keys):
                    raise NotRemoved(say("group_gone", staff=row.staff, at=stamp(row.at)))
            if not anyway:
                self._require_closed(session, keys, staff)
            made = HelpRemoval(lead=questions[0], keys=keys, staff=staff, at=now)
            session.add(made)
            session.flush()
            return _removal(made)

    def restore(self, removal_id: int, staff: str) -> Removal:
        """Put a group back on the list. Raises NotRemoved when somebody has done so."""
        with writing(self._factory) as session:
            row = session.get(HelpRemoval, removal_id, with_for_update=True)
            if row is None:
                raise NotRemoved(say("group_unknown"))
            if row.restored_at is not None:
                by = {"staff": row.restored_by, "at": stamp(row.restored_at)}
                raise NotRemoved(say("group_back", **by))
            row.restored_by, row.restored_at = staff, self._now()
            return _removal(row)

    def opened(self, questions: Iterable[str], staff: str) -> None:
        """Note that somebody is writing an answer to these."""
        now = self._now()
        with writing(self._factory) as session:
            session.execute(delete(HelpOpening).where(HelpOpening.at < now - OPEN_FOR))
            for key in {_hash(key_of(question)) for question in questions}:
                session.execute(
                    insert_into(session, HelpOpening)
                    .values(key=key, staff=staff, at=now)
                    .on_conflict_do_update(index_elements=["key", "staff"], set_={"at": now})
                )

    def closed(self, staff: str) -> None:
        """Somebody has saved what they were writing."""
        with writing(self._factory) as session:
            session.execute(delete(HelpOpening).where(HelpOpening.staff == staff))

    def _require_closed(self, session: Session, keys: Iterable[str], staff: str) -> None:
        found = session.scalar(
            select(HelpOpening)
            .where(
                HelpOpening.key.in_([_hash(key) for key in keys]),
                HelpOpening.staff != staff,
                HelpOpening.at > self._now() - OPEN_FOR,
            )
            .order_by(HelpOpening.at.desc())
            .limit(1)
        )
        if found is not None:
            text = say("group_open", staff=found.staff, at=stamp(found.at))
            raise NotRemoved(text, anyway=True)

    def _active(self, session: Session) -> list[HelpRemoval]:
        return list(
            session.scalars(
                select(HelpRemoval)
                .where(HelpRemoval.restored_at.is_(None))
                .order_by(HelpRemoval.at.desc())
            )
        )


def _removal(row: HelpRemoval) -> Removal:
    return Removal(row.id, row.lead, len(row.keys) - 1, row.staff, row.at)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
