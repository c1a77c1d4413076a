"""Count the questions that no notice answers, as a work list for the help desk."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import writing
from storage.models import HelpOpening, HelpRemoval, Unanswered
from storage.types import storable
from storage.upsert import insert_into

QUESTION_LENGTH = 300


def record_unanswered(
    factory: sessionmaker[Session], question: str, sample: str, at: datetime
) -> int:
    """Add one to the count of ``question`` (normalised by the caller) and return the count.

    ``sample`` is the wording to show to staff; the first one is kept. Mask personal data before.
    """
    key = storable(question)[:QUESTION_LENGTH]
    with writing(factory) as session:
        added = insert_into(session, Unanswered).values(
            question=key, sample=sample, count=1, first_at=at, last_at=at
        )
        count = session.scalar(
            added.on_conflict_do_update(
                index_elements=["question"],
                set_={"count": Unanswered.count + 1, "last_at": at},
            ).returning(Unanswered.count)
        )
    return int(count or 0)


def list_unanswered(factory: sessionmaker[Session], limit: int = 100) -> list[Unanswered]:
    """The questions asked most often, and of these the latest, first."""
    with factory() as session:
        return list(
            session.scalars(
                select(Unanswered)
                .order_by(Unanswered.count.desc(), Unanswered.last_at.desc())
                .limit(limit)
            )
        )


def purge_unanswered(factory: sessionmaker[Session], before: datetime) -> int:
    """Remove questions nobody has asked since, and what staff took off the list or had open before
    that; return how many questions."""
    old = Unanswered.last_at < before
    with writing(factory) as session:
        session.execute(delete(HelpRemoval).where(HelpRemoval.at < before))
        session.execute(delete(HelpOpening).where(HelpOpening.at < before))
        ids = session.scalars(select(Unanswered.id).where(old)).all()
        if ids:
            session.execute(delete(Unanswered).where(old))
        return len(ids)
