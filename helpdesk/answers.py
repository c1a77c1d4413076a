"""What staff answer once for all: drafted, approved by a second step, withdrawn, all kept.

An approved answer is live at once (`helpdesk.live`). Its citation, if it has one, is verbatim in
the notice or it is not taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from helpdesk.wording import say, stamp
from policy import Citation, PolicyBase
from storage import utc_now, writing
from storage.models import HelpAnswer, HelpAnswerChange

DRAFT, APPROVED, WITHDRAWN, DELETED = "draft", "approved", "withdrawn", "deleted"
_MAY = {
    "save": (DRAFT, APPROVED, WITHDRAWN),
    "approve": (DRAFT, WITHDRAWN),
    "withdraw": (APPROVED,),
    "delete": (DRAFT, WITHDRAWN),
}
_BECOMES = {"save": DRAFT, "approve": APPROVED, "withdraw": WITHDRAWN, "delete": DELETED}
QUESTION, QUESTIONS, TEXT = 200, 40, 2000
"""The longest question, the most questions, the longest answer."""


class BadAnswer(Exception):
    """An answer that is not taken, or a step that is not possible; Chinese text says why."""


@dataclass(frozen=True)
class Entry:
    """An answer as read from the store; see `storage.models.HelpAnswer`."""

    id: int
    questions: tuple[str, ...]
    text: str
    citation: Citation | None
    state: str
    revision: int
    approved_on: datetime | None
    changed_at: datetime


@dataclass(frozen=True)
class Change:
    """One step in the life of an answer."""

    revision: int
    step: str
    questions: tuple[str, ...]
    text: str
    citation: Citation | None
    staff: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """An answer as staff write it; `questions` one a line, the citation's parts empty for none."""

    questions: str
    text: str
    notice: str = ""
    clause: str = ""
    quote: str = ""


class AnswerBook:
    """All answers of staff. Every method is one transaction."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now

    def listed(self, *states: str) -> list[Entry]:
        """The answers in these states (in any but deleted), changed last first."""
        wanted = states or (DRAFT, APPROVED, WITHDRAWN)
        with self._factory() as session:
            rows = session.scalars(
                select(HelpAnswer)
                .where(HelpAnswer.state.in_(wanted))
                .order_by(HelpAnswer.changed_at.desc())
            )
            return [_entry(row) for row in rows]

    def get(self, answer_id: int) -> Entry:
        """One answer. Raises BadAnswer when it is unknown or deleted, saying by whom and when."""
        with self._factory() as session:
            return _entry(self._found(session, answer_id))

    def history(self, answer_id: int) -> list[Change]:
        """What was done to an answer, first to last."""
        with self._factory() as session:
            rows = session.scalars(
                select(HelpAnswerChange)
                .where(HelpAnswerChange.answer_id == answer_id)
                .order_by(HelpAnswerChange.revision)
            )
            return [
                Change(
                    row.revision, row.step, tuple(row.questions), row.text,
                    _citation(row.citation), row.staff, row.at,
                )
                for row in rows
            ]  # fmt: skip

    def create(self, proposal: Proposal, staff: str, knowledge: PolicyBase) -> Entry:
        """Keep a new draft. Raises BadAnswer."""
        questions, text, citation = checked(proposal, knowledge)
        with writing(self._factory) as session:
            row = HelpAnswer(
                questions=questions, text=text, citation=citation, state=DRAFT, revision=0,
                changed_at=self._now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            self._note(session, row, "save", staff)
            return _entry(row)

    def save(
        self, answer_id: int, revision: int, proposal: Proposal, staff: str, knowledge: PolicyBase
    ) -> Entry:
        """Change an answer, which is a draft again until it is approved. Raises BadAnswer."""
        questions, text, citation = checked(proposal, knowledge)
        with writing(self._factory) as session:
            row = self._ready(session, answer_id, revision, "save")
            row.questions, row.text, row.citation = questions, text, citation
            self._note(session, row, "save", staff)
            return _entry(row)

    def step(
        self, answer_id: int, revision: int, step: str, staff: str, knowledge: PolicyBase
    ) -> Entry:
        """Approve, withdraw or delete an answer as it was at `revision`. Raises BadAnswer."""
        with writing(self._factory) as session:
            row = self._ready(session, answer_id, revision, step)
            if step == "approve":
                _still_holds(_entry(row), knowledge)
                row.approved_on = self._now()
            self._note(session, row, step, staff)
            return _entry(row)

    def _ready(self, session: Session, answer_id: int, revision: int, step: str) -> HelpAnswer:
        row = self._found(session, answer_id, lock=True)
        if row.revision != revision:
            last = self._last(session, answer_id)
            raise BadAnswer(say("answer_changed", staff=last.staff, at=stamp(last.at)))
        if row.state not in _MAY[step]:
            state = say(f"answer_states.{row.state}")
            raise BadAnswer(say("answer_step", state=state, step=say(f"steps.{step}")))
        return row

    def _found(self, session: Session, answer_id: int, *, lock: bool = False) -> HelpAnswer:
        row = session.get(HelpAnswer, answer_id, with_for_update=True if lock else None)
        if row is None:
            raise BadAnswer(say("answer_unknown"))
        if row.state == DELETED:
            last = self._last(session, answer_id)
            raise BadAnswer(say("answer_gone", staff=last.staff, at=stamp(last.at)))
        return row

    def _last(self, session: Session, answer_id: int) -> HelpAnswerChange:
        newest = (
            select(func.max(HelpAnswerChange.revision))
            .where(HelpAnswerChange.answer_id == answer_id)
            .scalar_subquery()
        )
        return session.scalars(
            select(HelpAnswerChange).where(
                HelpAnswerChange.answer_id == answer_id, HelpAnswerChange.revision == newest
            )
        ).one()

    def _note(self, session: Session, row: HelpAnswer, step: str, staff: str) -> None:
        row.state, row.revision, row.changed_at = _BECOMES[step], row.revision + 1, self._now()
        session.add(
            HelpAnswerChange(
                answer_id=row.id, revision=row.revision, step=step, questions=list(row.questions),
                text=row.text, citation=row.citation, staff=staff, at=row.changed_at,
            )
        )  # fmt: skip


def checked(
    proposal: Proposal, knowledge: PolicyBase
) -> tuple[list[str], str, dict[str, str] | None]:
    """The parts of a proposal as they are kept. Raises BadAnswer."""
    lines = (" ".join(line.split()) for line in proposal.questions.splitlines())
    questions = list(dict.fromkeys(line for line in lines if line))
    text = proposal.text.strip()
    if not questions:
        raise BadAnswer(say("answer_no_question"))
    if not text:
        raise BadAnswer(say("answer_no_text"))
    too_long = max(map(len, questions)) > QUESTION or len(questions) > QUESTIONS
    if too_long or len(text) > TEXT:
        limits = {"question": QUESTION, "questions": QUESTIONS, "text": TEXT}
        raise BadAnswer(say("answer_long", **limits))
    given = [part.strip() for part in (proposal.notice, proposal.clause, proposal.quote)]
    if not any(given):
        return questions, text, None
    if not all(given):
        raise BadAnswer(say("answer_half_cited"))
    return questions, text, cited(knowledge, *given).model_dump()


def cited(knowledge: PolicyBase, notice: str, clause: str, quote: str) -> Citation:
    """The citation of a clause. Raises BadAnswer when its words are not the notice's."""
    metas = knowledge.notices
    wanted = notice.strip("《》 ")
    found = next((m for m in metas if wanted in (m.id, m.cited_as, m.title, *m.short_names)), None)
    if found is None:
        example = metas[0].cited_as
        raise BadAnswer(say("answer_no_notice", notice=notice[:60], example=example))
    try:
        return knowledge.cite(found.id, clause, quote)
    except KeyError as error:
        paths = knowledge.notice(found.id).clauses
        example = next(iter(paths.values())).path
        raise BadAnswer(
            say("answer_no_clause", notice=found.cited_as, clause=clause[:40], example=example)
        ) from error
    except ValueError as error:
        raise BadAnswer(
            say("answer_not_verbatim", notice=found.cited_as, clause=clause[:40])
        ) from error


def _still_holds(entry: Entry, knowledge: PolicyBase) -> None:
    """The notices may have changed since the draft was written."""
    if entry.citation is not None:
        cited(knowledge, entry.citation.notice, entry.citation.clause, entry.citation.quote)


def _entry(row: HelpAnswer) -> Entry:
    return Entry(
        row.id, tuple(row.questions), row.text, _citation(row.citation), row.state, row.revision,
        row.approved_on, row.changed_at,
    )  # fmt: skip


def _citation(kept: Any) -> Citation | None:
    return None if kept is None else Citation.model_validate(kept)


def lines_of(questions: Sequence[str]) -> str:
    """Questions as they are written in the form, one a line."""
    return "\n".join(questions)
