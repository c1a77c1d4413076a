"""What people think of the answers they got."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from storage import utc_now, writing
from storage.models import Feedback, Turn
from storage.upsert import insert_into

COMMENT = 500
"""The longest comment."""


class NoSuchAnswer(Exception):
    """There is no such message in the conversation."""


@dataclass(frozen=True)
class Rating:
    """What was thought of one message of a turn."""

    helpful: bool
    comment: str


@dataclass(frozen=True)
class Rated:
    """A rating with what was asked and answered."""

    at: datetime
    helpful: bool
    comment: str
    question: str
    answer: str


class FeedbackStore:
    """All ratings; a later one of the same message takes the place of the earlier one."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def rate(self, sender: str, seq: int, part: int, helpful: bool | None, comment: str) -> None:
        """Keep a rating, or with None take it back. Raises NoSuchAnswer."""
        with writing(self._factory) as session:
            response = session.scalar(
                select(Turn.response).where(Turn.sender == sender, Turn.seq == seq)
            )
            if not isinstance(response, list) or not 0 <= part < len(response):
                raise NoSuchAnswer
            if helpful is None:
                session.execute(
                    delete(Feedback).where(
                        Feedback.sender == sender, Feedback.seq == seq, Feedback.part == part
                    )
                )
                return
            values = {"helpful": helpful, "comment": comment[:COMMENT], "at": self._now()}
            session.execute(
                insert_into(session, Feedback)
                .values(sender=sender, seq=seq, part=part, **values)
                .on_conflict_do_update(index_elements=["sender", "seq", "part"], set_=values)
            )

    def of(self, sender: str, after: int) -> dict[int, dict[int, Rating]]:
        """The ratings of a sender's turns later than `after`, by turn and message."""
        found: dict[int, dict[int, Rating]] = {}
        with self._factory() as session:
            for row in session.scalars(
                select(Feedback).where(Feedback.sender == sender, Feedback.seq > after)
            ):
                found.setdefault(row.seq, {})[row.part] = Rating(row.helpful, row.comment)
        return found

    def counts(self) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        with self._factory() as session:
            rows = session.execute(
                select(Feedback.helpful, func.count()).group_by(Feedback.helpful)
            ).all()
        found = {bool(helpful): int(count) for helpful, count in rows}
        return found.get(True, 0), found.get(False, 0)

    def latest(self, limit: int = 200) -> list[Rated]:
        """The latest ratings."""
        with self._factory() as session:
            rows = session.execute(
                select(Feedback, Turn)
                .join(Turn, (Turn.sender == Feedback.sender) & (Turn.seq == Feedback.seq))
                .order_by(Feedback.at.desc())
                .limit(limit)
            ).all()
            return [
                Rated(f.at, f.helpful, f.comment, turn.text, _text(turn.response, f.part))
                for f, turn in rows
            ]


def _text(response: Any, part: int) -> str:
    if not isinstance(response, list) or part >= len(response):
        return ""
    return str(response[part].get("text") or "")
