"""Why a file cannot become a notice."""

from __future__ import annotations

from pathlib import Path

from intake.wording import say


class IntakeError(Exception):
    """The file is refused and nothing has changed.

    `code` names the reason, `message_zh` says it and what to do, with the file's name and, as far
    as there is one, the place in it (第3页, 第12行).
    """

    def __init__(self, file: Path, code: str, /, **values: object) -> None:
        self.file = file
        self.code = code
        self.message_zh = say("refused", name=file.name, reason=say(code, **values))
        super().__init__(self.message_zh)
