"""What the WeChat channel's memory takes and gives, and its states and times."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

ANSWERING, ANSWERED, DELIVERED, FAILED = "answering", "answered", "delivered", "failed"
PASSIVE, SERVICE = "passive", "service"
LEASE = timedelta(seconds=15)
CALLBACK_OVER = timedelta(seconds=25)
"""After this the platform delivers a message no more, so nobody will fetch a passive reply."""
WITHHELD = timedelta(minutes=10)
"""How long what reviewers were told waits to be sent; once it is out it goes with its callback."""
KEEP_MESSAGES, KEEP_NONCES, KEEP_PEOPLE = (
    timedelta(days=7),
    timedelta(minutes=30),
    timedelta(days=90),
)
POST = "post"
"""The kind of what is sent without having been asked for."""
KEEP_POSTS = timedelta(days=90)
"""How long such a message waits for a follower who may not be written to now."""


class NonceReused(Exception):
    """The nonce came before, with something else."""


@dataclass(frozen=True)
class Allowance:
    """What a message or event entitles to: `count` customer-service messages within `window`."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class Arrival:
    """A message or event as it came. `key` is the same for all deliveries of the same one.

    `nonce` identifies the request, `digest` what it carried.
    """

    key: str
    sender: str
    message_id: str
    kind: str
    text: str
    nonce: str
    digest: str
    allowance: Allowance | None = None


@dataclass(frozen=True)
class Item:
    """A row of the message table as it was read; `answer` is the parts, first to last."""

    id: int
    key: str
    sender: str
    message_id: str
    kind: str
    text: str
    state: str
    route: str | None
    answer: list[str] | None
    sent: int
    attempts: int


@dataclass(frozen=True)
class Person:
    """One follower: options of the last answer (`options_turn` numbers its turn), quota."""

    quota: int = 0
    options: list[dict[str, Any]] | None = None
    options_turn: int = 0
    noticed: bool = False
