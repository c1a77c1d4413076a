"""Pages hear that their conversation went on elsewhere: in WeChat, by staff, on another device.

What they hear is the number of its latest turn; they read the turn itself as ever. However many
pages are open, a process looks at the database once a second, and only while one is.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from api.events import EventLog

LOOK = 1.0
QUIET, LASTS = 15.0, 300.0
"""Seconds after which a silent stream says that it is alive, and a stream ends; the page opens the
next one."""
MOST, MOST_OF_ONE = 1000, 8
"""Streams at a time, and of one conversation."""
_log = EventLog("api.watching")


class TooMany(Exception):
    """No more streams now."""


class Watch:
    """Looks for the latest turns of the conversations that somebody has open."""

    def __init__(
        self, last_seqs: Callable[[Collection[str]], Mapping[str, int]], look: float = LOOK
    ) -> None:
        self._last_seqs = last_seqs
        self._every = look
        self._open: dict[str, list[asyncio.Queue[int]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def events(
        self, sender: str, *, quiet: float = QUIET, lasts: float = LASTS
    ) -> AsyncGenerator[str, None]:
        """Server-sent events with the number of the latest turn: at once, and whenever it is
        another. Raises TooMany."""
        with self._reading(sender) as told:
            yield "retry: 3000\n\n"
            until = asyncio.get_running_loop().time() + lasts
            last: int | None = None
            while (left := until - asyncio.get_running_loop().time()) > 0:
                try:
                    seq = await asyncio.wait_for(told.get(), min(quiet, left))
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if seq != last:
                    last = seq
                    yield f"data: {seq}\n\n"

    async def stop(self) -> None:
        """End looking."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def room_for(self, sender: str) -> bool:
        """Whether one more page may listen."""
        count = sum(map(len, self._open.values()))
        return count < MOST and len(self._open.get(sender, ())) < MOST_OF_ONE

    @contextmanager
    def _reading(self, sender: str) -> Iterator[asyncio.Queue[int]]:
        if not self.room_for(sender):
            raise TooMany
        told: asyncio.Queue[int] = asyncio.Queue()
        self._open.setdefault(sender, []).append(told)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            yield told
        finally:
            self._open[sender].remove(told)
            if not self._open[sender]:
                del self._open[sender]

    async def _look(self) -> None:
        known: dict[asyncio.Queue[int], int] = {}
        failed = False
        while self._open:
            try:
                found = await asyncio.to_thread(self._last_seqs, list(self._open))
            except SQLAlchemyError as error:
                if not failed:
                    _log.error("latest_turns_unknown", error)
                failed = True
            else:
                failed = False
                before, known = known, {}
                for sender, pages in self._open.items():
                    for told in pages:
                        known[told] = found.get(sender, 0)
                        if before.get(told) != known[told]:
                            told.put_nowait(known[told])
            await asyncio.sleep(self._every)
