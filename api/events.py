"""The event log: one JSON object a line; ids and reasons, never what a person typed."""

import hashlib
import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.masking import masked

_ROOT = Path(__file__).resolve().parent.parent
_QUIET = (
    "httpx", "httpcore", "httpx2", "httpcore2", "authlib", "rasa_sdk", "uvicorn.error", "jieba",
    "alembic",
)  # fmt: skip
"""Libraries that say too much, some of them secrets."""
_key = b""

request_id: ContextVar[str] = ContextVar("request_id", default="internal")
"""The number of the request that is being answered; `internal` outside of any."""


def pseudonym(sender: str) -> str:
    """A short stand-in for a sender id, the same within one installation."""
    digest = hashlib.blake2b(sender.encode("utf-8", "replace"), key=_key, digest_size=6)
    return digest.hexdigest()


class EventLog:
    """Writes events of one part of the service."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: Any) -> None:
        """Something that happened as it should."""
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: Any) -> None:
        """Something to look at when it happens often."""
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, error: BaseException | None = None, **fields: Any) -> None:
        """Something that must be repaired; of `error` only the type and the places are kept."""
        self._logger.error(event, extra={"fields": fields, "error": error})


class JsonFormatter(logging.Formatter):
    """One JSON object a line. An exception's message is left out: it may hold values."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        text, _, trace = record.getMessage().partition("Traceback (most recent call last)")
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": masked(text.strip()) or "traceback",
        }
        if trace:  # a traceback written out as text: keep the type alone
            entry["error"] = trace.strip().splitlines()[-1].partition(":")[0]
        for name, value in getattr(record, "fields", {}).items():
            entry[name] = masked(value) if isinstance(value, str) else value
        error = getattr(record, "error", None)
        if error is None and record.exc_info:
            error = record.exc_info[1]
        if error is not None:
            entry["error"] = type(error).__name__
            entry["places"] = places(error)
        return json.dumps(entry, ensure_ascii=False, default=str)


def places(error: BaseException) -> list[str]:
    """Where the error and its causes passed: `file:line function`, innermost last."""
    found: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        for frame in traceback.extract_tb(current.__traceback__)[-8:]:
            path = Path(frame.filename)
            short = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(path.name)
            found.append(f"{short}:{frame.lineno} {frame.name}")
        current = current.__cause__ or current.__context__
        if current is not None:
            found.append(f"caused by {type(current).__name__}")
    return found


def configure(level: str, key: str) -> None:
    """Send all logging to standard output as JSON; `key` makes the pseudonyms."""
    global _key
    _key = hashlib.sha256(key.encode()).digest()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
