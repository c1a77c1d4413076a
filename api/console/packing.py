"""The package for submission from what a city has recommended."""

import asyncio
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from accounts import Person
from api.console.pages import fields, page
from api.context import Context, Ctx
from api.errors import ApiError
from api.packages import FILE, PATH, kept_for, object_of, package_of, recommended
from api.routes.documents import MEDIA_TYPES
from api.staff import Me, personal_data_read
from recommendation import RecommendationError
from recommendation.keeping import LONGEST_TOKEN
from review import ReviewError

_MEDIA = {**MEDIA_TYPES, "zip": "application/zip"}
router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=LONGEST_TOKEN)]


@router.get(PATH)
async def show(request: Request, ctx: Ctx, me: Me) -> Response:
    """What is recommended, and what is still needed to make the package."""
    return await _page(request, ctx, me)


@router.post(PATH)
async def make(request: Request, ctx: Ctx, me: Me) -> Response:
    """The package as a ZIP, from what was submitted."""
    given = await fields(request)
    city = me.region.city or given.get("city", "")
    try:
        made = await asyncio.to_thread(package_of, ctx.services, me, city, *_sender(given))
    except (ReviewError, RecommendationError) as error:
        return await _page(request, ctx, me, given, status=422, problem=error.message_zh)
    await personal_data_read(request, "package_made", object_of(city))
    return _download(made.content, made.filename)


@router.get(f"{FILE}/{{token}}")
async def fetch(token: Token, request: Request, ctx: Ctx, me: Me, name: str = "") -> Response:
    """A package that was made, or one file of it by its name: where the conversation links to."""
    try:
        kept = await asyncio.to_thread(kept_for, ctx.packages, ctx.services, me, token)
        content = await asyncio.to_thread(lambda: kept.file(name) if name else kept.content())
    except RecommendationError as error:
        return await _page(request, ctx, me, status=410, problem=error.message_zh)
    if content is None:
        raise ApiError(404, "not_found")
    await personal_data_read(request, "package_downloaded", object_of(kept.city))
    return _download(content, PurePosixPath(name).name or kept.filename)


def _download(content: bytes, filename: str) -> Response:
    kind = PurePosixPath(filename).suffix.removeprefix(".")
    named = f"attachment; filename=package.{kind}; filename*=UTF-8''{quote(filename)}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA[kind], headers=headers)


def _sender(given: dict[str, str]) -> tuple[str, str]:
    return given.get("contact", ""), given.get("phone", "")


async def _page(
    request: Request, ctx: Context, me: Person, given: dict[str, str] | None = None, **values: Any
) -> Response:
    listed = await asyncio.to_thread(recommended, ctx.services, me)
    cities = list(dict.fromkeys(one.region.city for one in listed))
    known: dict[str, Any] = {"recommended": listed, "cities": cities, "given": given or {}}
    return page(request, "package.html", **{**known, **values})
