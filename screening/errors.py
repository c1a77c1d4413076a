"""Why a list as a whole cannot be screened. What is wrong in single cells is in the result."""

from typing import Literal

from screening.wording import say

Kind = Literal["too_large", "wrong_kind", "unusable"]


class ScreeningError(Exception):
    """The list is refused. `code` names the reason, `message_zh` says it and what to do."""

    def __init__(self, kind: Kind, code: str, /, **values: object) -> None:
        self.kind = kind
        self.code = code
        self.message_zh = say(code, **values)
        super().__init__(self.message_zh)
