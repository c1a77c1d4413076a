"""The help desk's work list: questions put together, taken off the list, and put back."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.auditing import recorded
from api.console.desk import PATH, staff_name, typed
from api.console.pages import page
from api.context import Ctx
from api.staff import Me
from helpdesk import NotRemoved
from helpdesk.questions import Group
from helpdesk.removals import Removal

QUESTIONS = f"{PATH}/questions"
_SHOWN = 100
router = APIRouter(include_in_schema=False)


@router.get(QUESTIONS)
async def questions(
    request: Request, ctx: Ctx, repeated: bool = False, removed: bool = False
) -> Response:
    """Questions put together: those not answered, those asked again and again, those taken off."""
    return await _page(request, ctx, repeated=repeated, removed=removed)


@router.post(QUESTIONS)
async def change(request: Request, ctx: Ctx, me: Me) -> Response:
    """Take a group off the list, or put it back."""
    given = await typed(request)
    repeated = given.get("list") == "repeated"
    back = given.get("step") == "restore"
    try:
        done = await asyncio.to_thread(_carry_out, ctx, given, staff_name(me))
    except NotRemoved as refused:
        again = given.get("question", "") if refused.anyway else ""
        return await _page(
            request, ctx, repeated=repeated, removed=back, status=409, problem=str(refused),
            again=again,
        )  # fmt: skip
    action = "questions_restored" if back else "questions_removed"
    await recorded(request, action, f"questions:{done.id}", channel="console")
    where = "removed=1&" if back else "repeated=1&" if repeated else ""
    return RedirectResponse(f"{QUESTIONS}?{where}said={action}", 303)


def _carry_out(ctx: Ctx, given: dict[str, str], staff: str) -> Removal:
    lists = ctx.help.questions
    if given.get("step") == "restore":
        number = given.get("id", "")
        return lists.removals.restore(int(number) if _is_number(number) else 0, staff)
    return lists.remove(given.get("question", ""), staff, anyway=given.get("anyway") == "yes")


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) <= 9


async def _page(
    request: Request, ctx: Ctx, *, repeated: bool, removed: bool, **values: Any
) -> Response:
    lists = ctx.help.questions
    groups: list[Group] = []
    if not removed:
        groups = await asyncio.to_thread(lists.repeated if repeated else lists.unanswered)
    known: dict[str, Any] = {
        "groups": groups[:_SHOWN],
        "gone": await asyncio.to_thread(lists.removals.listed) if removed else [],
        "repeated": repeated and not removed,
        "removed": removed,
        "again": "",
    }
    return page(request, "desk_questions.html", **{**known, **values})
