"""What the channel says in Chinese, kept as data in `wording.yml`."""

from pathlib import Path

from wording import Wording

_OWN = Wording(Path(__file__).parent / "wording.yml")
say = _OWN.say


def words(key: str) -> list[str]:
    """The list of words `key`."""
    return [str(word) for word in _OWN.entry(key)]
