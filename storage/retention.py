"""What is past its date: whose conversation, and which submissions; and their removal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import writing
from storage.models import Consent, Conversation, Draft, PrefillOffer, Submission, Turn

AT_ONCE = 200
"""How many people or submissions are removed in one run; the rest in the next."""


def silent_people(
    factory: sessionmaker[Session], since: datetime, limit: int = AT_ONCE
) -> list[tuple[str, bool]]:
    """Senders who have said nothing since and have no draft, with whether they have handed
    anything in: of these only the conversation goes."""
    drafts = exists().where(Draft.owner == Conversation.sender)
    submitted = exists().where(Submission.owner == Conversation.sender)
    with factory() as session:
        rows = session.execute(
            select(Conversation.sender, submitted)
            .where(Conversation.last_at < since, ~drafts)
            .order_by(Conversation.last_at)
            .limit(limit)
        )
        return [(sender, bool(handed_in)) for sender, handed_in in rows]


def delete_conversation(factory: sessionmaker[Session], sender: str) -> int:
    """Remove what was said and answered, with the help desk's cases and ratings, and what was read
    from files; submissions stay. Returns the number of turns."""
    with writing(factory) as session:
        turns = session.scalar(select(func.count(Turn.id)).where(Turn.sender == sender)) or 0
        session.execute(delete(Conversation).where(Conversation.sender == sender))
        session.execute(delete(PrefillOffer).where(PrefillOffer.sender == sender))
        return turns


def old_submissions(
    factory: sessionmaker[Session], before: datetime, limit: int = AT_ONCE
) -> list[int]:
    """Submissions whose last step was before, the oldest first."""
    with factory() as session:
        return list(
            session.scalars(
                select(Submission.id)
                .where(Submission.updated_at < before)
                .order_by(Submission.updated_at)
                .limit(limit)
            )
        )


def delete_submissions(factory: sessionmaker[Session], ids: Sequence[int], before: datetime) -> int:
    """Remove these with copies and history; one that has moved since `before` stays."""
    with writing(factory) as session:
        gone = session.execute(
            delete(Submission).where(Submission.id.in_(ids), Submission.updated_at < before)
        )
        return int(getattr(gone, "rowcount", 0))


def purge_consents(factory: sessionmaker[Session], before: datetime) -> int:
    """Remove decisions older than that of people who have no conversation any more."""
    talks = exists().where(Conversation.sender == Consent.person)
    with writing(factory) as session:
        gone = session.execute(delete(Consent).where(Consent.at < before, ~talks))
        return int(getattr(gone, "rowcount", 0))
