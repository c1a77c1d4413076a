"""What can go wrong while somebody signs in by the provider."""

from api.oidc.wording import say


class OidcError(Exception):
    """Nobody was signed in; `code` is stable, `message_zh` says in Chinese what to do.

    `reason` is for the log: the name of a kind of error, never what was received.
    """

    def __init__(self, code: str, reason: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.message_zh = say(code, **values)
