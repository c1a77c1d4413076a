"""What is said of its own accord, kept as data in `wording.yml`."""

from pathlib import Path
from typing import Any

from wording import Wording

_OWN = Wording(Path(__file__).parent / "wording.yml")
say = _OWN.say


def message(
    sender: str, text: str, *buttons: str, citations: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A message in the shape of the contract, with the quick replies of these keys."""
    return {
        "recipient_id": sender,
        "text": text,
        "buttons": [dict(_OWN.entry("buttons")[key]) for key in buttons],
        "custom": {"outcome": "form", "citations": citations or []},
    }
