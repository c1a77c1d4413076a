"""Erase what is stored about one person."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import writing
from storage.models import (
    Conversation,
    Document,
    Draft,
    DraftMember,
    Submission,
    Turn,
    WeChatLink,
    WeChatMessage,
    WeChatPerson,
)


@dataclass(frozen=True)
class Erased:
    """What an erasure removed. ``shared_left``: drafts that someone else has taken over since."""

    drafts: int
    documents: int
    turns: int
    shared_left: int


def delete_person(factory: sessionmaker[Session], owner: str, documents: Path) -> Erased:
    """Erase the conversation of ``owner`` and the drafts they hold, with history and files.

    What the WeChat channel keeps of them goes too.

    A draft belongs to whoever took it up last. Drafts that another device or person has resumed
    since stay with them; ``owner`` is only taken off their list of members. ``documents`` is the
    folder the files lie in. Backups of the database are outside the reach of this function.
    """
    with writing(factory) as session:
        drafts = session.scalars(select(Draft.id).where(Draft.owner == owner)).all()
        paths = session.scalars(select(Document.path).where(Document.draft_id.in_(drafts))).all()
        shared = session.scalars(
            select(DraftMember.draft_id).where(
                DraftMember.owner == owner, DraftMember.draft_id.not_in(drafts)
            )
        ).all()
        turns = session.scalars(select(Turn.id).where(Turn.sender == owner)).all()
        session.execute(delete(Draft).where(Draft.id.in_(drafts)))
        session.execute(delete(Submission).where(Submission.draft_id.in_(drafts)))
        session.execute(delete(DraftMember).where(DraftMember.owner == owner))
        session.execute(delete(Conversation).where(Conversation.sender == owner))
        for table in (WeChatMessage, WeChatPerson, WeChatLink):
            session.execute(delete(table).where(table.sender == owner))
    for path in paths:
        (documents / path).unlink(missing_ok=True)
    return Erased(len(drafts), len(paths), len(turns), len(shared))
