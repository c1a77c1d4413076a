"""The Chinese wording of table fields, kept as data in `wording.yml`."""

from pathlib import Path

from forms.phrases import Phrases

say_rows = Phrases(Path(__file__).parent / "wording.yml").say
