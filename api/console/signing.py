"""Signing in and out, setting a password from a link, changing it."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from accounts import AccountError
from api.console.pages import fields, inside, page
from api.console.setup import FILE
from api.console.wording import say
from api.context import Context, Ctx, client, limited
from api.staff import CONSOLE, COOKIE, Me, signed_in

LOGIN = f"{CONSOLE}/login"
LONGEST_KEPT = 60_000
router = APIRouter(include_in_schema=False)


@router.get(LOGIN)
async def login_page(request: Request) -> Response:
    """The form for name and password; who is signed in already goes on."""
    if await signed_in(request) is not None:
        return RedirectResponse(CONSOLE, 303)
    return page(request, "login.html", next=CONSOLE, kept=None, kept_path="")


@router.post(LOGIN)
async def login(request: Request, ctx: Ctx) -> Response:
    """Open a session; what was typed before it lapsed is shown again, to be sent once more."""
    given = await fields(request)
    name, going = given.get("name", ""), inside(given.get("next", ""))
    kept, kept_path = _read_kept(given)
    if "already" in given and kept is not None:
        return await _go_on(request, going, kept, kept_path)
    ctx.sign_ins.check(f"address {client(request)}")
    ctx.sign_ins.check(f"name {name.strip().casefold()[:64]}")
    try:
        token = await asyncio.to_thread(ctx.accounts.sign_in, name, given.get("password", ""))
    except AccountError as error:
        values: dict[str, Any] = {"next": going, "kept": kept, "kept_path": kept_path}
        return page(request, "login.html", status=401, problem=error.message_zh, **values)
    if kept is None:
        answer: Response = RedirectResponse(going, 303)
    else:
        request.state.signed = await asyncio.to_thread(ctx.accounts.sessions.find, token)
        answer = page(request, "kept.html", kept=kept, kept_path=kept_path)
    set_session(answer, ctx, token)
    return answer


@router.post(f"{CONSOLE}/logout")
async def logout(request: Request, ctx: Ctx) -> Response:
    """End the session."""
    await asyncio.to_thread(ctx.accounts.sessions.close, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(f"{LOGIN}?said=signed_out", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get(f"{CONSOLE}/link/{{token}}")
async def link_page(token: str, request: Request, ctx: Ctx) -> Response:
    """The form a one-time link opens."""
    limited(request)
    try:
        user = await asyncio.to_thread(ctx.accounts.links.user_of, token)
        person = None if user is None else await asyncio.to_thread(ctx.accounts.get, user)
    except AccountError as error:
        return page(request, "problem.html", status=410, problem=error.message_zh)
    return page(request, "link.html", person=person, given={})


@router.post(f"{CONSOLE}/link/{{token}}")
async def use_link(token: str, request: Request, ctx: Ctx) -> Response:
    """Set the password; the link is used up only when that succeeds."""
    ctx.sign_ins.check(f"address {client(request)}")
    given = await fields(request)
    user = None
    try:
        user = await asyncio.to_thread(ctx.accounts.links.user_of, token)
        _require_same(given)
        await asyncio.to_thread(_use, ctx, token, given, user)
    except AccountError as error:
        if error.code in ("link_unknown", "user_unknown"):
            return page(request, "problem.html", status=410, problem=error.message_zh)
        person = None if user is None else await asyncio.to_thread(ctx.accounts.get, user)
        values: dict[str, Any] = {"person": person, "given": given, "problem": error.message_zh}
        return page(request, "link.html", status=422, **values)
    return RedirectResponse(f"{LOGIN}?said={'set_up' if user is None else 'password_set'}", 303)


@router.get(f"{CONSOLE}/password")
def password_page(request: Request) -> Response:
    """The form to change one's own password."""
    return page(request, "password.html")


@router.post(f"{CONSOLE}/password")
async def change_password(request: Request, ctx: Ctx, me: Me) -> Response:
    """Change one's own password; all one's sessions end."""
    ctx.sign_ins.check(f"name {me.name}")
    given = await fields(request)
    try:
        _require_same(given)
        old, new = given.get("old", ""), given.get("password", "")
        await asyncio.to_thread(_change, ctx, me.id, old, new)
    except AccountError as error:
        return page(request, "password.html", status=422, problem=error.message_zh)
    answer = RedirectResponse(f"{LOGIN}?said=password_changed", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


async def _go_on(
    request: Request, going: str, kept: list[tuple[str, str]], kept_path: str
) -> Response:
    """What was typed, for whom has signed in again in another window."""
    found = await signed_in(request)
    if found is None:
        said = say("not_yet_signed_in")
        values: dict[str, Any] = {"next": going, "kept": kept, "kept_path": kept_path}
        return page(request, "login.html", status=401, problem=said, **values)
    request.state.signed = found
    return page(request, "kept.html", kept=kept, kept_path=kept_path)


def _change(ctx: Context, user_id: int, old: str, new: str) -> None:
    with ctx.staff_links.ending(user_id):
        ctx.accounts.change_password(user_id, old, new)


def _use(ctx: Context, token: str, given: dict[str, str], user_id: int | None) -> None:
    password = given.get("password", "")
    if user_id is None:
        ctx.accounts.set_up(token, given.get("name", ""), given.get("display", ""), password)
        (ctx.settings.var / FILE).unlink(missing_ok=True)
    else:
        with ctx.staff_links.ending(user_id):
            ctx.accounts.redeem(token, password)


def _require_same(given: dict[str, str]) -> None:
    if given.get("password", "") != given.get("again", ""):
        raise AccountError("password_differs")


def _read_kept(given: dict[str, str]) -> tuple[list[tuple[str, str]] | None, str]:
    """What the login form carries of a form that was sent without a session."""
    text = given.get("kept", "")
    if not text or len(text) > LONGEST_KEPT:
        return None, ""
    try:
        pairs = [(str(name), str(value)) for name, value in json.loads(text)]
    except (ValueError, TypeError):
        return None, ""
    return pairs, inside(given.get("kept_path", ""))


def set_session(answer: Response, ctx: Context, token: str) -> None:
    """Hand a new session to the browser."""
    answer.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=ctx.settings.public_url.startswith("https:"),
        path="/",
    )
