"""One child process with everything it starts, as a group that ends together."""

import asyncio
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from supervisor.linux import end_with_parent
from supervisor.logs import ChildLog

_LONGEST_LINE = 1 << 20
_DRAIN_SECONDS = 5.0


class Child:
    """A running child in a session of its own; its output goes to `log` line by line.

    Waiting is done in a thread: asyncio's own `wait` ends only when the last grandchild has
    closed the pipe, and a grandchild may outlive its parent.
    """

    def __init__(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: Path, log: ChildLog
    ) -> None:
        """Start `command`. Raises OSError when it cannot be executed."""
        self._process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        assert self._process.stdout is not None
        self._pump = threading.Thread(
            target=_copy, args=(self._process.stdout, log), name="log", daemon=True
        )
        self._pump.start()
        self._ended = asyncio.ensure_future(asyncio.to_thread(self._process.wait))

    @property
    def pid(self) -> int:
        """Process id, which is also the id of its process group."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait for the end; what the child left behind in its group is killed.

        Returns the exit code, negative for a signal.
        """
        code = await asyncio.shield(self._ended)
        self.kill()
        await asyncio.to_thread(self._pump.join, _DRAIN_SECONDS)
        return code

    async def stop(self, grace: float) -> None:
        """End the whole group: politely, and after `grace` seconds by force."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._ended), grace)
        self.kill()
        await asyncio.shield(self._ended)

    def kill(self) -> None:
        """End the whole group at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def _copy(stream: IO[bytes], log: ChildLog) -> None:
    with stream:
        while line := stream.readline(_LONGEST_LINE):
            log.write(line)
