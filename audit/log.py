"""Record and read. An entry that could hold personal data is refused, not trimmed."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from audit import words
from storage import utc_now
from storage.audit import add_entry, entries, latest_entries, purge_entries
from storage.models import AuditEntry

KEEP = timedelta(days=1095)
_ID = re.compile(r"[A-Za-z0-9._:@/-]{1,80}")
_LIKE_A_PHONE = re.compile(r"(?<![0-9A-Fa-f])1[3-9]\d{9}(?![0-9A-Fa-f])")


class NotRecordable(ValueError):
    """An unknown action, or a field that is no plain identifier."""


class AuditLog:
    """The audit of one installation; `keep` is how long an entry cannot be removed."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        *,
        keep: timedelta = KEEP,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._factory = factory
        self._keep = keep
        self._now = now

    def record(
        self,
        actor: str,
        action: str,
        object: str,
        *,
        channel: str,
        request_id: str = "internal",
        counts: Mapping[str, int] | None = None,
        within: Session | None = None,
    ) -> None:
        """Record that `actor` did `action` to `object`; returns after it is on disk, or adds it to
        the transaction `within`, so that it is recorded if and only if it is done.

        All are identifiers (ASCII): an account, a draft, a pseudonym, never a name or a number
        that people know. Raises NotRecordable.
        """
        if action not in words.actions():
            raise NotRecordable(f"action {action!r} is not in audit/actions.yml")
        fields = {
            "actor": actor, "object": object, "channel": channel, "request_id": request_id,
        }  # fmt: skip
        for name, value in fields.items():
            if not _ID.fullmatch(value) or _LIKE_A_PHONE.search(value):
                raise NotRecordable(f"{name} is no identifier")
        detail = {key: int(value) for key, value in (counts or {}).items()}
        known = fields | {"action": action}
        add_entry(self._factory, self._now(), self._keep, known, detail, within)

    def entries(self, since: datetime, until: datetime) -> Iterator[AuditEntry]:
        """Entries from `since` to before `until`, oldest first."""
        return entries(self._factory, since, until)

    def latest(
        self, since: datetime, until: datetime, *, action: str | None = None, limit: int = 200
    ) -> list[AuditEntry]:
        """Entries from `since` to before `until`, of one action or of all, latest first."""
        return latest_entries(self._factory, since, until, action, limit)

    def purge(self) -> int:
        """Remove entries past their date; return how many."""
        return purge_entries(self._factory, self._now())
