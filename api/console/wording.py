"""The console's own Chinese sentences, kept as data in `messages.yml`."""

from pathlib import Path

from wording import Wording

_OWN = Wording(Path(__file__).parent / "messages.yml")
say = _OWN.say
