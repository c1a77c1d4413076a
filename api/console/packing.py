"""The package for submission from what a city has recommended."""

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pypinyin import lazy_pinyin

from accounts import Person
from api.console.pages import fields, page
from api.console.review import desk_of
from api.context import Context, Ctx
from api.staff import CONSOLE, Me, personal_data_read
from recommendation import Package, RecommendationError
from review import ReviewError, Submission, load_workflow, pack_recommended

PATH = f"{CONSOLE}/package"
router = APIRouter(include_in_schema=False)


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
        made = await asyncio.to_thread(_package, ctx, me, city, given)
    except (ReviewError, RecommendationError) as error:
        return await _page(request, ctx, me, given, status=422, problem=error.message_zh)
    await personal_data_read(request, "package_made", f"city:{''.join(lazy_pinyin(city))}")
    disposition = f"attachment; filename=package.zip; filename*=UTF-8''{quote(made.filename)}"
    headers = {"Content-Disposition": disposition}
    return Response(made.content, media_type="application/zip", headers=headers)


def _package(ctx: Context, me: Person, city: str, given: dict[str, str]) -> Package:
    store, services = desk_of(ctx).store, ctx.services
    chosen = [one for one in _recommended(ctx, me) if one.region.city == city]
    frozen = [(one, store.snapshots(one.id)[-1]) for one in chosen]
    return pack_recommended(
        frozen,
        city,
        given.get("contact", ""),
        given.get("phone", ""),
        services.program,
        services.rule_sets,
        services.today(),
        store,
    )


def _recommended(ctx: Context, me: Person) -> list[Submission]:
    states = load_workflow().states
    return [one for one in desk_of(ctx).store.seen_by(me) if states[one.state].counts]


async def _page(
    request: Request, ctx: Context, me: Person, given: dict[str, str] | None = None, **values: Any
) -> Response:
    recommended = await asyncio.to_thread(_recommended, ctx, me)
    cities = list(dict.fromkeys(one.region.city for one in recommended))
    known: dict[str, Any] = {"recommended": recommended, "cities": cities, "given": given or {}}
    return page(request, "package.html", **{**known, **values})
