"""The review: the queue, one application with its verdict and history, and each decision."""

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from accounts import Person
from api.auditing import record
from api.console.pages import FIELD, fields, page
from api.console.showing import application
from api.context import Context, Ctx
from api.errors import ApiError
from api.events import EventLog
from api.routes.documents import MEDIA_TYPES
from api.staff import CONSOLE, Me, Number, personal_data_read
from forms.photos import with_photos
from forms.rendering import document_filename, render_docx
from review import ReviewDesk, ReviewError, load_workflow
from review.collecting import collected
from review.store import Decision

PATH = f"{CONSOLE}/review"
_log = EventLog("api.console.review")
router = APIRouter(include_in_schema=False)
_STATUS = {"unknown": 404, "not_yours": 404, "meanwhile": 409, "not_now": 409, "quota": 409}


@router.get(PATH)
async def queue(request: Request, ctx: Ctx, me: Me, state: str = "") -> Response:
    """What waits for this reviewer, and everything else of their region."""
    everything = await asyncio.to_thread(desk_of(ctx).store.seen_by, me)
    mine = [one for one in everything if one.turn == me.role]
    rest = [one for one in reversed(everything) if one.turn != me.role]
    if state in load_workflow().states:
        mine, rest = [], [one for one in reversed(everything) if one.state == state]
    deadline = ctx.services.program.deadline
    shown = [one.id for one in (*mine, *rest)]
    verdicts = await asyncio.to_thread(desk_of(ctx).store.last_verdicts, shown)
    reported = await asyncio.to_thread(collected, desk_of(ctx).store, me)
    return page(
        request,
        "queue.html",
        reported=reported,
        mine=mine,
        rest=rest,
        verdicts=verdicts,
        state=state,
        states=load_workflow().states,
        kinds=load_workflow().kinds,
        forms=ctx.services.forms,
        deadline=deadline,
        days=(deadline.until - ctx.services.today()).days,
        clause=ctx.services.program.cite_fact(deadline.id),
    )


@router.get(f"{PATH}/{{submission_id}}")
async def show(submission_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """One application."""
    return await _page(submission_id, request, ctx, me)


@router.post(f"{PATH}/{{submission_id}}")
async def decide(submission_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """One decision; what was typed stays on the page when it is refused."""
    given = await fields(request)
    version = given.get("version", "")
    decision = Decision(
        move=given.get("move", ""),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        comment=given.get("comment", ""),
        fields={k.removeprefix(FIELD): v for k, v in given.items() if k.startswith(FIELD)},
    )

    def kept(session: Session) -> None:
        what = f"submission:{submission_id}/{decision.move}"
        record(request, "submission_decided", what, channel="console", within=session)

    try:
        await asyncio.to_thread(desk_of(ctx).decide, submission_id, decision, me, kept)
    except ReviewError as error:
        status = _STATUS.get(error.code, 422)
        if status == 404:
            typed = filter(None, (decision.comment, *(decision.fields or {}).values()))
            return _hidden(request, error, "\n".join(typed))
        return await _page(
            submission_id, request, ctx, me, given, status=status, problem=error.message_zh
        )
    return RedirectResponse(f"{PATH}/{submission_id}?said=decided", 303)


@router.get(f"{PATH}/{{submission_id}}/document")
async def document(
    submission_id: Number, request: Request, ctx: Ctx, me: Me, round: int = 0
) -> Response:
    """The application as submitted last, or in one round, as a Word document."""
    desk = desk_of(ctx)
    try:
        one = await asyncio.to_thread(desk.store.get, submission_id, me)
    except ReviewError as error:
        return _hidden(request, error)
    await personal_data_read(request, "submission_document", f"submission:{one.id}")
    kept = await asyncio.to_thread(desk.store.snapshots, one.id)
    frozen = next((each for each in kept if each.round == round), None) if round else kept[-1]
    if frozen is None:
        raise ApiError(404, "not_found")
    form = ctx.services.forms[one.form_id].at(frozen.form_version)
    content = await asyncio.to_thread(render_docx, form, frozen.values, frozen.as_of)
    photos = await asyncio.to_thread(desk.store.photos, one.id, frozen.round)
    content = with_photos(content, form, photos)
    name = document_filename(form, dict(frozen.values))
    disposition = f"attachment; filename=application.docx; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=MEDIA_TYPES["docx"], headers=headers)


def desk_of(ctx: Context) -> ReviewDesk:
    """The review. ApiError 503 when the service runs without one."""
    if ctx.services.review is None:
        raise ApiError(503, "no_review")
    return ctx.services.review


async def _page(
    submission_id: int,
    request: Request,
    ctx: Ctx,
    me: Person,
    given: dict[str, str] | None = None,
    **values: Any,
) -> Response:
    try:
        shown = await asyncio.to_thread(application, desk_of(ctx), submission_id, me)
    except ReviewError as error:
        return _hidden(request, error)
    await personal_data_read(request, "submission_read", f"submission:{submission_id}")
    return page(request, "application.html", shown=shown, given=given or {}, field=FIELD, **values)


def _hidden(request: Request, error: ReviewError, typed_in: str = "") -> Response:
    """The same answer for a number of another region as for none; the log tells them apart. What
    was typed for an application that was erased meanwhile is given back."""
    _log.warning("submission_not_shown", reason=error.code, actor=request.state.actor)
    problem = error.message_zh
    return page(request, "problem.html", status=404, problem=problem, typed_in=typed_in)
