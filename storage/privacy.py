"""What is stored about one person, and its erasure."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from storage.connection import writing
from storage.models import (
    Consent,
    Conversation,
    Document,
    Draft,
    DraftMember,
    PrefillOffer,
    StaffWeChat,
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
    submissions: int = 0


@dataclass(frozen=True)
class HeldDraft:
    """A draft that an erasure would remove; ``resume_code`` as stored, ``is_open`` while in use."""

    form_id: str
    resume_code: str
    is_open: bool


@dataclass(frozen=True)
class Held:
    """What is stored about one person now."""

    turns: int
    documents: int
    shared: int
    submitted: int = 0
    drafts: list[HeldDraft] = field(default_factory=list)


def held(factory: sessionmaker[Session], owner: str) -> Held:
    """What ``delete_person`` would remove for ``owner``."""
    with factory() as session:
        drafts = session.scalars(
            select(Draft).where(Draft.owner == owner).order_by(Draft.updated_at.desc())
        ).all()
        ids = [draft.id for draft in drafts]
        return Held(
            turns=session.scalar(select(func.count(Turn.id)).where(Turn.sender == owner)) or 0,
            documents=session.scalar(
                select(func.count(Document.id)).where(Document.draft_id.in_(ids))
            )
            or 0,
            shared=len(session.scalars(_shared(owner, ids)).all()),
            submitted=session.scalar(
                select(func.count(Submission.id)).where(_handed_in(owner, ids))
            )
            or 0,
            drafts=[HeldDraft(d.form_id, d.resume_code, d.status == "open") for d in drafts],
        )


def delete_person(
    factory: sessionmaker[Session], owner: str, documents: Path, *, answering: str | None = None
) -> Erased:
    """Erase the conversation of ``owner`` and the drafts they hold, with history and files.

    What the WeChat channel keeps of them goes too, with their link to an account of staff, what
    was read from their files, and what they decided on the notice on personal data. ``answering``
    is the id of a WeChat message whose answer is still to be sent: its row, without the text, and
    the right to answer stay until it is out.

    A draft belongs to whoever took it up last. Drafts that another device or person has resumed
    since stay with them; ``owner`` is only taken off their list of members. ``documents`` is the
    folder the files lie in. Backups of the database are outside the reach of this function.
    """
    with writing(factory) as session:
        drafts = session.scalars(select(Draft.id).where(Draft.owner == owner)).all()
        paths = session.scalars(select(Document.path).where(Document.draft_id.in_(drafts))).all()
        shared = session.scalars(_shared(owner, list(drafts))).all()
        turns = session.scalars(select(Turn.id).where(Turn.sender == owner)).all()
        session.execute(delete(Draft).where(Draft.id.in_(drafts)))
        handed_in = session.execute(delete(Submission).where(_handed_in(owner, list(drafts))))
        session.execute(delete(DraftMember).where(DraftMember.owner == owner))
        session.execute(delete(Conversation).where(Conversation.sender == owner))
        session.execute(delete(PrefillOffer).where(PrefillOffer.sender == owner))
        session.execute(delete(Consent).where(Consent.person == owner))
        session.execute(delete(WeChatLink).where(WeChatLink.sender == owner))
        session.execute(delete(StaffWeChat).where(StaffWeChat.sender == owner))
        _erase_wechat(session, owner, answering)
    for path in paths:
        (documents / path).unlink(missing_ok=True)
    return Erased(
        len(drafts), len(paths), len(turns), len(shared), int(getattr(handed_in, "rowcount", 0))
    )


def _shared(owner: str, own: list[str]) -> Select[str]:
    return select(DraftMember.draft_id).where(
        DraftMember.owner == owner, DraftMember.draft_id.not_in(own)
    )


def _handed_in(owner: str, drafts: list[str]) -> ColumnElement[bool]:
    """Submissions of one's drafts, and one's own whose draft is past its date."""
    alive = exists().where(Draft.id == Submission.draft_id)
    return or_(Submission.draft_id.in_(drafts), and_(Submission.owner == owner, ~alive))


def _erase_wechat(session: Session, owner: str, answering: str | None) -> None:
    mine: ColumnElement[bool] = WeChatMessage.sender == owner
    answered_here = answering is not None and session.scalar(
        select(exists().where(mine, WeChatMessage.message_id == answering))
    )
    if not answered_here:
        session.execute(delete(WeChatMessage).where(mine))
        session.execute(delete(WeChatPerson).where(WeChatPerson.sender == owner))
        return
    kept = and_(mine, WeChatMessage.message_id == answering)
    session.execute(delete(WeChatMessage).where(mine, WeChatMessage.message_id != answering))
    session.execute(update(WeChatMessage).where(kept).values(text=""))
    session.execute(
        update(WeChatPerson)
        .where(WeChatPerson.sender == owner)
        .values(options=None, options_turn=0, noticed_at=None)
    )
