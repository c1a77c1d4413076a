"""Who was told how personal data are treated, of which version, when, and what they decided."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from storage import models
from storage.connection import utc_now, writing
from storage.upsert import insert_into

AGREED, DECLINED, TOLD = "agreed", "declined", "told"
DECISIONS = (AGREED, DECLINED, TOLD)


@dataclass(frozen=True)
class Decision:
    """One decision as it was kept."""

    version: str
    decision: str
    channel: str
    at: datetime


class ConsentLog:
    """Decisions, one for each person and version of the notice; the latest counts."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def record(self, person: str, version: str, decision: str, channel: str) -> Decision:
        """Keep a decision and return it."""
        if decision not in DECISIONS:
            raise ValueError(f"unknown decision {decision!r}")
        kept = Decision(version, decision, channel, self._now())
        values = {"decision": decision, "channel": channel, "at": kept.at}
        with writing(self._factory) as session:
            session.execute(
                insert_into(session, models.Consent)
                .values(person=person, version=version, **values)
                .on_conflict_do_update(index_elements=["person", "version"], set_=values)
            )
        return kept

    def of(self, person: str, version: str) -> Decision | None:
        """What the person decided on this version; None when they have not been asked."""
        with self._factory() as session:
            row = session.get(models.Consent, (person, version))
            return None if row is None else Decision(row.version, row.decision, row.channel, row.at)
