"""Batch pre-screening by upload: the list is screened beside the requests, and the page waits."""

import asyncio
import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from api.console.pages import page
from api.context import Ctx
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from api.routes.screening import STATUS
from api.staff import CONSOLE, MAX_FIELDS, Me, personal_data_read
from screening import FORM_ID, ScreeningError, write_template
from screening.jobs import KEEP
from screening.wording import say

PATH = f"{CONSOLE}/screening"
SHOWN = 200
"""Institutions on the page; the workbook holds them all."""
SOON = 2.0
"""Seconds the upload waits for a short list, before the page asks again."""
router = APIRouter(include_in_schema=False)
JobId = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get(PATH)
def show(request: Request) -> Response:
    """The form for a list."""
    return _page(request)


@router.get(f"{PATH}/template")
async def template(ctx: Ctx) -> Response:
    """The list to fill in."""
    form, rules = ctx.services.forms[FORM_ID], ctx.services.rules
    content = await asyncio.to_thread(write_template, form, rules)
    disposition = "attachment; filename=list.xlsx; filename*=UTF-8''"
    headers = {"Content-Disposition": f"{disposition}{quote(say('file_template'))}.xlsx"}
    return Response(content, media_type=MEDIA_TYPES["xlsx"], headers=headers)


@router.post(PATH)
async def screen_list(request: Request, ctx: Ctx, me: Me) -> Response:
    """Take in a list."""
    sent = await request.form(max_files=1, max_fields=MAX_FIELDS)
    file = sent.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    name = (file.filename or "") if isinstance(file, UploadFile) else ""
    file_id = f"file:{hashlib.sha256(data).hexdigest()[:16]}"
    await personal_data_read(request, "screening_upload", file_id)
    try:
        job = await ctx.screenings.add(
            request.state.actor, "", " ".join(name.split()), data, ctx.services.today()
        )
    except ScreeningError as error:
        return _page(request, status=STATUS[error.kind], problem=error.message_zh)
    except ApiError as error:  # too many are waiting
        return _page(request, status=error.status, problem=error.message)
    await ctx.screenings.settled(job, SOON)
    return RedirectResponse(f"{PATH}/{job.id}", 303)


@router.get(f"{PATH}/{{job_id}}")
async def result(job_id: JobId, request: Request, ctx: Ctx, me: Me) -> Response:
    """How far a list is; its ranking once it is done."""
    job = await asyncio.to_thread(ctx.screenings.store.get, job_id, request.state.actor)
    if job is None:
        raise ApiError(404, "screening_gone")
    if job.state == "refused":
        return _page(request, problem=job.problem)
    if job.state == "working":
        progress = await asyncio.to_thread(job.progress)
        far = say(progress.phase, done=progress.done, total=progress.total) if progress else ""
        return _page(request, job=job, far=far, progress=progress)
    await personal_data_read(request, "screening_asked", f"list:{job.id[:16]}")
    try:
        summary = await asyncio.to_thread(job.summary)
    except OSError as error:
        raise ApiError(404, "screening_gone") from error
    return _page(request, job=job, result=summary)


def _page(request: Request, **values: Any) -> Response:
    hours = int(KEEP.total_seconds() // 3600)
    shown = {"job": None, "result": None, "most": SHOWN, "hours": hours, **values}
    return page(request, "screening.html", **shown)
