"""The added notices as every process of the service has them.

Each process holds its own knowledge. The one that was asked to read the notices anew leaves a mark
beside them (`api.notice_mark`); the others look at it every second and read them anew as well.
"""

import asyncio
import threading
from dataclasses import replace
from typing import Any

from fastapi import FastAPI

from api.context import Context
from api.events import EventLog
from api.notice_mark import read_mark
from api.services import Services, hand_to_actions
from policy import NoticeError, PolicyBase

EVERY = 1.0
"""Seconds between two looks at the mark."""
_log = EventLog("api.notices")
_busy = threading.Lock()


class Busy(Exception):
    """The notices are being read already."""


def read_anew(ctx: Context) -> Services:
    """The services over the notices as they are now. Busy, or NoticeError when one of them does
    not hold that held before; what is known stays in use then."""
    if not _busy.acquire(blocking=False):
        raise Busy
    try:
        return ctx.services.with_live(ctx.settings.live_dir())
    finally:
        _busy.release()


def take_over(app: FastAPI, services: Services) -> None:
    """Answer from these services from now on."""
    ctx: Context = app.state.context
    hand_to_actions(services, ctx.settings.actions_package, ctx.help)
    app.state.context = replace(ctx, services=services)
    tell_left_out(services.policy)


async def follow(app: FastAPI) -> None:
    """Read the notices anew whenever another process has; `app.state.notices_mark` is the mark
    that this process has followed. What does not hold here leaves what is known in use."""
    while True:
        await asyncio.sleep(EVERY)
        ctx: Context = app.state.context
        mark = read_mark(ctx.settings.live_dir())
        if mark == app.state.notices_mark:
            continue
        try:
            services = await asyncio.to_thread(read_anew, ctx)
        except Busy:
            continue
        except NoticeError as error:
            _log.error("notices_not_followed", file=str(error.file), place=error.place)
        else:
            take_over(app, services)
            _log.info("notices_followed", added=len(services.policy.added))
        app.state.notices_mark = mark


def left_out(policy: PolicyBase) -> list[dict[str, Any]]:
    """The added notices that are not answered from: id, file below its folder, place, problem."""
    return [
        {
            "id": one.id,
            "file": one.error.file.name,
            "place": one.error.place,
            "problem": one.error.problem_zh,
        }
        for one in policy.left_out
    ]


def tell_left_out(policy: PolicyBase) -> None:
    """Put in the log which added notices are not answered from, and why."""
    for one in left_out(policy):
        _log.error("notice_left_out", notice=one.pop("id"), **one)
