"""What the notices say to a question that came in, for staff to send or to change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from helpdesk.live import LiveAnswers
from helpdesk.talks import FILLING, QUESTIONS
from policy import Citation, PolicyBase
from storage.turns import LoggedTurn

MOST = 3
"""Questions that a reply is suggested to at a time, the latest."""


@dataclass(frozen=True)
class Suggestion:
    """A reply to the question of turn `seq`; `answers` is false when the notices do not say."""

    seq: int
    question: str
    text: str
    citations: tuple[Citation, ...]
    answers: bool


def suggestions(
    turns: Sequence[LoggedTurn],
    asks_for_person: Callable[[str], bool],
    knowledge: PolicyBase,
    live: LiveAnswers,
    today: date,
) -> list[Suggestion]:
    """A reply to each question that nobody has answered, oldest first; to the last one before the
    wish for a person, where nothing was asked after it.

    What staff say answers everything before it, or the one question that their reply was to.
    """
    open_ones: list[int] = []
    asked: int | None = None
    answered: set[int] = set()
    for at in range(len(turns) - 1, -1, -1):
        spoken, to = _by_staff(turns[at])
        if spoken and to is None:
            break
        text = turns[at].text
        if to is not None:
            answered.add(to)
        if not text or asks_for_person(text) or turns[at].seq in answered or _filled_in(turns[at]):
            continue
        asked = at if asked is None and not answered else asked
        if not turns[at].response and len(open_ones) < MOST:
            open_ones.append(at)
    chosen = sorted(open_ones) or ([] if asked is None else [asked])
    made = (suggestion(turns[: at + 1], knowledge, live, today) for at in chosen)
    return [one for one in made if one is not None]


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


def _filled_in(turn: LoggedTurn) -> bool:
    """Whether the assistant took a message for a form or a check: no question, and not shown."""
    parts = turn.response or []
    outcomes = {str((part.get("custom") or {}).get("outcome") or "") for part in parts}
    return bool(outcomes & FILLING) and not outcomes & QUESTIONS


def _topic(turn: LoggedTurn | None) -> str | None:
    """The topic of the assistant's answer in a turn."""
    for part in (turn.response or []) if turn is not None else []:
        topic = (part.get("custom") or {}).get("topic")
        if topic:
            return str(topic)
    return None


def _by_staff(turn: LoggedTurn) -> tuple[bool, int | None]:
    """Whether a person at the desk speaks in a turn, and to which turn alone."""
    parts = ((part.get("custom") or {}).get("person") or {} for part in turn.response or [])
    said = next((person for person in parts if person.get("by") == "staff"), None)
    return said is not None, (said or {}).get("to")
