"""What can be wrong with an account, said in Chinese."""

from accounts.wording import say


class AccountError(Exception):
    """Nothing was changed; `code` is stable, the text says in Chinese what to do."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(say(code, **values))
        self.code = code
        self.message_zh = str(self)
