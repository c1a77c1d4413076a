"""The help desk's queue and its conversations."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as Parameter
from fastapi.responses import RedirectResponse, Response

from accounts import Person
from api.console.live import stream
from api.console.pages import fields, page
from api.context import Context, Ctx
from api.events import pseudonym
from api.staff import CONSOLE, Me, personal_data_read
from api.text import cleaned
from helpdesk import Case, NotYours
from helpdesk.cases import CLOSED, TALKING
from helpdesk.hours import missing_year
from helpdesk.suggest import Suggestion, suggestion, suggestions
from helpdesk.talks import FILLING
from helpdesk.wording import holidays_from, say
from policy import Citation
from storage.turns import LoggedTurn

PATH = f"{CONSOLE}/helpdesk"
CASE = f"{PATH}/cases/{{case_id}}"
_BEFORE = 12
"""How many turns before the hand-over are shown."""
_MOST = 120
Number = Annotated[int, Parameter(ge=1, le=2**31 - 1)]
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def queue(request: Request, ctx: Ctx, part: bool = False) -> Response:
    """The open cases, live, and the latest closed ones."""
    cases = ctx.help.desk.cases
    missing = missing_year(ctx.help.desk.settings, ctx.services.today())
    values: dict[str, Any] = {
        "basis": holidays_from(ctx.help.desk.settings),
        "missing": "" if missing is None else say("year_missing", year=missing),
        "cases": await asyncio.to_thread(cases.listed),
        "closed": (await asyncio.to_thread(partial(cases.listed, closed=True)))[:20],
    }
    return page(request, "desk_list.html" if part else "desk.html", **values)


@router.get(f"{PATH}/events")
async def queue_events(request: Request, ctx: Ctx) -> Response:
    """Says when the queue is another."""
    return stream(request, ctx.help.desk.cases.stamp)


@router.get(CASE)
async def case(
    case_id: Number, request: Request, ctx: Ctx, me: Me, part: bool = False, shown: bool = False,
    use: str = "",
) -> Response:  # fmt: skip
    """One conversation, with what the notices say to the last question; `use` names a reply that
    is put in the box, `shown` shows what is filled in."""
    return await _show(request, ctx, me, case_id, part=part, shown=shown, use=use)


@router.get(f"{CASE}/events")
async def case_events(case_id: Number, request: Request, ctx: Ctx) -> Response:
    """Says when the conversation has gone on."""
    found = await asyncio.to_thread(ctx.help.desk.cases.get, case_id)
    sender = found.sender if found is not None else ""

    def stamp() -> str:
        now = ctx.help.desk.cases.get(case_id)
        state = f"{now.state} {now.staff}" if now is not None else ""
        return f"{ctx.services.turns.last_seq(sender)} {state}"

    return stream(request, stamp)


@router.post(CASE)
async def act(case_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """Take, take over, reply, end, or give back to the assistant."""
    given = await typed(request)
    try:
        await asyncio.to_thread(_carry_out, ctx, case_id, staff_name(me), given)
    except NotYours as error:
        values: dict[str, Any] = {"text": given.get("text", ""), "problem": str(error)}
        return await _show(request, ctx, me, case_id, status=409, **values)
    over = given.get("step") in ("close", "back")
    return RedirectResponse(PATH if over else f"{PATH}/cases/{case_id}", 303)


async def typed(request: Request) -> dict[str, str]:
    """The fields of a page's form without characters that no person types."""
    return {name: cleaned(value) for name, value in (await fields(request)).items()}


def _carry_out(ctx: Context, case_id: int, staff: str, given: dict[str, str]) -> None:
    desk, step = ctx.help.desk, given.get("step", "")
    if step in ("take", "over"):
        desk.accept(case_id, staff, over=step == "over")
    elif step in ("close", "back"):
        desk.close(case_id, staff, back=step == "back")
    elif step in ("reply", "suggested"):
        text, citations = given.get("text", ""), list[Citation]()
        cite, to = given.get("cite", ""), None
        if cite and (found := _reply_of(ctx, case_id, cite)) is not None:
            text = found[0] if step == "suggested" else text
            citations = found[1]
            to = _turn_of(cite)
        token = given.get("token", "")[:40] or _token()
        desk.reply(case_id, staff, text, token, citations, to)


async def _show(
    request: Request,
    ctx: Context,
    me: Person,
    case_id: int,
    *,
    status: int = 200,
    part: bool = False,
    shown: bool = False,
    use: str = "",
    **values: Any,
) -> Response:
    found = await asyncio.to_thread(ctx.help.desk.cases.get, case_id)
    if found is None:
        typed_in = str(values.get("text", ""))
        problem = say("case_unknown_typed" if typed_in else "case_unknown")
        return page(request, "problem.html", status=404, problem=problem, typed_in=typed_in)
    if not part:  # what the page fetches again while it is open was recorded when it was opened
        await personal_data_read(request, "conversation_read", f"person:{pseudonym(found.sender)}")
    if shown and not part:
        await personal_data_read(request, "draft_read", f"person:{pseudonym(found.sender)}")
    seen = await asyncio.to_thread(_seen, ctx, found, me, shown, use)
    template = "desk_talk.html" if part else "desk_case.html"
    return page(request, template, status=status, **{"shown": shown, **seen, **values})


def _seen(ctx: Context, found: Case, me: Person, shown: bool, use: str) -> dict[str, Any]:
    """What the page of a case shows."""
    desk = ctx.help.desk
    turns = _turns(ctx, found)
    mine = found.staff == staff_name(me)
    if mine and turns and found.state == TALKING:
        desk.cases.read(found.id, turns[-1].seq)
    chosen = _reply_of(ctx, found.id, use) if use else None
    return {
        "case": found,
        "mine": mine,
        "open": found.state != CLOSED,
        "turns": turns,
        "summary": desk.summaries.of(found.sender, found.opened_seq, shown=shown),
        "fills": _fills,
        "suggested": _suggested(ctx, turns) if found.state != CLOSED else [],
        "canned": ctx.help.canned.all(ctx.services.policy, ctx.services.today()),
        "text": chosen[0] if chosen else "",
        "use": use if chosen and chosen[1] else "",
        "token": _token(),
    }


def _fills(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether messages tell what somebody has filled in."""
    return any((one.get("custom") or {}).get("outcome") in FILLING for one in messages)


def _turns(ctx: Context, found: Case) -> list[LoggedTurn]:
    """The conversation from a little before the hand-over; to its end, while it is open."""
    first = max(0, found.opened_seq - _BEFORE)
    turns = ctx.services.turns.after(found.sender, first, 10_000)
    if found.closed_at is not None:
        turns = [turn for turn in turns if turn.created_at <= found.closed_at]
    return turns[-_MOST:]


def _suggested(ctx: Context, turns: list[LoggedTurn]) -> list[Suggestion]:
    said = [turn for turn in turns if turn.text or turn.response]
    wants = ctx.help.desk.settings.asks_for_person
    return suggestions(said, wants, ctx.services.policy, ctx.help.live, ctx.services.today())


def _turn_of(key: str) -> int | None:
    """The turn that a suggestion is for; None for a ready reply."""
    kind, _, number = key.partition("-")
    return int(number) if kind == "turn" and number.isdecimal() else None


def _reply_of(ctx: Context, case_id: int, key: str) -> tuple[str, list[Citation]] | None:
    """The text and citations of a suggestion (`turn-12`) or a ready reply (its id)."""
    turn = _turn_of(key)
    if turn is not None:
        found = ctx.help.desk.cases.get(case_id)
        if found is None:
            return None
        turns = [one for one in _turns(ctx, found) if one.seq <= turn]
        made = suggestion(turns, ctx.services.policy, ctx.help.live, ctx.services.today())
        return None if made is None else (made.text, list(made.citations))
    for reply in ctx.help.canned.all(ctx.services.policy, ctx.services.today()):
        if reply.id == key:
            return reply.text, list(reply.citations)
    return None


def staff_name(person: Person) -> str:
    """How a member of staff is called towards colleagues."""
    return f"{person.display}（{person.name}）"[:64]


def _token() -> str:
    return secrets.token_urlsafe(12)
