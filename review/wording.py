"""The Chinese wording of the review, kept as data in `wording.yml`."""

from pathlib import Path

from wording import Wording

_OWN = Wording(Path(__file__).parent / "wording.yml")
say = _OWN.say
