"""Pages that show what changes: a stream of server-sent events that says only that it has."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from fastapi import Request
from fastapi.responses import StreamingResponse

from api.errors import ApiError
from api.staff import signed_in

LOOK = 1.0
LASTS = 50.0
"""Seconds between looks, and after which a stream ends; the browser opens the next one."""
_QUIET = 15


def stream(request: Request, stamp: Callable[[], str]) -> StreamingResponse:
    """One event whenever `stamp` gives another text, and one at the start."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        raise ApiError(406, "only_a_stream")
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(
        _events(request, stamp), media_type="text/event-stream", headers=headers
    )


async def _events(request: Request, stamp: Callable[[], str]) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    last = ""
    until = time.monotonic() + LASTS
    looks = 0
    while time.monotonic() < until:
        now = await asyncio.to_thread(stamp)
        if now != last:
            last = now
            yield f"data: {now}\n\n"
        elif looks % _QUIET == 0:
            if await signed_in(request) is None:
                return
            yield ": still here\n\n"
        looks += 1
        await asyncio.sleep(LOOK)
