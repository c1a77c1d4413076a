"""Conversations for staff to look through: who answered what badly, without who asked.

A conversation is named by the number of one of its turns, never by its sender's id: that id opens
the conversation to whoever holds it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from storage.models import Conversation, Feedback, Turn

LISTED, _READ, _SHOWN = 100, 4000, 200
DECLINED, UNHELPFUL = "declined", "unhelpful"
ONLY = (DECLINED, UNHELPFUL)
QUESTIONS = frozenset({"answered", "declined", "clarify"})
FILLING = frozenset({"form", "checked", "rendered"})


@dataclass(frozen=True)
class Talk:
    """A conversation in the list; `turn` is its latest turn, `asked` its last question, masked."""

    turn: int
    last_at: datetime
    channel: str
    turns: int
    declined: int
    unhelpful: int
    asked: str


@dataclass(frozen=True)
class Said:
    """One message in a text that may be shown: `ours` is the assistant or staff."""

    ours: bool
    staff: bool
    text: str
    hidden: bool
    outcome: str
    citations: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """One turn: when, what was said, whether the answer was found helpful, and the comment."""

    at: datetime
    said: tuple[Said, ...]
    helpful: bool | None
    comment: str
    declined: tuple[str, ...]
    """The questions the notices do not answer: the message, or what of it was left open."""


class Talks:
    """Reads them. `mask` takes personal data out of what people typed."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        mask: Callable[[str], str],
        channel_of: Callable[[str], str],
    ) -> None:
        self._factory = factory
        self._mask = mask
        self._channel_of = channel_of

    def latest(self, only: str = "") -> list[Talk]:
        """The conversations that moved last; `only` those with a decline, or with a bad rating."""
        with self._factory() as session:
            senders = session.execute(
                select(Conversation.sender, Conversation.last_at)
                .order_by(Conversation.last_at.desc())
                .limit(LISTED)
            ).all()
            names = [sender for sender, _ in senders]
            turns: dict[str, list[Turn]] = {}
            for turn in session.scalars(
                select(Turn).where(Turn.sender.in_(names)).order_by(Turn.id.desc()).limit(_READ)
            ):
                turns.setdefault(turn.sender, []).append(turn)
            bad: dict[str, int] = {
                sender: count
                for sender, count in session.execute(
                    select(Feedback.sender, func.count())
                    .where(Feedback.sender.in_(names), Feedback.helpful.is_(False))
                    .group_by(Feedback.sender)
                )
            }
            found = [
                self._talk(sender, at, turns[sender], bad.get(sender, 0))
                for sender, at in senders
                if sender in turns
            ]
        wanted = {DECLINED: lambda t: t.declined, UNHELPFUL: lambda t: t.unhelpful}.get(only)
        return found if wanted is None else [talk for talk in found if wanted(talk)]

    def sender_of(self, turn: int) -> str | None:
        """Whose conversation a turn belongs to; None when it has been removed."""
        with self._factory() as session:
            return session.scalar(select(Turn.sender).where(Turn.id == turn))

    def told(self, sender: str) -> list[Told]:
        """The latest turns of a conversation, oldest first; what was filled in is left out."""
        with self._factory() as session:
            turns = session.scalars(
                select(Turn).where(Turn.sender == sender).order_by(Turn.seq.desc()).limit(_SHOWN)
            ).all()
            rated = {
                row.seq: row
                for row in session.scalars(select(Feedback).where(Feedback.sender == sender))
            }
            return [self._told(turn, rated.get(turn.seq)) for turn in reversed(turns)]

    def _talk(self, sender: str, at: datetime, turns: list[Turn], unhelpful: int) -> Talk:
        """`turns`: latest first."""
        asked = next((t.text for t in turns if t.text and _outcomes(t) & QUESTIONS), "")
        declined = sum(bool(_declined(turn)) for turn in turns)
        said = sum(bool(turn.text) for turn in turns)
        channel = self._channel_of(sender)
        return Talk(turns[0].id, at, channel, said, declined, unhelpful, self._mask(asked)[:80])

    def _told(self, turn: Turn, rated: Feedback | None) -> Told:
        filling = bool(_outcomes(turn) & FILLING)
        said = [Said(False, False, self._mask(turn.text), filling, "", ())] if turn.text else []
        for part in turn.response or []:
            custom = part.get("custom") or {}
            outcome = str(custom.get("outcome") or "")
            staff = (custom.get("person") or {}).get("by") == "staff"
            text = self._mask(str(part.get("text") or ""))
            cited = custom.get("citations") or ()
            said.append(Said(True, staff, text, outcome in FILLING, outcome, cited))
        helpful, comment = (None, "") if rated is None else (rated.helpful, rated.comment)
        asked = tuple(map(self._mask, _declined(turn)))
        return Told(turn.created_at, tuple(said), helpful, self._mask(comment or ""), asked)


def _customs(turn: Turn) -> list[Mapping[str, Any]]:
    return [part.get("custom") or {} for part in turn.response or []]


def _outcomes(turn: Turn) -> frozenset[str]:
    return frozenset(str(custom.get("outcome") or "") for custom in _customs(turn))


def _declined(turn: Turn) -> list[str]:
    """What of a message no notice answers: single questions of it, or the whole."""
    left = [question for custom in _customs(turn) for question in custom.get("unanswered") or ()]
    if left:
        return list(dict.fromkeys(left))
    return [turn.text] if DECLINED in _outcomes(turn) else []
