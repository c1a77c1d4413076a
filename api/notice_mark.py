"""The mark beside the added notices: it changes whenever a process has read them anew.

The notices are files that all processes of a service share, and so is the mark.
"""

import uuid
from pathlib import Path

_FILE = ".taken-over"


def read_mark(folder: Path) -> str:
    """What the last process that read the notices anew left; empty when none has."""
    try:
        return (folder / _FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def leave_mark(folder: Path) -> str:
    """A new mark, left in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = uuid.uuid4().hex
    draft = folder / f".{mark}"
    draft.write_text(mark, encoding="utf-8")
    draft.replace(folder / _FILE)
    return mark
