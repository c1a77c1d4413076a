"""Submissions in the database: each step is one transaction with its entry in the history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from accounts import Person, Region
from forms.drafts import Photo
from review import rows
from review.clock import local
from review.errors import ReviewError
from review.model import Event, Snapshot, Submission
from review.workflow import APPLICANT, BACK, Move, load_workflow
from storage import models, utc_now, writing

LONGEST_COMMENT = 2000
Also = Callable[[Session], None]
Check = Callable[[Submission, Sequence[Submission]], None]
"""Asked before a step that takes a place: the submission, and those of its city that have one."""


@dataclass(frozen=True)
class Entry:
    """What an applicant hands in."""

    draft_id: str
    form_id: str
    form_version: str
    subject: str
    name: str
    region: Region
    values: Mapping[str, Any]
    verdict: Mapping[str, Any] | None
    as_of: date
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided, looking at `version`. `fields`: comments by field key."""

    move: str
    version: int
    comment: str = ""
    fields: Mapping[str, str] | None = None


class SubmissionStore:
    """Reads and moves submissions. Steps raise ReviewError, and have then changed nothing."""

    def __init__(
        self, factory: sessionmaker[Session], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._factory = factory
        self._now = now
        self._flow = load_workflow()

    def of_draft(self, draft_id: str) -> Submission | None:
        """The submission made from a draft."""
        with self._factory() as session:
            row = session.scalar(rows.by_draft(draft_id))
            return None if row is None else rows.submission(row)

    def latest(self, owner: str) -> Submission | None:
        """The submission of this sender that moved last."""
        wanted = (
            select(models.Submission)
            .where(models.Submission.owner == owner)
            .order_by(models.Submission.updated_at.desc())
            .limit(1)
        )
        with self._factory() as session:
            row = session.scalar(wanted)
            return None if row is None else rows.submission(row)

    def seen_by(self, person: Person) -> list[Submission]:
        """All submissions of a reviewer's region, those waiting longest first."""
        if person.role not in self._flow.seen_by:
            return []
        wanted = (
            select(models.Submission)
            .where(rows.within(person.region))
            .order_by(models.Submission.updated_at, models.Submission.id)
        )
        with self._factory() as session:
            return [rows.submission(row) for row in session.scalars(wanted)]

    def get(self, submission_id: int, person: Person) -> Submission:
        """One of them. Raises ReviewError."""
        with self._factory() as session:
            return rows.submission(self._found(session, submission_id, person))

    def events(self, submission_id: int) -> list[Event]:
        """The history, oldest first."""
        wanted = (
            select(models.SubmissionEvent)
            .where(models.SubmissionEvent.submission_id == submission_id)
            .order_by(models.SubmissionEvent.version)
        )
        with self._factory() as session:
            return [rows.event(row) for row in session.scalars(wanted)]

    def snapshots(self, submission_id: int) -> list[Snapshot]:
        """What was submitted, by round."""
        wanted = (
            select(models.SubmissionSnapshot)
            .where(models.SubmissionSnapshot.submission_id == submission_id)
            .order_by(models.SubmissionSnapshot.round)
        )
        with self._factory() as session:
            return [rows.snapshot(row) for row in session.scalars(wanted)]

    def photos(self, submission_id: int, round: int) -> list[Photo]:
        """The photographs that went with it in one round."""
        kept = models.SubmissionPhoto
        wanted = (
            select(kept)
            .where(kept.submission_id == submission_id, kept.round == round)
            .order_by(kept.id)
        )
        with self._factory() as session:
            return [Photo(row.caption, row.content) for row in session.scalars(wanted)]

    def last_verdicts(self, submission_ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
        """The verdict of each as submitted last; one without any is left out."""
        frozen = models.SubmissionSnapshot
        wanted = (
            select(frozen.submission_id, frozen.verdict)
            .where(frozen.submission_id.in_(submission_ids))
            .order_by(frozen.round)
        )
        with self._factory() as session:
            last = {key: verdict for key, verdict in session.execute(wanted)}
        return {key: verdict for key, verdict in last.items() if verdict}

    def submit(self, entry: Entry, owner: str) -> Submission:
        """Hand an application in, for the first time or again."""
        now = self._now()
        begin = self._flow.begin[entry.subject]  # type: ignore[index]
        with writing(self._factory) as session:
            row = session.scalar(rows.by_draft(entry.draft_id).with_for_update())
            if row is None:
                row = models.Submission(draft_id=entry.draft_id, version=0, round=0, state="")
                row.back_to = begin
                session.add(row)
                target = begin
            elif self._flow.move("submit", APPLICANT, row.state) is None:
                one = rows.submission(row)
                code = "already" if one.turn else "closed"
                raise ReviewError(code, number=one.number, state=one.state_label, **one.words)
            else:
                moved = (row.city, row.county) != (entry.region.city, entry.region.county)
                target = begin if moved else row.back_to
            source, row.state, row.round = row.state, target, row.round + 1
            row.owner, row.form_id, row.subject = owner, entry.form_id, entry.subject
            row.name, row.city, row.county = entry.name, entry.region.city, entry.region.county
            row.submitted_at = row.updated_at = now
            row.told = row.version = row.version + 1
            session.flush()
            session.add(
                models.SubmissionSnapshot(
                    submission_id=row.id,
                    round=row.round,
                    form_version=entry.form_version,
                    values=dict(entry.values),
                    verdict=entry.verdict,
                    as_of=entry.as_of,
                    submitted_at=now,
                )
            )
            session.add_all(
                models.SubmissionPhoto(
                    submission_id=row.id,
                    round=row.round,
                    caption=photo.caption,
                    content=photo.content,
                )
                for photo in entry.photos
            )
            made = rows.submission(row)
            rows.record(session, row, owner, made.words["unit"], "submit", source, now)
            return made

    def withdraw(self, draft_id: str, owner: str) -> Submission:
        """Take an application back, while its level has not passed it on."""
        with writing(self._factory) as session:
            row = session.scalar(rows.by_draft(draft_id).with_for_update())
            if row is None:
                raise ReviewError("not_submitted")
            move = self._flow.move("withdraw", APPLICANT, row.state)
            if move is None:
                one = rows.submission(row)
                known = {"number": one.number, "state": one.state_label}
                raise ReviewError("not_withdrawn", **known, **one.words)
            source = row.state
            row.back_to = row.back_to if source == "returned" else source
            row.state, row.updated_at = move.target, self._now()
            row.told = row.version = row.version + 1
            one = rows.submission(row)
            rows.record(session, row, owner, one.words["unit"], "withdraw", source, row.updated_at)
            return one

    def decide(
        self,
        submission_id: int,
        decision: Decision,
        person: Person,
        check: Check,
        also: Also | None = None,
    ) -> Submission:
        """One step of a reviewer. Refused when somebody else was faster, or it is not theirs.

        `also` is done in the same transaction when it is taken."""
        comment = decision.comment.strip()
        fields = {k: v.strip() for k, v in (decision.fields or {}).items() if v.strip()}
        if max(map(len, (comment, *fields.values()))) > LONGEST_COMMENT:
            raise ReviewError("comment_long", most=LONGEST_COMMENT)
        with writing(self._factory) as session:
            city = self._found(session, submission_id, person).city
            session.expire_all()
            locked = session.scalars(
                select(models.Submission)
                .where(models.Submission.city == city)
                .order_by(models.Submission.id)
                .with_for_update()
            ).all()  # the whole city: a quota cannot be used up twice in one moment
            row = next((one for one in locked if one.id == submission_id), None)
            if row is None:
                raise ReviewError("unknown")
            if row.version != decision.version:
                raise self._meanwhile(session, row)
            move = self._flow.move(decision.move, person.role, row.state, row.back_to)
            if move is None:
                raise self._not_now(decision.move, row.state)
            if move.comment and not (comment or fields):
                words = rows.submission(row).words
                raise ReviewError("comment_needed", move=move.label, **words)
            if move.quota:
                taken = [one for one in locked if self._flow.states[one.state].counts]
                check(rows.submission(row), [rows.submission(one) for one in taken])
            self._step(session, row, move, person, comment, fields)
            if also is not None:
                also(session)
            return rows.submission(row)

    def _step(
        self,
        session: Session,
        row: models.Submission,
        move: Move,
        person: Person,
        comment: str,
        fields: Mapping[str, str],
    ) -> None:
        source, now = row.state, self._now()
        row.state = row.back_to if move.target == BACK else move.target
        if self._flow.states[row.state].turn in (None, APPLICANT):
            row.back_to = source
        row.version, row.updated_at = row.version + 1, now
        actor = f"staff:{person.id}"
        rows.record(session, row, actor, person.shown, move.id, source, now, comment, fields)

    def _found(self, session: Session, submission_id: int, person: Person) -> models.Submission:
        row = session.get(models.Submission, submission_id)
        if row is None:
            raise ReviewError("unknown")
        region = Region(row.city, row.county)
        if person.role not in self._flow.seen_by or not person.region.covers(region):
            raise ReviewError("not_yours")
        return row

    def _meanwhile(self, session: Session, row: models.Submission) -> ReviewError:
        last = rows.event(rows.last_event(session, row))
        when = f"{local(last.at):%m月%d日 %H:%M}"
        state = self._label(row.state)
        return ReviewError("meanwhile", who=last.who, when=when, done=last.done, state=state)

    def _not_now(self, move_id: str, state: str) -> ReviewError:
        named = next((m.label for m in self._flow.moves if m.id == move_id), move_id[:20])
        return ReviewError("not_now", state=self._label(state), move=named)

    def _label(self, state: str) -> str:
        return self._flow.states[state].label
