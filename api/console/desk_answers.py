"""What staff answer once for all, what people think of answers; and everything as a workbook."""

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from accounts import Person
from api.auditing import recorded
from api.console.desk import PATH, Number, staff_name, typed
from api.console.pages import page
from api.context import Context, Ctx
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from api.staff import Me
from helpdesk import BadAnswer, NotRemoved
from helpdesk.answers import Entry, Proposal, lines_of
from helpdesk.export import TABLES
from helpdesk.wording import say, stamp

ANSWERS = f"{PATH}/answers"
ONE = f"{ANSWERS}/{{answer_id}}"
router = APIRouter(include_in_schema=False)


@router.get(ANSWERS)
async def answers(request: Request, ctx: Ctx) -> Response:
    """Staff's answers."""
    return page(request, "desk_answers.html", answers=await asyncio.to_thread(ctx.help.book.listed))


@router.get(f"{ANSWERS}/new")
async def new(request: Request, ctx: Ctx, me: Me, question: str = "") -> Response:
    """The form for a new answer, with the wordings of the question's group."""
    wordings = await asyncio.to_thread(_wordings, ctx, question, me) if question else []
    given = {"questions": lines_of(wordings)}
    return _form(request, ctx, None, given)


@router.post(ANSWERS)
async def create(request: Request, ctx: Ctx, me: Me) -> Response:
    """Keep a new draft."""
    given = await typed(request)
    try:
        entry = await asyncio.to_thread(_create, ctx, given, me)
    except BadAnswer as error:
        return _form(request, ctx, None, given, status=422, problem=str(error))
    except NotRemoved as error:
        return _form(request, ctx, None, given, status=409, problem=str(error))
    return RedirectResponse(f"{ANSWERS}/{entry.id}?said=saved", 303)


@router.get(ONE)
async def show(answer_id: Number, request: Request, ctx: Ctx) -> Response:
    """One answer, its history, and what can be done with it."""
    try:
        entry = await asyncio.to_thread(ctx.help.book.get, answer_id)
    except BadAnswer as error:
        return page(request, "problem.html", status=404, problem=str(error))
    return await _page(request, ctx, entry, _given(entry))


@router.post(ONE)
async def step(answer_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """Save, approve, withdraw or delete, as the answer was when the page was opened."""
    given = await typed(request)
    try:
        await asyncio.to_thread(_step, ctx, answer_id, given, me.display)
    except BadAnswer as error:
        try:
            entry = await asyncio.to_thread(ctx.help.book.get, answer_id)
        except BadAnswer:  # deleted meanwhile: what was typed stands in the form for a new one
            return _form(request, ctx, None, given, status=410, problem=str(error))
        changed = {**_given(entry), **(given if given.get("step") == "save" else {})}
        return await _page(request, ctx, entry, changed, status=409, problem=str(error))
    gone = given.get("step") == "delete"
    return RedirectResponse(f"{ANSWERS}{'' if gone else f'/{answer_id}'}?said=saved", 303)


@router.get(f"{PATH}/feedback")
async def feedback(request: Request, ctx: Ctx) -> Response:
    """What people think of the answers, latest first."""
    store = ctx.help.feedback
    yes, no = await asyncio.to_thread(store.counts)
    rated = await asyncio.to_thread(store.latest)
    return page(request, "desk_feedback.html", rated=rated, yes=yes, no=no)


@router.get(f"{PATH}/export")
async def export(request: Request, ctx: Ctx, table: str = "") -> Response:
    """Everything as a workbook; with `table`, one list as CSV."""
    if table and table not in TABLES:
        raise ApiError(404, "not_found")
    await recorded(request, "helpdesk_exported", f"table:{table or 'all'}", channel="console")
    if table:
        content = await asyncio.to_thread(ctx.help.export.csv, table)
        return _file(content, say(f"sheets.{table}"), "csv", "text/csv; charset=utf-8")
    content = await asyncio.to_thread(ctx.help.export.workbook)
    return _file(content, say("file_name"), "xlsx", MEDIA_TYPES["xlsx"])


def _file(content: bytes, name: str, ending: str, kind: str) -> Response:
    disposition = f"attachment; filename=list.{ending}; filename*=UTF-8''{quote(name)}.{ending}"
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


def _step(ctx: Context, answer_id: int, given: dict[str, str], staff: str) -> None:
    book, knowledge = ctx.help.book, ctx.services.policy
    written = given.get("revision", "")
    revision = int(written) if written.isdecimal() else 0
    wanted = given.get("step", "")
    if wanted == "save":
        book.save(answer_id, revision, _proposal(given), staff, knowledge)
    elif wanted in ("approve", "withdraw", "delete"):
        book.step(answer_id, revision, wanted, staff, knowledge)


def _proposal(given: dict[str, str]) -> Proposal:
    return Proposal(
        *(given.get(name, "") for name in ("questions", "text", "notice", "clause", "quote"))
    )


def _given(entry: Entry) -> dict[str, str]:
    cited = entry.citation
    basis = cited.model_dump() if cited is not None else {}
    return {"questions": lines_of(entry.questions), "text": entry.text, **basis}


def _create(ctx: Context, given: dict[str, str], me: Person) -> Entry:
    """A new draft. Raises BadAnswer, and NotRemoved when its question went off the list."""
    removals, proposal = ctx.help.questions.removals, _proposal(given)
    gone = removals.of(proposal.questions.splitlines())
    if gone is not None:
        at = {"staff": gone.staff, "at": stamp(gone.at)}
        raise NotRemoved(say("group_removed_meanwhile", **at))
    entry = ctx.help.book.create(proposal, me.display, ctx.services.policy)
    removals.closed(staff_name(me))
    return entry


def _wordings(ctx: Context, question: str, me: Person) -> list[str]:
    """The wordings of the group that a question stands in, which somebody now has open."""
    group = ctx.help.questions.group_of(question)
    texts = [one.text for one in group.questions] if group is not None else [question]
    ctx.help.questions.removals.opened(texts, staff_name(me))
    return texts


async def _page(
    request: Request, ctx: Context, entry: Entry, given: dict[str, str], **values: Any
) -> Response:
    history = await asyncio.to_thread(ctx.help.book.history, entry.id)
    return _form(request, ctx, entry, given, history=history, **values)


def _form(
    request: Request, ctx: Context, entry: Entry | None, given: dict[str, str], **values: Any
) -> Response:
    known: dict[str, Any] = {"notices": ctx.services.policy.notices, "history": []}
    return page(request, "desk_answer.html", entry=entry, given=given, **{**known, **values})
