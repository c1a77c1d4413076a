"""Pre-screening in words: questions about the applications of one's region. Nothing is kept."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.pages import fields, page
from api.console.review import desk_of
from api.context import Ctx
from api.staff import CONSOLE, Me, personal_data_read
from review.asking import ask

PATH = f"{CONSOLE}/ask"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show(request: Request) -> Response:
    """Where to ask."""
    return page(request, "ask.html", **_blank())


@router.post(PATH)
async def answer(request: Request, ctx: Ctx, me: Me) -> Response:
    """The answer, with a verdict card for each application it is about."""
    given = await fields(request)
    question, written = given.get("question", "").strip(), given.get("last", "")
    last = int(written) if written.isascii() and written.isdigit() else None
    if not question:
        return page(request, "ask.html", **_blank())
    told = await asyncio.to_thread(ask, question, last, desk_of(ctx).store, me)
    for one in told.found:
        await personal_data_read(request, "submission_read", f"submission:{one.one.id}")
    spoken_of = told.found[0].one.id if len(told.found) == 1 else last or ""
    return page(request, "ask.html", question=question, told=told, last=spoken_of)


def _blank() -> dict[str, Any]:
    return {"question": "", "told": None, "last": ""}
