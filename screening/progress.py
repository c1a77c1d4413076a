"""How far a list is: told every so often, since a long one takes minutes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

EVERY = 200
"""Institutions between two times of telling."""

Phase = Literal["reading", "checking", "writing", "detailing"]


@dataclass(frozen=True)
class Progress:
    """How many institutions of how many are checked, put in the ranking, or detailed.

    While the list is being read nobody knows how many there are.
    """

    phase: Phase
    done: int
    total: int


Item = TypeVar("Item")
Tell = Callable[[Progress], None]


def tell_nobody(progress: Progress) -> None:
    """For who does not want to know."""


def told(items: Sequence[Item], phase: Phase, tell: Tell) -> Iterator[Item]:
    """The items one by one, telling every EVERY of them, and at the end."""
    for done, item in enumerate(items):
        if done % EVERY == 0:
            tell(Progress(phase, done, len(items)))
        yield item
    tell(Progress(phase, len(items), len(items)))
