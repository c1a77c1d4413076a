"""What the dialogue engine makes of the parts of a message that it left whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policy.text import squash

Believed = tuple[tuple[str, float], ...]
"""The engine's topics with their confidence."""

_SURE = 0.92


@dataclass(frozen=True)
class Heard:
    """The topics that the engine is sure of for parts of a message, with their confidence
    (`out_of_scope`: that no notice speaks of it). Hashable, so that what is made of a message can
    be kept."""

    parts: tuple[tuple[str, Believed], ...] = ()

    @classmethod
    def of_parts(cls, parts: Mapping[str, Mapping[str, float]]) -> Heard:
        """From each part's own words; only those of which the engine is sure. What it makes of a
        fragment (限到哪年) is often another question's."""
        sure = {text: b for text, b in parts.items() if max(b.values(), default=0.0) >= _SURE}
        return cls(tuple((squash(text), tuple(b.items())) for text, b in sure.items()))

    def of(self, text: str) -> Mapping[str, float] | None:
        """What is believed of a text; None where it is none of the parts."""
        wanted = squash(text)
        return next((dict(believed) for part, believed in self.parts if part == wanted), None)


NOTHING = Heard()
