"""How often one sender or address may ask. Kept in memory: a guard, not a ledger."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from api.errors import ApiError


class RateLimit:
    """A token bucket for each key: `per_minute` at once, refilled evenly.

    Remembers the `remember` keys used last, so that memory stays bounded.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        remember: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._remember = remember
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Take one token for `key`; 0 when there was one, else the whole seconds to wait."""
        now = self._clock()
        tokens, then = self._buckets.pop(key, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - then) * self._per_second)
        short = tokens < 1
        self._buckets[key] = (tokens if short else tokens - 1, now)
        while len(self._buckets) > self._remember:
            self._buckets.popitem(last=False)
        return max(1, math.ceil((1 - tokens) / self._per_second)) if short else 0

    def check(self, key: str) -> None:
        """Like `wait`, but raises the 429 error with Retry-After."""
        seconds = self.wait(key)
        if seconds:
            raise ApiError(
                429, "too_many_requests", headers={"Retry-After": str(seconds)}, seconds=seconds
            )
