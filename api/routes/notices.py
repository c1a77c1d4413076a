"""For staff: take over the notices that were added to the service, without a restart."""

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request

from api.auditing import recorded
from api.context import Ctx, limited
from api.errors import ApiError
from api.events import EventLog
from api.live_notices import Busy, left_out, read_anew, take_over
from api.notice_mark import leave_mark
from api.services import Services
from policy import NoticeError, NoticeMeta

PATH = "/api/v1/notices/reload"
_log = EventLog("api.notices")
router = APIRouter(tags=["notices"], dependencies=[Depends(limited)])


@router.post(PATH)
async def reload(request: Request, ctx: Ctx) -> dict[str, Any]:
    """Read `var/notices/live` anew, here and in every other process of the service.

    What was known stays in use when something there is broken that was not broken before: 422
    names the file, the place in it and the problem; 503 while another reload is under way.
    `left_out` are the notices that are not answered from since the start, because they are broken.
    """
    folder = ctx.settings.live_dir()
    try:
        services = await asyncio.to_thread(read_anew, ctx)
    except Busy as error:
        raise ApiError(503, "notices_busy", headers={"Retry-After": "5"}) from error
    except NoticeError as error:
        _log.info("notices_not_reloaded")
        file = error.file.relative_to(folder) if error.file.is_relative_to(folder) else error.file
        place = f"{error.place}；" if error.place else ""
        raise ApiError(
            422, "notice_broken", file=file, place=place, problem=error.problem_zh
        ) from error
    take_over(request.app, services)
    request.app.state.notices_mark = await asyncio.to_thread(leave_mark, folder)
    added = services.policy.added
    await recorded(request, "notices_reloaded", "notices", counts={"added": len(added)})
    _log.info("notices_reloaded", added=len(added))
    return {
        "notices": [_shown(meta, services) for meta in added],
        "left_out": left_out(services.policy),
    }


def _shown(meta: NoticeMeta, services: Services) -> dict[str, Any]:
    today = services.today()
    return {
        "id": meta.id,
        "cited_as": meta.cited_as,
        "title": meta.title,
        "validity": meta.validity(today),
        "replaced_by": meta.replaced_by,
    }
