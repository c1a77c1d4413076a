"""The console's first page."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from accounts import Person
from api.console.pages import page
from api.console.reminding import reminder
from api.context import Context, Ctx
from api.live_notices import left_out
from api.staff import CONSOLE, Me
from review import load_workflow

MENDED_BY = ("administrator", "helpdesk")
"""Who is told of an added notice that is not answered from."""
SEEN_BY = load_workflow().seen_by
router = APIRouter(include_in_schema=False)


@router.get(CONSOLE)
async def home(request: Request, ctx: Ctx, me: Me) -> Response:
    """Who one is, what one can do here, and how much waits."""
    waiting = await asyncio.to_thread(_waiting, ctx, me)
    near = reminder(ctx) if ctx.services.review is not None and me.role in SEEN_BY else ""
    broken = left_out(ctx.services.policy) if me.role in MENDED_BY else []
    return page(request, "home.html", waiting=waiting, near=near, broken=broken)


def _waiting(ctx: Context, me: Person) -> int:
    if ctx.services.review is None:
        return 0
    return sum(one.turn == me.role for one in ctx.services.review.store.seen_by(me))
