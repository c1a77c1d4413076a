"""A draft, its photographs and the entries of its history, as they are read from the database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
STATUSES = (OPEN, DONE, CANCELLED)


@dataclass(frozen=True)
class Photo:
    """A photograph kept with a draft: a JPEG and what stands below it (may be empty)."""

    caption: str
    content: bytes


@dataclass
class Draft:
    """A draft as read from the store.

    ``state`` is the dialogue's JSON state; the answers are in ``state["values"]``. ``owner`` is
    who took the draft up last. ``resume_code`` is as shown to people (``K7QM-3F9T``).
    """

    id: str
    form_id: str
    form_version: str
    owner: str
    revision: int
    status: str
    resume_code: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """The answers by field key."""
        values: dict[str, Any] = self.state.get("values", {})
        return values


@dataclass(frozen=True)
class Change:
    """One entry of a draft's history. ``None`` means: no value.

    ``field`` is a field key, or ``@status`` / ``@owner`` / ``@form_version`` for the draft itself.
    """

    revision: int
    field: str
    old: Any
    new: Any
    at: datetime
    actor: str
    channel: str
