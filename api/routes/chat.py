"""The chat channel, which answers like the REST channel of the dialogue engine."""

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.context import Ctx, address_limited
from api.errors import ApiError
from api.schemas import ChatMessage, Id, Thoughts
from api.senders import addressed, resolve
from api.staff import caller
from api.text import cleaned
from helpdesk.feedback import NoSuchAnswer, Rating

EVENTS = "text/event-stream"
router = APIRouter(tags=["chat"])


@router.post(
    "/webhooks/rest/webhook",
    dependencies=[Depends(address_limited)],
    responses={
        200: {"description": "List of messages; header X-Turn numbers the turn"},
        503: {"description": "The engine is starting; the message is kept, send it again"},
    },
)
async def say(body: ChatMessage, request: Request, ctx: Ctx) -> JSONResponse:
    """Say something and get the assistant's messages."""
    sender = await asyncio.to_thread(resolve, ctx, body.sender)
    await asyncio.to_thread(ctx.messages.check, sender)
    reply = await ctx.conversations.say(
        sender,
        body.message,
        message_id=body.message_id,
        seen_turn=body.seen_turn,
        caller=await caller(request),
    )
    headers = {"X-Turn": str(reply.seq), "X-Message-Id": reply.message_id}
    if reply.status != 200:
        headers["Retry-After"] = str(reply.retry_after)
    messages = addressed(reply.messages, body.sender)
    return JSONResponse(messages, status_code=reply.status, headers=headers)


@router.get("/api/v1/conversations/{sender}/turns")
def turns(sender: Id, ctx: Ctx, after: int = Query(0, ge=0, le=2**53)) -> dict[str, Any]:
    """Turns later than `after`, oldest first, at most 200; `response` is null while unanswered.

    What is new about the sender's application, or a deadline that is near, is added first.
    `text` is empty where staff or such news speak; `person` is waiting or talking while one is
    asked for.

    Whoever knows a sender id may read its conversation: make it long and random.
    """
    given, sender = sender, resolve(ctx, sender)
    ctx.messages.check(f"turns {sender}")
    ctx.announcer.visit(sender)
    found = ctx.services.turns.after(sender, after)
    ratings = ctx.help.feedback.of(sender, after)
    return {
        "turns": [
            {
                "seq": turn.seq,
                "message_id": turn.message_id,
                "text": turn.text,
                "response": turn.response and addressed(turn.response, given),
                "created_at": turn.created_at.isoformat(),
                "feedback": _shown(ratings.get(turn.seq, {})),
            }
            for turn in found
        ],
        "last_seq": ctx.services.turns.last_seq(sender),
        "person": ctx.help.desk.state_of(sender),
    }


@router.get(
    "/api/v1/conversations/{sender}/live",
    response_class=StreamingResponse,
    responses={
        200: {"description": "Server-sent events", "content": {EVENTS: {}}},
        503: {"description": "Too many streams at the moment; read the turns now and then"},
    },
)
async def live(sender: Id, request: Request, ctx: Ctx) -> StreamingResponse:
    """Server-sent events with the number of the latest turn: at once, and whenever it is another.

    Needs `Accept: text/event-stream`. A stream ends after some minutes; open the next one.
    """
    if EVENTS not in request.headers.get("accept", ""):
        raise ApiError(406, "only_events")
    sender = await asyncio.to_thread(resolve, ctx, sender)
    await asyncio.to_thread(ctx.messages.check, f"live {sender}")
    if not ctx.watch.room_for(sender):
        raise ApiError(503, "too_many_streams")
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(ctx.watch.events(sender), media_type=EVENTS, headers=headers)


@router.put(
    "/api/v1/conversations/{sender}/turns/{seq}/messages/{part}/feedback",
    status_code=204,
    response_class=Response,
)
def feedback(
    sender: Id,
    body: Thoughts,
    ctx: Ctx,
    seq: int = Path(ge=1, le=2**31 - 1),
    part: int = Path(ge=0, le=99),
) -> Response:
    """Say whether one message of an answer helped (`helpful` null takes it back).

    `part` counts the messages of the turn from 0. The same message again replaces what was said.
    """
    sender = resolve(ctx, sender)
    ctx.messages.check(f"feedback {sender}")
    try:
        ctx.help.feedback.rate(sender, seq, part, body.helpful, cleaned(body.comment))
    except NoSuchAnswer as error:
        raise ApiError(404, "feedback_unknown") from error
    return Response(status_code=204)


def _shown(ratings: dict[int, Rating]) -> dict[str, Any]:
    return {
        str(part): {"helpful": rating.helpful, "comment": rating.comment}
        for part, rating in ratings.items()
    }
