"""When to start a dead child again, and when to give up."""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class Backoff:
    """Delays that double with every death; forgiven after the child has lived long enough.

    All times in seconds. `next_delay` is None when the child died more than `deaths`
    times within `window`.
    """

    first: float = 0.5
    longest: float = 15.0
    deaths: int = 5
    window: float = 120.0
    forgiven_after: float = 60.0
    _deaths: deque[float] = field(default_factory=deque)
    _streak: int = 0

    def next_delay(self, *, now: float, lived: float) -> float | None:
        """Delay before the next start, after a death at `now` of a child that lived `lived`."""
        if lived >= self.forgiven_after:
            self._streak = 0
            self._deaths.clear()
        self._deaths.append(now)
        while self._deaths and now - self._deaths[0] > self.window:
            self._deaths.popleft()
        if len(self._deaths) > self.deaths:
            return None
        delay = min(self.first * 2**self._streak, self.longest)
        self._streak += 1
        return float(delay)
