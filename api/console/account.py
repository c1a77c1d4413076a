"""One's own account: who one is here, and the WeChat follower who acts for it."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from accounts import AccountError
from api.console.pages import page
from api.context import Ctx
from api.prescreening import ASKS, may
from api.staff import CONSOLE, Me, Number

PATH = f"{CONSOLE}/account"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show(request: Request, ctx: Ctx, me: Me) -> Response:
    """The account, and whether it is linked to WeChat."""
    return await _page(request, ctx, me.id)


@router.post(f"{PATH}/wechat")
async def issue(request: Request, ctx: Ctx, me: Me) -> Response:
    """A code to link WeChat with; this answer alone shows it."""
    ctx.sign_ins.check(f"wechat code {me.id}")
    try:
        code = await asyncio.to_thread(ctx.accounts.wechat.issue, me.id)
    except AccountError as error:
        return await _page(request, ctx, me.id, status=409, problem=error.message_zh)
    return await _page(request, ctx, me.id, code=code, headers={"Cache-Control": "no-store"})


@router.post(f"{PATH}/wechat/unlink")
async def unlink(request: Request, ctx: Ctx, me: Me) -> Response:
    """Undo the link; a code that is out becomes void."""
    await asyncio.to_thread(ctx.staff_links.unlink_account, me.id, me.id)
    return RedirectResponse(f"{PATH}?said=wechat_unlinked", 303)


@router.post(f"{CONSOLE}/users/{{user_id}}/wechat/unlink")
async def unlink_other(user_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """An administrator undoes the link of an account, whose telephone is lost for one."""
    await asyncio.to_thread(ctx.staff_links.unlink_account, user_id, me.id)
    return RedirectResponse(f"{CONSOLE}/users?said=wechat_unlinked", 303)


async def _page(request: Request, ctx: Ctx, user_id: int, **values: Any) -> Response:
    person = await asyncio.to_thread(ctx.accounts.get, user_id)
    bound = await asyncio.to_thread(ctx.accounts.wechat.of_user, user_id)
    known: dict[str, Any] = {
        "person": person,
        "bound": bound,
        "connected": ctx.wechat is not None,
        "asks": may(person, ASKS),
        "code": None,
    }
    return page(request, "account.html", **{**known, **values})
