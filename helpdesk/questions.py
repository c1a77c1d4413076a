"""Questions put together by meaning, with counts: the work list, and what is asked again and
again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from helpdesk.answers import APPROVED, AnswerBook
from helpdesk.live import LiveAnswers
from helpdesk.removals import NotRemoved, Removal, Removals, key_of
from helpdesk.settings import Cluster
from helpdesk.wording import say, stamp
from policy import encoder
from policy.text import normalise
from storage import utc_now
from storage.models import Turn
from storage.unanswered import list_unanswered

_TURNS = 5000
"""How many turns are looked at, the latest."""
_LONGEST = 120


@dataclass(frozen=True)
class Question:
    """One wording: how often, when last, and whether the notices answer it."""

    text: str
    count: int
    last_at: datetime
    answered: bool


@dataclass(frozen=True)
class Group:
    """Wordings that ask the same, most frequent first; `work` is open, draft, live or removed."""

    questions: tuple[Question, ...]
    work: str = "open"
    answer_id: int | None = None

    @property
    def count(self) -> int:
        """How often it was asked, in any wording."""
        return sum(question.count for question in self.questions)

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max(question.last_at for question in self.questions)

    @property
    def lead(self) -> Question:
        """The wording most frequent."""
        return self.questions[0]


class QuestionLists:
    """Reads the questions of all conversations."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        book: AnswerBook,
        live: LiveAnswers,
        cluster: Cluster,
        mask: Callable[[str], str],
        removals: Removals,
    ) -> None:
        self._factory = factory
        self._book = book
        self._live = live
        self._cluster = cluster
        self._mask = mask
        self.removals = removals

    def unanswered(self, *, removed: bool = False) -> list[Group]:
        """What the notices do not answer, most often asked first; `removed`: what staff have
        taken off the list, too."""
        rows = list_unanswered(self._factory, self._cluster.most)
        questions = [Question(row.sample, row.count, row.last_at, False) for row in rows]
        return self._still(self._with_work(self._grouped(questions)), removed)

    def repeated(self, least: int = 2, *, removed: bool = False) -> list[Group]:
        """What was asked lately at least so many times, most often first."""
        groups = self._grouped(self._asked())
        made = self._with_work([group for group in groups if group.count >= least])
        return self._still(made, removed)

    def group_of(self, question: str) -> Group | None:
        """The group on the list that a wording stands in."""
        for group in [*self.unanswered(), *self.repeated()]:
            if any(question == one.text for one in group.questions):
                return group
        return None

    def remove(self, question: str, staff: str, *, anyway: bool = False) -> Removal:
        """Take the group of a wording off the list. Raises NotRemoved."""
        group = self.group_of(question)
        if group is None:
            gone = self.removals.of([question])
            if gone is not None:
                raise NotRemoved(say("group_gone", staff=gone.staff, at=stamp(gone.at)))
            raise NotRemoved(say("group_unknown"))
        if group.answer_id is not None:
            state = say(f"work_states.{group.work}")
            raise NotRemoved(say("group_answered", question=group.lead.text, state=state))
        wordings = [one.text for one in group.questions]
        return self.removals.remove(wordings, staff, anyway=anyway)

    def _asked(self) -> list[Question]:
        since = utc_now() - timedelta(days=self._cluster.days)
        with self._factory() as session:
            rows = session.execute(
                select(Turn.text, Turn.response, Turn.created_at)
                .where(Turn.created_at >= since, Turn.text != "")
                .order_by(Turn.created_at.desc())
                .limit(_TURNS)
            ).all()
        found: dict[str, Question] = {}
        for text, response, at in rows:
            outcomes = _outcomes(response)
            if not outcomes & {"answered", "declined"} or len(text) > _LONGEST:
                continue
            key = key_of(text)
            known = found.get(key)
            if known is not None:
                found[key] = Question(known.text, known.count + 1, known.last_at, known.answered)
            elif len(found) < self._cluster.most:
                found[key] = Question(self._mask(text), 1, at, "declined" not in outcomes)
        return list(found.values())

    def _grouped(self, questions: Iterable[Question]) -> list[Group]:
        """Each question goes to the group whose most frequent wording is nearest."""
        leads: list[tuple[str, Any]] = []
        groups: list[list[Question]] = []
        for question in sorted(questions, key=lambda q: (-q.count, q.text)):
            text = normalise(question.text)
            vector = encoder.encode_one(text)
            place = self._place(text, vector, leads)
            if place is None:
                leads.append((text, vector))
                groups.append([question])
            else:
                groups[place].append(question)
        made = [Group(tuple(group)) for group in groups]
        return sorted(made, key=lambda group: (-group.count, group.lead.text))

    def _place(self, text: str, vector: Any, leads: Sequence[tuple[str, Any]]) -> int | None:
        if not leads:
            return None
        likeness = np.stack([lead for _, lead in leads]) @ vector
        for place in np.argsort(-likeness)[:5]:
            if likeness[place] < self._cluster.together:
                return None
            if self._live.same_matter(text, leads[int(place)][0]):
                return int(place)
        return None

    def _with_work(self, groups: Sequence[Group]) -> list[Group]:
        """The same with what staff have done about them."""
        done = {
            normalise(question): entry
            for entry in reversed(self._book.listed())
            if entry.state != "withdrawn"
            for question in entry.questions
        }
        made = []
        for group in groups:
            entry = next((e for q in group.questions if (e := done.get(normalise(q.text)))), None)
            if entry is None:
                made.append(group)
            else:
                work = "live" if entry.state == APPROVED else "draft"
                made.append(Group(group.questions, work, entry.id))
        return made

    def _still(self, groups: Sequence[Group], removed: bool) -> list[Group]:
        """Those on the list; with `removed` all, and those off it marked so."""
        off = self.removals.by_key()
        made = []
        for group in groups:
            if group.answer_id is None and any(key_of(q.text) in off for q in group.questions):
                if removed:
                    made.append(Group(group.questions, "removed"))
            else:
                made.append(group)
        return made


def _outcomes(response: Any) -> set[str]:
    parts = response if isinstance(response, list) else []
    return {str((part.get("custom") or {}).get("outcome")) for part in parts}
