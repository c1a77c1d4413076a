"""What the notices say to a question that came in, for staff to send or to change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from helpdesk.live import LiveAnswers
from policy import Citation, PolicyBase
from storage.turns import LoggedTurn


@dataclass(frozen=True)
class Suggestion:
    """A reply to the question of turn `seq`; `answers` is false when the notices do not say."""

    seq: int
    question: str
    text: str
    citations: tuple[Citation, ...]
    answers: bool


def suggestion(
    turns: Sequence[LoggedTurn], knowledge: PolicyBase, live: LiveAnswers, today: date
) -> Suggestion | None:
    """A reply to what the sender said last; None when staff have spoken since, or it is a
    greeting."""
    if not turns or not turns[-1].text:
        return None
    turn, before = turns[-1], turns[:-1]
    last = next((t for t in reversed(before) if t.text), None)
    subject = next(
        (kind for t in reversed(turns) if t.text and (kind := knowledge.subject_in(t.text))), None
    )
    answer = knowledge.reply(
        turn.text,
        subject=subject,
        today=today,
        last_topic=_topic(last),
        last_question=last.text if last is not None and _topic(last) else None,
    )
    answer = live.instead(turn.text, answer, _topic(last))
    if answer.outcome == "clarify":
        return None
    return Suggestion(
        turn.seq, turn.text, answer.text, tuple(answer.citations), answer.outcome == "answered"
    )


def _topic(turn: LoggedTurn | None) -> str | None:
    """The topic of the assistant's answer in a turn."""
    for part in (turn.response or []) if turn is not None else []:
        topic = (part.get("custom") or {}).get("topic")
        if topic:
            return str(topic)
    return None
