"""Drafts: a form being filled in, saved after every turn, with its whole history.

``DraftStore`` methods return after the data is on disk. The history is written in the same
transaction as the draft, so that one never exists without the other.
"""

import copy
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from forms import resume_code
from forms.draft_errors import DraftError, DraftExpired, DraftNotFound, StaleDraft
from forms.draft_model import CANCELLED, DONE, OPEN, STATUSES, Change, Draft, Photo
from forms.draft_rows import changes, difference, draft_of, record
from storage import models, utc_now, writing

__all__ = [
    "CANCELLED",
    "DONE",
    "OPEN",
    "Change",
    "Draft",
    "DraftError",
    "DraftExpired",
    "DraftNotFound",
    "DraftStore",
    "Photo",
    "StaleDraft",
]

KEEP_DRAFTS = timedelta(days=30)
MOST_DRAFTS = 20


class DraftStore:
    """Drafts in the database.

    ``keep`` is how long a draft lives after its last change; ``documents`` the folder with the
    files made from drafts, cleared together with them; ``now`` a clock giving aware datetimes.
    """

    def __init__(
        self,
        factory: sessionmaker[Session],
        *,
        keep: timedelta = KEEP_DRAFTS,
        documents: Path | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._factory = factory
        self._keep = keep
        self._documents = documents
        self._now = now

    def create(
        self,
        form_id: str,
        form_version: str,
        owner: str,
        state: Mapping[str, Any] | None = None,
        *,
        channel: str = "web",
    ) -> Draft:
        """Begin a draft at revision 1, pinned to ``form_version``, with a new resume code."""
        for _ in range(5):
            try:
                return self._create(form_id, form_version, owner, dict(state or {}), channel)
            except IntegrityError:  # the code is taken: practically never twice
                continue
        raise DraftError("暂时无法新建草稿，请稍后再试。")

    def get(self, draft_id: str) -> Draft | None:
        """The draft, or ``None`` if there is none. Raises ``DraftExpired``."""
        with self._factory() as session:
            return self._given_out(session.get(models.Draft, draft_id))

    def by_resume_code(self, typed: str) -> Draft | None:
        """The draft a typed code belongs to; spaces, dashes, case and look-alikes do not matter.

        ``None`` if there is none. Raises ``DraftExpired``. Limit how often a client may try.
        """
        code = resume_code.normalised(typed)
        if code is None:
            return None
        with self._factory() as session:
            return self._given_out(
                session.scalar(select(models.Draft).where(models.Draft.resume_code == code))
            )

    def latest_open(self, owner: str, form_id: str | None = None) -> Draft | None:
        """The open draft changed last among those ``owner`` began or resumed, or ``None``."""
        chosen = self._of(owner).where(models.Draft.status == OPEN)
        if form_id is not None:
            chosen = chosen.where(models.Draft.form_id == form_id)
        with self._factory() as session:
            row = session.scalars(chosen.limit(1)).first()
            return None if row is None else draft_of(row)

    def finished(self, owner: str, form_id: str) -> list[Draft]:
        """The finished drafts of a form that ``owner`` began or resumed, the newest first."""
        chosen = self._of(owner).where(models.Draft.form_id == form_id, models.Draft.status == DONE)
        with self._factory() as session:
            return [draft_of(row) for row in session.scalars(chosen)]

    def of_member(self, owner: str) -> list[Draft]:
        """The drafts ``owner`` began or resumed and that still live, the latest changed first."""
        with self._factory() as session:
            return [draft_of(row) for row in session.scalars(self._of(owner).limit(MOST_DRAFTS))]

    def save(self, draft: Draft, expected_revision: int, actor: str, channel: str) -> Draft:
        """Store ``draft.state`` and ``draft.status`` as the next revision and return the draft.

        ``expected_revision`` is the revision the change was made on. Every changed field goes to
        the history. Raises ``StaleDraft`` (nothing is written) if it is not the latest,
        ``DraftNotFound``, ``DraftExpired``.
        """
        if draft.status not in STATUSES:
            raise ValueError(f"unknown status {draft.status!r}")
        with writing(self._factory) as session:
            row = self._locked(session, draft.id)
            if row.revision != expected_revision:
                raise StaleDraft(draft_of(row), changes(session, row.id, expected_revision))
            changed = difference(row.state.get("values", {}), draft.state.get("values", {}))
            if row.status != draft.status:
                changed.append(("@status", row.status, draft.status))
            if row.form_version != draft.form_version:
                changed.append(("@form_version", row.form_version, draft.form_version))
                row.form_version = draft.form_version
            now = self._now()
            row.revision += 1
            row.state = copy.deepcopy(draft.state)
            row.status = draft.status
            row.updated_at = now
            row.expires_at = max(row.expires_at, now + self._keep)
            record(session, row, changed, now, actor, channel)
            return draft_of(row)

    def noted(
        self,
        draft_id: str,
        change: Callable[[Session], list[tuple[str, Any, Any]]],
        actor: str,
        channel: str,
    ) -> None:
        """Change what is kept beside the values, as a revision of its own.

        ``change`` gives what goes to the history: name, old, new. Whatever it raises undoes all.
        """
        with writing(self._factory) as session:
            row = self._locked(session, draft_id)
            now = self._now()
            row.revision += 1
            row.updated_at = now
            row.expires_at = max(row.expires_at, now + self._keep)
            record(session, row, change(session), now, actor, channel)

    def photos(self, draft_id: str) -> list[Photo]:
        """The photographs that go with the draft, in order."""
        chosen = select(models.DraftPhoto).where(models.DraftPhoto.draft_id == draft_id)
        with self._factory() as session:
            rows = session.scalars(chosen.order_by(models.DraftPhoto.id))
            return [Photo(row.caption, row.content) for row in rows]

    def now(self) -> datetime:
        """The store's idea of now."""
        return self._now()

    def open_of(self, owner: str) -> list[Draft]:
        """The open drafts that ``owner`` began or resumed, the one changed last first."""
        chosen = self._of(owner).where(models.Draft.status == OPEN)
        with self._factory() as session:
            return [draft_of(row) for row in session.scalars(chosen)]

    def owners(self, prefix: str, form_ids: Sequence[str], statuses: Sequence[str]) -> list[str]:
        """The owners beginning with ``prefix`` of live drafts of these forms in these states."""
        chosen = (
            select(models.Draft.owner)
            .distinct()
            .where(
                models.Draft.owner.startswith(prefix, autoescape=True),
                models.Draft.form_id.in_(list(form_ids)),
                models.Draft.status.in_(list(statuses)),
                models.Draft.expires_at > self._now(),
            )
        )
        with self._factory() as session:
            return list(session.scalars(chosen))

    def keep_until(self, draft_id: str, moment: datetime) -> None:
        """Keep a draft at least until then; nothing else of it changes."""
        with writing(self._factory) as session:
            row = self._locked(session, draft_id)
            row.expires_at = max(row.expires_at, moment)

    def attach(self, draft_id: str, owner: str, *, channel: str = "web") -> Draft:
        """Let ``owner`` work on the draft (after they gave its resume code); they become its owner.

        Those who worked on it before still may. Raises ``DraftNotFound``, ``DraftExpired``.
        """
        with writing(self._factory) as session:
            row = self._locked(session, draft_id)
            now = self._now()
            if session.get(models.DraftMember, (draft_id, owner)) is None:
                session.add(models.DraftMember(draft_id=draft_id, owner=owner, attached_at=now))
            if row.owner != owner:
                record(session, row, [("@owner", row.owner, owner)], now, owner, channel)
                row.owner = owner
            return draft_of(row)

    def history(self, draft_id: str, since_revision: int = 0) -> list[Change]:
        """Changes after ``since_revision``, oldest first."""
        with self._factory() as session:
            return changes(session, draft_id, since_revision)

    def delete(self, draft_id: str) -> bool:
        """Remove a draft with its history and files. ``False`` if there was none."""
        return self._remove(models.Draft.id == draft_id) == 1

    def purge_expired(self) -> int:
        """Remove all drafts past their date, with history and files; return how many."""
        return self._remove(models.Draft.expires_at <= self._now())

    def _of(self, owner: str) -> Select[models.Draft]:
        """The live drafts that ``owner`` began or resumed, the one changed last first."""
        return (
            select(models.Draft)
            .join(models.DraftMember, models.DraftMember.draft_id == models.Draft.id)
            .where(models.DraftMember.owner == owner, models.Draft.expires_at > self._now())
            .order_by(models.Draft.updated_at.desc(), models.Draft.created_at.desc())
        )

    def _create(
        self, form_id: str, form_version: str, owner: str, state: dict[str, Any], channel: str
    ) -> Draft:
        now = self._now()
        row = models.Draft(
            id=str(uuid.uuid4()),
            form_id=form_id,
            form_version=form_version,
            owner=owner,
            state=copy.deepcopy(state),
            revision=1,
            status=OPEN,
            resume_code=resume_code.new_code(),
            created_at=now,
            updated_at=now,
            expires_at=now + self._keep,
        )
        with writing(self._factory) as session:
            session.add(row)
            session.flush()
            session.add(models.DraftMember(draft_id=row.id, owner=owner, attached_at=now))
            record(session, row, difference({}, state.get("values", {})), now, owner, channel)
        return draft_of(row)

    def _given_out(self, row: models.Draft | None) -> Draft | None:
        if row is None:
            return None
        if row.expires_at <= self._now():
            raise DraftExpired(row.expires_at)
        return draft_of(row)

    def _locked(self, session: Session, draft_id: str) -> models.Draft:
        row = session.get(models.Draft, draft_id, with_for_update=True)
        if row is None:
            raise DraftNotFound
        if row.expires_at <= self._now():
            raise DraftExpired(row.expires_at)
        return row

    def _remove(self, which: Any) -> int:
        with writing(self._factory) as session:
            ids = session.scalars(select(models.Draft.id).where(which)).all()
            paths = session.scalars(
                select(models.Document.path).where(models.Document.draft_id.in_(ids))
            ).all()
            session.execute(delete(models.Draft).where(models.Draft.id.in_(ids)))
        if self._documents is not None:
            for path in paths:
                (self._documents / path).unlink(missing_ok=True)
        return len(ids)
