"""For staff: a list is taken in at once and screened beside the request; then its ranked workbook.

Whoever sent a list is the only one to see it; a day later all of it is gone.
"""

import asyncio
import hashlib
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Request
from fastapi import Path as InPath
from fastapi.responses import JSONResponse, Response

from api.auditing import recorded
from api.context import Ctx, limited
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from api.routes.screening import PATH as LISTS
from api.routes.screening import STATUS, workbook
from api.schemas import Id
from api.screenings import Screenings
from api.senders import resolve
from screening import ScreeningError
from screening.jobs import KEEP, Job
from screening.wording import say

PATH = f"{LISTS}/jobs"
SHOWN = 20
"""Institutions told in the answer; the workbook holds them all."""
SOON = 2.0
"""Seconds a request waits for a short list."""
_XLSX = MEDIA_TYPES["xlsx"]
_FILE: dict[str, Any] = {
    "content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}},
}
_GONE: dict[int | str, dict[str, Any]] = {404: {"description": "Unknown, somebody else's, or gone"}}

JobId = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
router = APIRouter(tags=["screening"], dependencies=[Depends(limited)])


@router.post(
    PATH,
    status_code=202,
    openapi_extra={"requestBody": {"required": True, **_FILE}},
    responses={202: {"description": "Taken in; `state` says how far it is"}},
)
async def begin(
    request: Request,
    ctx: Ctx,
    as_of: date | None = None,
    sender: Id | None = None,
    x_file_name: Annotated[str, Header(max_length=900)] = "",
) -> JSONResponse:
    """Take in the .xlsx in the request's body (5 MB, 20,000 rows at most).

    `sender` is the conversation in which it may be asked about; `X-File-Name` (percent-encoded) is
    what the list is called there.
    """
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise ApiError(415, "screening_multipart")
    data = await request.body()
    file = f"file:{hashlib.sha256(data).hexdigest()[:16]}"
    await recorded(request, "screening_upload", file, counts={"bytes": len(data)})
    ctx.uploads.check(request.state.actor)
    talk = await asyncio.to_thread(resolve, ctx, sender) if sender else ""
    name = " ".join(unquote(x_file_name).split())
    try:
        job = await ctx.screenings.add(
            request.state.actor, talk, name, data, as_of or ctx.services.today()
        )
    except ScreeningError as error:
        status = STATUS[error.kind]
        raise ApiError(status, "screening_refused", message=error.message_zh) from error
    job = await ctx.screenings.settled(job, SOON)
    return JSONResponse(await shown(ctx.screenings, job), status_code=202)


@router.get(f"{PATH}/{{job_id}}", responses=_GONE)
async def state(job_id: JobId, request: Request, ctx: Ctx) -> dict[str, Any]:
    """How far a list is: `working`, `refused` with why, or `done` with its first institutions."""
    return await shown(ctx.screenings, await _theirs(ctx.screenings, job_id, request))


@router.get(
    f"{PATH}/{{job_id}}/result",
    response_class=Response,
    responses={200: _FILE, **_GONE, 409: {"description": "Not done yet"}},
)
async def result(job_id: JobId, request: Request, ctx: Ctx) -> Response:
    """The ranked workbook."""
    job = await _theirs(ctx.screenings, job_id, request)
    if job.state != "done":
        raise ApiError(409, "screening_not_done")
    try:
        await recorded(request, "screening_result", f"list:{job.id[:16]}")
        content = await asyncio.to_thread(job.workbook)
    except OSError as error:
        raise ApiError(404, "screening_gone") from error
    return workbook(content, f"{say('file_result')}-{job.as_of:%Y%m%d}")


@router.delete(f"{PATH}/{{job_id}}", status_code=204, responses=_GONE)
async def remove(job_id: JobId, request: Request, ctx: Ctx) -> Response:
    """Remove a list with its result now."""
    job = await _theirs(ctx.screenings, job_id, request)
    await asyncio.to_thread(ctx.screenings.store.drop, job)
    return Response(status_code=204)


async def _theirs(screenings: Screenings, job_id: str, request: Request) -> Job:
    job = await asyncio.to_thread(screenings.store.get, job_id, request.state.actor)
    if job is None:
        raise ApiError(404, "screening_gone")
    return job


async def shown(screenings: Screenings, job: Job) -> dict[str, Any]:
    """A list as JSON."""
    told: dict[str, Any] = {
        "id": job.id,
        "state": job.state,
        "name": job.name,
        "as_of": job.as_of.isoformat(),
        "expires_at": job.expires_at.isoformat(),
        "keep_hours": int(KEEP.total_seconds() // 3600),
        "problem": job.problem,
    }
    if job.state == "working":
        return {**told, **await asyncio.to_thread(_so_far, screenings, job)}
    if job.state != "done":
        return told
    try:
        summary = await asyncio.to_thread(job.summary)
    except OSError as error:
        raise ApiError(404, "screening_gone") from error
    return {
        **told,
        "total": len(summary.institutions),
        "counts": summary.counts,
        "problems": summary.problems,
        "institutions": [asdict(one) for one in summary.institutions[:SHOWN]],
        "result": f"{PATH}/{job.id}/result",
    }


def _so_far(screenings: Screenings, job: Job) -> dict[str, Any]:
    """How many lists are before this one, and how far it is itself."""
    far = job.progress()
    told = say(far.phase, done=far.done, total=far.total) if far else ""
    return {
        "ahead": _ahead(screenings, job),
        "progress": {**asdict(far), "told": told} if far else None,
    }


def _ahead(screenings: Screenings, job: Job) -> int:
    return sum(other.created_at < job.created_at for other in screenings.store.unfinished())
