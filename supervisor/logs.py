"""Log files of the children: rotated by size, telephone numbers masked."""

import logging
import re
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_TOKEN = re.compile(r"(token=)[\w.~-]+")


def masked(line: str) -> str:
    """`line` without telephone numbers and without the secret between the processes."""
    return _TOKEN.sub(r"\1***", _MOBILE.sub(r"\1****\2", line))


class ChildLog:
    """Appends a child's output to one file; remembers the last lines for an error message."""

    def __init__(self, path: Path, *, max_bytes: int = 5_000_000, keep: int = 4) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._tail: deque[str] = deque(maxlen=15)
        self._handler = RotatingFileHandler(
            path, maxBytes=max_bytes, backupCount=keep, encoding="utf-8"
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, raw: bytes) -> None:
        """Append one line of output."""
        line = masked(raw.decode("utf-8", "replace").rstrip("\r\n"))
        self._tail.append(line)
        self._handler.emit(logging.LogRecord("child", 20, "", 0, "%s", (line,), None))

    def tail(self) -> list[str]:
        """The last lines written, each cut to what a terminal can show."""
        return [line[:300] for line in self._tail]

    def close(self) -> None:
        """Flush and close the file."""
        self._handler.close()
