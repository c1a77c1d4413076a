"""For staff: take over the notices that were added to the service, without a restart."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request

from api.auditing import recorded
from api.context import Context, Ctx, limited
from api.errors import ApiError
from api.events import EventLog
from api.services import Services, hand_to_actions
from policy import NoticeError, NoticeMeta

PATH = "/api/v1/notices/reload"
_log = EventLog("api.notices")
_busy = threading.Lock()
router = APIRouter(tags=["notices"], dependencies=[Depends(limited)])


@router.post(PATH)
async def reload(request: Request, ctx: Ctx) -> dict[str, Any]:
    """Read `var/notices/live` anew. What was known stays in use when anything there is broken.

    422 names the file, the place in it and the problem; 503 while another reload is under way.
    """
    services = await asyncio.to_thread(_read, ctx)
    hand_to_actions(services, ctx.settings.actions_package, ctx.help)
    request.app.state.context = replace(ctx, services=services)
    added = services.policy.added
    await recorded(request, "notices_reloaded", "notices", counts={"added": len(added)})
    _log.info("notices_reloaded", added=len(added))
    return {"notices": [_shown(meta, services) for meta in added]}


def _read(ctx: Context) -> Services:
    if not _busy.acquire(blocking=False):
        raise ApiError(503, "notices_busy", headers={"Retry-After": "5"})
    folder = ctx.settings.live_dir()
    try:
        return ctx.services.with_live(folder)
    except NoticeError as error:
        _log.info("notices_not_reloaded")
        file = error.file.relative_to(folder) if error.file.is_relative_to(folder) else error.file
        place = f"{error.place}；" if error.place else ""
        raise ApiError(
            422, "notice_broken", file=file, place=place, problem=error.problem_zh
        ) from error
    finally:
        _busy.release()


def _shown(meta: NoticeMeta, services: Services) -> dict[str, Any]:
    today = services.today()
    return {
        "id": meta.id,
        "cited_as": meta.cited_as,
        "title": meta.title,
        "validity": meta.validity(today),
        "replaced_by": meta.replaced_by,
    }
