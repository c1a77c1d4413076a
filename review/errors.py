"""Why a step of the review was not taken, said in Chinese."""

from review.wording import say


class ReviewError(Exception):
    """Nothing was changed; `code` is stable, the text says in Chinese what to do."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(say(code, **values))
        self.code = code
        self.message_zh = str(self)
