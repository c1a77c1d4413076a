"""Why a file as a whole gives nothing. What is doubtful in single values is in the reading."""

from typing import Literal

from prefill.wording import say

Kind = Literal["too_large", "wrong_kind", "unusable", "not_installed"]


class PrefillError(Exception):
    """The file is refused. `code` names the reason, `message_zh` says it and what to do."""

    def __init__(self, kind: Kind, code: str, /, **values: object) -> None:
        self.kind = kind
        self.code = code
        self.message_zh = say(code, **values)
        super().__init__(self.message_zh)
