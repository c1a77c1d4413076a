"""Batch pre-screening by upload: the ranking on the page, or the workbook."""

import asyncio
import hashlib
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from api.console.pages import page
from api.context import Ctx
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from api.routes.screening import one_at_a_time
from api.staff import CONSOLE, MAX_FIELDS, Me, personal_data_read
from screening import FORM_ID, ScreeningError, write_template
from screening.wording import say

PATH = f"{CONSOLE}/screening"
SHOWN = 200
"""Institutions on the page; the workbook holds them all."""
_STATUS = {"too_large": 413, "wrong_kind": 415, "unusable": 422}
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show(request: Request) -> Response:
    """The form for a list."""
    return _page(request)


@router.get(f"{PATH}/template")
async def template(ctx: Ctx) -> Response:
    """The list to fill in."""
    form, rules = ctx.services.forms[FORM_ID], ctx.services.rules
    content = await asyncio.to_thread(write_template, form, rules)
    return _workbook(content, say("file_template"))


@router.post(PATH)
async def screen_list(request: Request, ctx: Ctx, me: Me) -> Response:
    """Screen the list; nothing of it is kept on the server."""
    sent = await request.form(max_files=1, max_fields=MAX_FIELDS)
    file, day = sent.get("file"), ctx.services.today()
    data = await file.read() if isinstance(file, UploadFile) else b""
    file_id = f"file:{hashlib.sha256(data).hexdigest()[:16]}"
    await personal_data_read(request, "screening_upload", file_id)
    form, rules = ctx.services.forms[FORM_ID], ctx.services.rules
    try:
        result = await asyncio.to_thread(one_at_a_time, data, form, rules, day)
    except ScreeningError as error:
        return _page(request, status=_STATUS[error.kind], problem=error.message_zh)
    except ApiError as error:  # another list is being worked on
        return _page(request, status=error.status, problem=error.message)
    if sent.get("as") == "file":
        return _workbook(result.workbook, f"{say('file_result')}-{day:%Y%m%d}")
    return _page(request, result=result, day=day)


def _page(request: Request, **values: Any) -> Response:
    return page(request, "screening.html", **{"result": None, "day": None, "most": SHOWN, **values})


def _workbook(content: bytes, name: str) -> Response:
    disposition = f"attachment; filename=list.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=MEDIA_TYPES["xlsx"], headers=headers)
