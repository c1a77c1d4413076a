"""Runs the screening of lists beside the requests, one list at a time, in a process of its own."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from datetime import date

from api.errors import ApiError
from api.events import EventLog
from api.settings import ROOT, Settings
from screening.jobs import Job, JobStore
from screening.wording import say

_log = EventLog("api.screenings")
WAITING = 3
"""Lists of one account that may wait at a time."""
LONGEST = 7200.0
"""Seconds a list may take, also on a machine with much else to do."""
LOOK = 0.1


class Screenings:
    """The lists of all staff. `run` screens one; it is started and stopped with the service."""

    def __init__(self, store: JobStore, run: Callable[[Job], Awaitable[None]]) -> None:
        self.store = store
        self.run = run
        self._turn = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Go on with what an earlier run of the service left unfinished."""
        for job in self.store.unfinished():
            self._begin(job)

    async def stop(self) -> None:
        """Stop at once; what is unfinished is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def add(self, owner: str, sender: str, name: str, data: bytes, as_of: date) -> Job:
        """Take in a list. ScreeningError when it is no workbook; ApiError 429 when many wait."""
        waiting = await asyncio.to_thread(self.store.unfinished)
        if sum(job.owner == owner for job in waiting) >= WAITING:
            raise ApiError(429, "screening_waiting", headers={"Retry-After": "60"}, count=WAITING)
        job = await asyncio.to_thread(self.store.add, owner, sender, name, data, as_of)
        self._begin(job)
        return job

    async def settled(self, job: Job, seconds: float) -> Job:
        """The list as it is once it is finished, or after some seconds."""
        until = asyncio.get_running_loop().time() + seconds
        while True:
            now = await asyncio.to_thread(self.store.get, job.id, job.owner)
            if now is None or now.state != "working":
                return now or job
            if asyncio.get_running_loop().time() >= until:
                return now
            await asyncio.sleep(LOOK)

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._screen(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _screen(self, job: Job) -> None:
        async with self._turn:
            try:
                async with asyncio.timeout(LONGEST):
                    await self.run(job)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                _log.error("screening_failed", error)
            # Removed meanwhile, or refused by the run itself: nothing is left to say.
            now = await asyncio.to_thread(self.store.get, job.id, job.owner)
            if now is not None and now.state == "working":
                await asyncio.to_thread(now.refuse, say("failed"))


def in_a_process(settings: Settings) -> Callable[[Job], Awaitable[None]]:
    """Screens a list with the data that the service works with."""

    async def run(job: Job) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "screening.work",
            str(job.folder),
            str(settings.notices_dir),
            str(settings.rules_dir),
            str(settings.forms_dir),
            str(settings.cache_dir()),
            str(settings.live_dir()),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if code:
            _log.error("screening_ended", code=code)

    return run
