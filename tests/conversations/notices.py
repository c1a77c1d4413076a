"""The notices' own text, for checking that a citation is verbatim."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tests.conversations.text import squeeze

ROOT = Path(__file__).resolve().parents[2]


@lru_cache
def sources() -> dict[str, str]:
    """Folder name of each notice -> its text without white space."""
    found = {
        path.parent.name: squeeze(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "data" / "notices").glob("*/source.txt"))
    }
    if not found:
        raise FileNotFoundError("no notice text under data/notices/*/source.txt")
    return found


def text_of(notice: str) -> str | None:
    """Text of the notice with this 文号 or title: the source that names it earliest."""
    name = squeeze(notice).strip("《》")
    places = {key: text.find(name) for key, text in sources().items() if name in text}
    return sources()[min(places, key=places.__getitem__)] if places else None
