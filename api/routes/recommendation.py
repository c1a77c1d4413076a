"""For staff of a city: the list to fill in, and the package for submission made from it."""

import asyncio
import hashlib
import threading
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.auditing import record
from api.context import Ctx, limited
from api.errors import ApiError
from api.multipart import TEXT, described, file
from api.routes.documents import MEDIA_TYPES
from api.services import Services
from api.wording import say as reason
from forms.drafts import DraftExpired
from recommendation import (
    Package,
    RecommendationError,
    build_package,
    write_list_template,
)
from recommendation import Request as Wanted
from recommendation.wording import say
from screening import MAX_BYTES

PATH = "/api/v1/recommendation/package"
TEMPLATE_PATH = "/api/v1/recommendation/template"
MAX_REQUEST = MAX_BYTES + 100_000
"""Bytes of the whole request: the list, and the fields and frames around it."""

MAX_FIELDS = 60
_STATUS = {"too_large": 413, "wrong_kind": 415, "unusable": 422}
_ZIP = "application/zip"
_ONE = ("city", "contact", "phone", "as_of")
_SEVERAL = ("code", "pick")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY = described(
    {
        "file": file(".xlsx, 5 MB at most"),
        **dict.fromkeys(_ONE, TEXT),
        **{name: {"type": "array", "items": TEXT} for name in _SEVERAL},
    }
)
_busy = threading.Lock()

router = APIRouter(tags=["recommendation"], dependencies=[Depends(limited)])


@router.get(
    TEMPLATE_PATH,
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPES["xlsx"]: _BINARY}}},
)
async def template(ctx: Ctx) -> Response:
    """The list to fill in, as .xlsx, a sheet for each table of the notice."""
    content = await asyncio.to_thread(write_list_template, ctx.services.program)
    return _file(content, f"{say('file_template')}.xlsx", MEDIA_TYPES["xlsx"])


@router.post(
    PATH,
    response_class=Response,
    responses={200: {"content": {_ZIP: _BINARY}}},
    openapi_extra=_BODY,
)
async def package(request: Request, ctx: Ctx) -> Response:
    """The package for submission as a ZIP, its check against the notice inside.

    From a list (`file`), codes of applications (`code`), or both; `pick` takes names out of a
    longer list. `city`, `contact` and `phone` are the recommending unit's; what is not given
    stays blank. `as_of` is the day of the check, today unless given.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiError(415, "recommendation_not_multipart")
    try:
        async with request.form(max_files=1, max_fields=MAX_FIELDS) as form:
            wanted, day = await _wanted(form)
    except ApiError:
        raise
    except HTTPException as error:  # the parser's own
        raise ApiError(400, "recommendation_malformed") from error
    services = ctx.services
    await asyncio.to_thread(_record, request, services, wanted)
    try:
        made = await asyncio.to_thread(_one_at_a_time, services, wanted, day or services.today())
    except RecommendationError as error:
        status = _STATUS[error.kind]
        raise ApiError(status, "recommendation_refused", message=error.message_zh) from error
    return _file(made.content, made.filename, _ZIP)


async def _wanted(form: FormData) -> tuple[Wanted, date | None]:
    """The fields of the request. Raises ApiError for one that is unknown or of a wrong kind."""
    for name in form:
        if name not in ("file", *_ONE, *_SEVERAL):
            raise _invalid(name, "problem_extra_forbidden")
    said = {name: _texts(form, name) for name in (*_ONE, *_SEVERAL)}
    one = {name: said[name][-1] if said[name] else "" for name in _ONE}
    file = form.get("file")
    data: bytes | None = None
    if isinstance(file, UploadFile):
        content = await file.read()
        data = content if content or file.filename else None  # a page without a chosen file
    elif file is not None:
        raise _invalid("file", "problem_file")
    try:
        day = date.fromisoformat(one["as_of"]) if one["as_of"] else None
    except ValueError as error:
        raise _invalid("as_of", "problem_date_parsing") from error
    wanted = Wanted(data, said["code"], said["pick"], one["city"], one["contact"], one["phone"])
    return wanted, day


def _record(request: Request, services: Services, wanted: Wanted) -> None:
    """What is read for the package: the list, and every application that a code opens."""
    if wanted.workbook is not None:
        file = f"file:{hashlib.sha256(wanted.workbook).hexdigest()[:16]}"
        record(request, "package_made", file, counts={"bytes": len(wanted.workbook)})
    for code in wanted.codes:
        try:
            draft = services.drafts.by_resume_code(code)
        except DraftExpired:
            continue
        if draft is not None:
            record(request, "package_made", f"draft:{draft.id}")


def _texts(form: FormData, name: str) -> Sequence[str]:
    values = form.getlist(name)
    found = [value.strip() for value in values if isinstance(value, str)]
    if len(found) != len(values):
        raise _invalid(name, "problem_string_type")
    return [text for text in found if text]


def _invalid(name: str, problem: str) -> ApiError:
    return ApiError(422, "invalid_request", place=name[:80], problem=reason(problem))


def _one_at_a_time(services: Services, wanted: Wanted, day: date) -> Package:
    """Documents take a processor for a while; conversations must not wait behind several."""
    if not _busy.acquire(blocking=False):
        raise ApiError(503, "recommendation_busy", headers={"Retry-After": "10"})
    try:
        rules, drafts = services.rule_sets, services.drafts
        return build_package(wanted, services.program, rules, drafts, day)
    finally:
        _busy.release()


def _file(content: bytes, name: str, media_type: str) -> Response:
    plain = f"file.{name.rpartition('.')[2]}"
    disposition = f"attachment; filename={plain}; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
