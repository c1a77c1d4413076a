"""Why no package can be made. What is merely missing is in the package's own check."""

from typing import Literal

from recommendation.wording import say

Kind = Literal["too_large", "wrong_kind", "unusable"]


class RecommendationError(Exception):
    """The input is refused. `code` names the reason, `message_zh` says it and what to do."""

    def __init__(self, kind: Kind, code: str, /, **values: object) -> None:
        self.kind: Kind = kind
        self.code = code
        self.message_zh = say(code, **values)
        super().__init__(self.message_zh)
