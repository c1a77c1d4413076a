"""The supervisor's loop: start side by side, watch, restart, report, stop everything."""

import asyncio
import contextlib
import signal
import time

from supervisor import probe
from supervisor.backoff import Backoff
from supervisor.display import Display
from supervisor.logs import ChildLog
from supervisor.plan import CANNOT_START, Plan, Service, Step
from supervisor.process import Child
from supervisor.wording import say

READY_EVERY = 0.25
WATCH_EVERY = 5.0
HANG_TIMEOUT = 10.0


class Runner:
    """Runs one plan until it is told to stop or has to give up."""

    def __init__(self, plan: Plan, display: Display) -> None:
        self._plan = plan
        self._display = display
        self._stop = asyncio.Event()
        self._failed = False
        self._children: dict[str, Child] = {}
        self._started = time.monotonic()

    def request_stop(self) -> None:
        """Begin the clean stop; asked a second time, end the children at once."""
        if self._stop.is_set():
            for child in self._children.values():
                child.kill()
        self._stop.set()

    async def run(self) -> int:
        """Run to the end; 0 after a requested stop, 1 when something could not be kept up."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.request_stop)
        tasks = [asyncio.create_task(self._serve(s)) for s in self._plan.services]
        tasks.append(asyncio.create_task(self._announce()))
        for task in tasks:
            task.add_done_callback(self._notice_crash)
        await self._stop.wait()
        self._display.busy(say("stopping"))
        await asyncio.gather(*(c.stop(self._plan.grace) for c in self._children.values()))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._display.close()
        self._display.note(say("stopped"))
        return 1 if self._failed else 0

    def _notice_crash(self, task: asyncio.Task[None]) -> None:
        """A bug in a task of ours must stop the run, never leave it half alive."""
        if not task.cancelled() and task.exception() is not None:
            self._give_up(repr(task.exception()), [])

    def _give_up(self, text: str, lines: list[str]) -> None:
        self._failed = True
        self._display.problem(text, lines)
        self._stop.set()

    async def _serve(self, service: Service) -> None:
        log = ChildLog(self._plan.logs / f"{service.name}.log")
        try:
            for step in service.before:
                if not await self._run_step(step):
                    return
            await self._keep_alive(service, log)
        finally:
            log.close()

    async def _run_step(self, step: Step) -> bool:
        log = ChildLog(self._plan.logs / f"{step.name}.log")
        begun = time.monotonic()
        self._display.busy(say("step", label=step.label))
        code = await self._run_child(step.name, step.command, log)
        log.close()
        if self._stop.is_set():
            return False
        if code != 0:
            text = say("step_failed", label=step.label, code=code, log=log.path)
            self._give_up(text, log.tail())
            return False
        seconds = time.monotonic() - begun
        self._display.note(say("step_done", label=step.label, seconds=seconds))
        return True

    async def _run_child(self, name: str, command: tuple[str, ...], log: ChildLog) -> int:
        try:
            child = Child(command, env=self._plan.env, cwd=self._plan.cwd, log=log)
        except OSError as error:
            log.write(f"{command[0]}: {error.strerror}".encode())
            return 127
        self._children[name] = child
        try:
            return await child.wait()
        finally:
            self._children.pop(name, None)

    async def _keep_alive(self, service: Service, log: ChildLog) -> None:
        backoff = Backoff()
        self._display.busy(say("starting", label=service.label))
        while not self._stop.is_set():
            begun = time.monotonic()
            well = asyncio.Event()
            watch = asyncio.create_task(self._watch(service, begun, well))
            code = await self._run_child(service.name, service.command, log)
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
            if self._stop.is_set():
                return
            if code == CANNOT_START:
                self._give_up(say("cannot_start", label=service.label), log.tail()[-3:])
                return
            lived = time.monotonic() - begun
            delay = backoff.next_delay(lived=lived, was_well=well.is_set())
            if delay is None:
                self._give_up(say("given_up", label=service.label, log=log.path), log.tail())
                return
            how = say("how_signal", signal=-code) if code < 0 else say("how_code", code=code)
            self._display.note(say("died", label=service.label, how=how, delay=delay))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), delay)

    async def _watch(self, service: Service, begun: float, well: asyncio.Event) -> None:
        """Report when the service answers; end it when it once answered and no longer does."""
        while not _well(await probe.status(service.probe)):
            await asyncio.sleep(READY_EVERY)
        well.set()
        seconds = time.monotonic() - begun
        self._display.note(say("service_up", label=service.label, seconds=seconds))
        last = time.monotonic()
        while True:
            await asyncio.sleep(WATCH_EVERY)
            if _well(await probe.status(service.probe, HANG_TIMEOUT)):
                last = time.monotonic()
            elif time.monotonic() - last > service.hang_after:
                silent = time.monotonic() - last
                self._display.note(say("hung", label=service.label, seconds=silent))
                if child := self._children.get(service.name):
                    await child.stop(self._plan.grace)
                return

    async def _announce(self) -> None:
        """Say where to go once everything answers; give up when that takes too long."""
        while await probe.status(self._plan.ready_url) != 200:
            if time.monotonic() - self._started > self._plan.start_limit:
                text = say("not_ready", seconds=self._plan.start_limit, logs=self._plan.logs)
                self._give_up(text, [])
                return
            await asyncio.sleep(READY_EVERY)
        self._display.close()
        seconds = time.monotonic() - self._started
        self._display.note(say("ready", seconds=seconds, url=self._plan.url))
        self._display.note(say("ready_hint", logs=self._plan.logs))
        if self._plan.setup_link is not None:
            with contextlib.suppress(OSError):
                link = self._plan.setup_link.read_text(encoding="utf-8").strip()
                self._display.note(say("setup_link", url=link))


def _well(status: int | None) -> bool:
    """Any answer at all: a service that reports another one's absence is well itself."""
    return status is not None
