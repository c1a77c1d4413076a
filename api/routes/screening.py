"""For staff: the template of a list of institutions, and the list in, the ranked workbook out."""

import asyncio
import hashlib
import threading
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.auditing import recorded
from api.context import Ctx, limited
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from eligibility import RuleSet
from forms import Form
from screening import FORM_ID, Result, ScreeningError, screen, write_template
from screening.wording import say

PATH = "/api/v1/screening"
STATUS = {"too_large": 413, "wrong_kind": 415, "unusable": 422}
_XLSX = MEDIA_TYPES["xlsx"]
_FILE: dict[str, Any] = {
    "content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}},
}
_busy = threading.Lock()


router = APIRouter(tags=["screening"], dependencies=[Depends(limited)])


@router.get(f"{PATH}/template", response_class=Response, responses={200: _FILE})
async def template(ctx: Ctx) -> Response:
    """The list to fill in, as .xlsx."""
    form, rules = ctx.services.forms[FORM_ID], ctx.services.rules
    content = await asyncio.to_thread(write_template, form, rules)
    return workbook(content, say("file_template"))


@router.post(
    PATH,
    response_class=Response,
    responses={200: _FILE},
    openapi_extra={"requestBody": {"required": True, **_FILE}},
)
async def screening(request: Request, ctx: Ctx, as_of: date | None = None) -> Response:
    """Screen the .xlsx in the request's body (5 MB, 20,000 rows at most); the ranked workbook."""
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise ApiError(415, "screening_multipart")
    data = await request.body()
    file = f"file:{hashlib.sha256(data).hexdigest()[:16]}"
    await recorded(request, "screening_upload", file, counts={"bytes": len(data)})
    day = as_of or ctx.services.today()
    form, rules = ctx.services.forms[FORM_ID], ctx.services.rules
    try:
        result = await asyncio.to_thread(one_at_a_time, data, form, rules, day)
    except ScreeningError as error:
        status = STATUS[error.kind]
        raise ApiError(status, "screening_refused", message=error.message_zh) from error
    return workbook(result.workbook, f"{say('file_result')}-{day:%Y%m%d}")


def one_at_a_time(data: bytes, form: Form, rules: RuleSet, day: date) -> Result:
    """A long list takes a processor for a while; conversations must not wait behind several."""
    if not _busy.acquire(blocking=False):
        raise ApiError(503, "screening_busy", headers={"Retry-After": "30"})
    try:
        return screen(data, form, rules, day)
    finally:
        _busy.release()


def workbook(content: bytes, name: str) -> Response:
    """A workbook to be saved under `name`."""
    disposition = f"attachment; filename=list.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=_XLSX, headers=headers)
