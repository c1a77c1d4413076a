"""Threads of the channel's own: its replies must not queue behind the actions of the engine."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """Runs what waits for the database beside the event loop."""

    def __init__(self, count: int = 6) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="wechat")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work` in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Wait for what runs and end the threads."""
        self._pool.shutdown()
