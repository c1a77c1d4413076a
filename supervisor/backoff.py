"""When to start a dead child again, and when to give up."""

from dataclasses import dataclass


@dataclass
class Backoff:
    """Delays that double with every death; forgiven after the child has lived long enough.

    All times in seconds. A child that dies again and again before it was ever well is given up
    after `failures` such deaths in a row; one that had been well is always started again.
    """

    first: float = 0.5
    longest: float = 15.0
    failures: int = 6
    forgiven_after: float = 60.0
    _streak: int = 0
    _failed: int = 0

    def next_delay(self, *, lived: float, was_well: bool) -> float | None:
        """Delay before the next start of a child that lived `lived`; None to give up."""
        if lived >= self.forgiven_after:
            self._streak = 0
        self._failed = 0 if was_well else self._failed + 1
        if self._failed >= self.failures:
            return None
        delay = min(self.first * 2**self._streak, self.longest)
        self._streak += 1
        return float(delay)
