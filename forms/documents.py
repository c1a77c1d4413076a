"""Finished documents: files made from one revision of a draft, given out by signed links.

A link is the document's random id, signed: a forged or shortened one is refused without looking
in the database; how long it is good for is in the database.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from forms.draft_errors import DocumentExpired, DocumentNotFound, DraftError
from storage import models, utc_now, writing

__all__ = ["Document", "DocumentExpired", "DocumentNotFound", "DocumentStore", "DraftError"]

KEEP_DOCUMENTS = timedelta(days=7)


@dataclass(frozen=True)
class Document:
    """A stored file. ``token`` is the last part of its link; ``path`` where it lies."""

    id: str
    token: str
    draft_id: str
    revision: int
    kind: str
    filename: str
    path: Path
    sha256: str
    created_at: datetime
    expires_at: datetime

    def read(self) -> bytes:
        """The file's bytes. Raises ``DocumentNotFound`` if it is gone or was altered."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise DocumentNotFound from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DocumentNotFound
        return content


class DocumentStore:
    """Documents on disk (``folder``, mode 0600) with their rows in the database."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        folder: Path,
        secret: str,
        *,
        keep: timedelta = KEEP_DOCUMENTS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._factory = factory
        self._folder = folder
        self._signer = URLSafeSerializer(secret, salt="document-link")
        self._keep = keep
        self._now = now

    def for_revision(self, draft_id: str, revision: int, kind: str = "docx") -> Document | None:
        """The document already made from this revision, if its link is still good."""
        with self._factory() as session:
            row = session.scalar(_of_revision(draft_id, revision, kind))
        return self._document(row) if row is not None and self._usable(row) else None

    def latest(self, draft_id: str, kind: str = "docx") -> Document | None:
        """The document of a kind made last from this draft, as long as it is kept."""
        made = (
            select(models.Document)
            .where(models.Document.draft_id == draft_id, models.Document.kind == kind)
            .order_by(models.Document.revision.desc(), models.Document.created_at.desc())
        )
        with self._factory() as session:
            row = session.scalars(made.limit(1)).first()
        return self._document(row) if row is not None else None

    def save_document(
        self, draft_id: str, revision: int, content: bytes, filename: str, kind: str = "docx"
    ) -> Document:
        """Store the document of one revision; the same revision gives the same document again.

        Only when the earlier one has expired or lost its file is a new one made, with a new link.
        """
        for _ in range(3):
            known = self.for_revision(draft_id, revision, kind)
            if known is not None:
                return known
            try:
                return self._save(draft_id, revision, content, filename, kind)
            except (
                IntegrityError,
                _StoredMeanwhile,
            ):  # another process stored it in this moment, or the draft is gone
                continue
        raise DraftError("文件没有保存成功，草稿可能已被删除。请回到对话重新生成。")

    def get_document(self, token: str) -> Document:
        """The document of a link. Raises ``DocumentNotFound``, ``DocumentExpired``."""
        try:
            document_id = self._signer.loads(token[:500])
        except BadSignature as error:
            raise DocumentNotFound from error
        with self._factory() as session:
            row = session.get(models.Document, str(document_id))
        if row is None:
            raise DocumentNotFound
        if row.expires_at <= self._now():
            raise DocumentExpired(row.expires_at)
        return self._document(row)

    def purge_expired(self) -> int:
        """Remove the files and rows of links that are past their date; return how many."""
        with writing(self._factory) as session:
            rows = session.scalars(
                select(models.Document).where(models.Document.expires_at <= self._now())
            ).all()
            for row in rows:
                session.delete(row)
        for row in rows:
            (self._folder / row.path).unlink(missing_ok=True)
        return len(rows)

    def _save(
        self, draft_id: str, revision: int, content: bytes, filename: str, kind: str
    ) -> Document:
        now = self._now()
        row = models.Document(
            id=secrets.token_urlsafe(32),
            draft_id=draft_id,
            revision=revision,
            kind=kind,
            filename=filename,
            sha256=hashlib.sha256(content).hexdigest(),
            created_at=now,
            expires_at=now + self._keep,
        )
        row.path = f"{row.id}.{kind}"
        _write_private(self._folder / row.path, content)
        try:
            with writing(self._factory) as session:
                earlier = session.scalar(_of_revision(draft_id, revision, kind))
                if earlier is not None and self._usable(earlier):
                    raise _StoredMeanwhile
                if earlier is not None:
                    session.delete(earlier)
                    session.flush()
                session.add(row)
        except BaseException:
            (self._folder / row.path).unlink(missing_ok=True)
            raise
        if earlier is not None:
            (self._folder / earlier.path).unlink(missing_ok=True)
        return self._document(row)

    def _usable(self, row: models.Document) -> bool:
        return row.expires_at > self._now() and (self._folder / row.path).exists()

    def _document(self, row: models.Document) -> Document:
        return Document(
            id=row.id,
            token=str(self._signer.dumps(row.id)),
            draft_id=row.draft_id,
            revision=row.revision,
            kind=row.kind,
            filename=row.filename,
            path=self._folder / row.path,
            sha256=row.sha256,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


class _StoredMeanwhile(Exception):
    """Another request stored the document of this revision first."""


def _of_revision(draft_id: str, revision: int, kind: str) -> Select[models.Document]:
    return select(models.Document).where(
        models.Document.draft_id == draft_id,
        models.Document.revision == revision,
        models.Document.kind == kind,
    )


def _write_private(path: Path, content: bytes) -> None:
    """Write all or nothing, readable by the service's user alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
