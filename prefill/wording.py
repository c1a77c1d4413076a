"""The package's Chinese wording, kept as data in `wording.yml`."""

from pathlib import Path

from forms.phrases import Phrases

say = Phrases(Path(__file__).parent / "wording.yml").say
