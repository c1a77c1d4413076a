"""The same limits for several processes: counted in Redis, in this process while it is away."""

import hashlib
import math
import time
from collections.abc import Callable

import redis
from redis.exceptions import RedisError

from api.events import EventLog
from api.limits import RateLimit
from api.settings import Settings
from api.wording import say

_log = EventLog("api.limits")

TIMEOUT = 0.25
AWAY = 5.0
"""Seconds to wait for Redis, and to leave it alone after it failed."""

# One number a key: when the bucket will be full again. Redis keeps the clock for everybody.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1e6
local every, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local short = full - now - (most - 1) * every
if short > 0.0005 then return string.format('%.6f', short) end
local after = full + every
local life = math.ceil((after - now) * 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', life)
return '0'
"""


class SharedRateLimit(RateLimit):
    """A RateLimit that all processes of one installation share.

    Keys are hashed: nothing in Redis says who asked.
    """

    def __init__(
        self,
        store: redis.Redis,
        name: str,
        per_minute: int,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(per_minute, clock=clock)
        self._take = store.register_script(_TAKE)
        self._name = name
        self._away_until = -math.inf

    def wait(self, key: str) -> int:
        """As RateLimit; a Redis that does not answer leaves this process to count alone."""
        if self._clock() < self._away_until:
            return super().wait(key)
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        try:
            short = float(
                self._take(
                    keys=[f"yiyang:limit:{self._name}:{digest}"],
                    args=[1 / self._per_second, self._capacity],
                )
            )
        except RedisError as error:
            self._away_until = self._clock() + AWAY
            _log.error("limits_not_shared", error)
            return super().wait(key)
        return math.ceil(short)


def limits(settings: Settings) -> Callable[[str, int], RateLimit]:
    """Makes limits by name: shared ones where ASSISTANT_REDIS_URL is set.

    Raises ValueError, in Chinese, for an address that cannot be.
    """
    url = settings.redis_url.get_secret_value()
    if not url:
        return lambda _name, per_minute: RateLimit(per_minute)
    try:
        store: redis.Redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
    except ValueError as error:
        raise ValueError(say("redis_url")) from error
    return lambda name, per_minute: SharedRateLimit(store, name, per_minute)
