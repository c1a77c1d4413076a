"""The service's own Chinese wording, kept as data in `messages.yml`."""

from pathlib import Path

from wording import Wording

_OWN = Wording(Path(__file__).parent / "messages.yml")
say = _OWN.say


def known(key: str) -> bool:
    """True when there is a message `key`."""
    return key in _OWN.data


def keys() -> list[str]:
    """The keys of all messages."""
    return list(_OWN.data)
