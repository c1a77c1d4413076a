"""The log of messages and answers: nothing that arrived is lost, nothing is worked on twice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, sessionmaker

from storage import models
from storage.connection import utc_now, writing
from storage.upsert import insert_into

InTransaction = Callable[[Session], None]
"""Something more to be done in the transaction it is given."""


@dataclass(frozen=True)
class LoggedTurn:
    """One message and its answer; ``response`` is ``None`` while it is being worked on."""

    sender: str
    seq: int
    message_id: str | None
    text: str
    response: list[dict[str, Any]] | None
    created_at: datetime


class TurnLog:
    """Turns of all conversations, numbered 1, 2, 3… for each sender."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def begin(self, sender: str, text: str, message_id: str | None) -> tuple[LoggedTurn, bool]:
        """Store a message before it is worked on. ``False``: it is known; its turn is returned."""
        with writing(self._factory) as session:
            now = self._now()
            conversation = _locked_conversation(session, sender, now)
            if message_id is not None:
                known = session.scalar(
                    select(models.Turn).where(
                        models.Turn.sender == sender, models.Turn.message_id == message_id
                    )
                )
                if known is not None:
                    return _logged(known), False
            conversation.last_seq += 1
            conversation.last_at = now
            turn = models.Turn(
                sender=sender,
                seq=conversation.last_seq,
                message_id=message_id,
                text=text,
                created_at=now,
            )
            session.add(turn)
            return _logged(turn), True

    def finish(self, sender: str, seq: int, response: list[dict[str, Any]]) -> None:
        """Store the answer of a turn."""
        with writing(self._factory) as session:
            session.execute(
                update(models.Turn)
                .where(models.Turn.sender == sender, models.Turn.seq == seq)
                .values(response=response, answered_at=self._now())
            )

    def append(
        self,
        sender: str,
        message_id: str,
        response: list[dict[str, Any]],
        also: InTransaction | None = None,
    ) -> int | None:
        """Add a turn in which only this side speaks; its number, ``None`` when it is there.

        ``also`` is done in the same transaction: both happen, or neither.
        """
        with writing(self._factory) as session:
            return append_turn(session, sender, message_id, response, self._now(), also)

    def before(self, sender: str, seq: int, limit: int = 30) -> list[LoggedTurn]:
        """Up to ``limit`` turns up to and including ``seq``, oldest first."""
        with self._factory() as session:
            rows = session.scalars(
                select(models.Turn)
                .where(models.Turn.sender == sender, models.Turn.seq <= seq)
                .order_by(models.Turn.seq.desc())
                .limit(limit)
            )
            return [_logged(row) for row in reversed(rows.all())]

    def get(self, sender: str, seq: int) -> LoggedTurn | None:
        """One turn; ``None`` if there is none of this number."""
        with self._factory() as session:
            row = session.scalar(
                select(models.Turn).where(models.Turn.sender == sender, models.Turn.seq == seq)
            )
            return None if row is None else _logged(row)

    def after(self, sender: str, seq: int, limit: int = 200) -> list[LoggedTurn]:
        """Up to ``limit`` turns later than ``seq``, oldest first."""
        with self._factory() as session:
            rows = session.scalars(
                select(models.Turn)
                .where(models.Turn.sender == sender, models.Turn.seq > seq)
                .order_by(models.Turn.seq)
                .limit(limit)
            )
            return [_logged(row) for row in rows]

    def response(self, sender: str, seq: int) -> list[dict[str, Any]] | None:
        """The answer of one turn; ``None`` if there is none."""
        with self._factory() as session:
            found = session.scalar(
                select(models.Turn.response).where(
                    models.Turn.sender == sender, models.Turn.seq == seq
                )
            )
            return None if found is None else list(found)

    def has(self, sender: str, message_id: str) -> bool:
        """Whether there is a turn with this id."""
        wanted = exists().where(models.Turn.sender == sender, models.Turn.message_id == message_id)
        with self._factory() as session:
            return bool(session.scalar(select(wanted)))

    def last_seq(self, sender: str) -> int:
        """Number of the latest turn; 0 if there is none."""
        return self.last_seqs([sender]).get(sender, 0)

    def last_seqs(self, senders: Collection[str]) -> dict[str, int]:
        """Number of the latest turn of each conversation that there is."""
        conversation = models.Conversation
        wanted = select(conversation.sender, conversation.last_seq).where(
            conversation.sender.in_(senders)
        )
        with self._factory() as session:
            return {row.sender: row.last_seq for row in session.execute(wanted)}


def append_turn(
    session: Session,
    sender: str,
    message_id: str,
    response: list[dict[str, Any]],
    now: datetime,
    also: InTransaction | None = None,
) -> int | None:
    """What ``TurnLog.append`` does, in a transaction of the caller."""
    conversation = _locked_conversation(session, sender, now)
    known = session.scalar(
        select(models.Turn.seq).where(
            models.Turn.sender == sender, models.Turn.message_id == message_id
        )
    )
    if known is not None:
        return None
    conversation.last_seq += 1
    conversation.last_at = now
    session.add(
        models.Turn(
            sender=sender,
            seq=conversation.last_seq,
            message_id=message_id,
            text="",
            response=response,
            created_at=now,
            answered_at=now,
        )
    )
    if also is not None:
        also(session)
    return conversation.last_seq


def _locked_conversation(session: Session, sender: str, now: datetime) -> models.Conversation:
    """The sender's row, made if missing, locked until the transaction ends."""
    session.execute(
        insert_into(session, models.Conversation)
        .values(sender=sender, last_seq=0, created_at=now, last_at=now)
        .on_conflict_do_nothing()
    )
    return session.get_one(models.Conversation, sender, with_for_update=True)


def _logged(turn: models.Turn) -> LoggedTurn:
    return LoggedTurn(
        turn.sender, turn.seq, turn.message_id, turn.text, turn.response, turn.created_at
    )
