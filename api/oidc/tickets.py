"""What a browser keeps while its owner is at the provider: signed, and soon void."""

import hmac
from dataclasses import asdict, dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

KEEP = 600
"""Seconds to sign in at the provider."""


@dataclass(frozen=True)
class Ticket:
    """One attempt: what the answer must repeat (`state`, `nonce`), the secret behind the challenge
    (`verifier`), and the page of the console to go to (`going`)."""

    state: str
    nonce: str
    verifier: str
    going: str

    def answers(self, state: str) -> bool:
        """Whether an answer with this state belongs to the attempt."""
        return hmac.compare_digest(self.state.encode(), state.encode("utf-8", "replace"))


class Tickets:
    """Writes and reads the value of the cookie."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="console-oidc")

    def write(self, ticket: Ticket) -> str:
        """The value for a ticket."""
        return str(self._signer.dumps(asdict(ticket)))

    def read(self, value: str) -> Ticket | None:
        """The ticket, unless the value is not ours or too old."""
        try:
            return Ticket(**self._signer.loads(value, max_age=KEEP))
        except (BadSignature, TypeError):
            return None
