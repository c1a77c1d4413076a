"""Conversations for the help desk to look through, without who asked and what was filled in."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.desk import Number
from api.console.pages import page
from api.context import Ctx
from api.events import pseudonym
from api.staff import CONSOLE, personal_data_read
from helpdesk.talks import LISTED, ONLY
from helpdesk.wording import say

PATH = f"{CONSOLE}/conversations"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def listed(request: Request, ctx: Ctx, only: str = "") -> Response:
    """The latest conversations; `only` is one of ONLY."""
    only = only if only in ONLY else ""
    talks = await asyncio.to_thread(ctx.help.talks.latest, only)
    return page(request, "conversations.html", talks=talks, only=only, most=LISTED)


@router.get(f"{PATH}/{{turn}}")
async def one(turn: Number, request: Request, ctx: Ctx) -> Response:
    """The conversation that a turn belongs to."""
    sender = await asyncio.to_thread(ctx.help.talks.sender_of, turn)
    if sender is None:
        return page(request, "problem.html", status=404, problem=say("talk_unknown"))
    await personal_data_read(request, "conversation_read", f"person:{pseudonym(sender)}")
    told = await asyncio.to_thread(ctx.help.talks.told, sender)
    return page(request, "conversation.html", told=told)
