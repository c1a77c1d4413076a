"""Accounts, for the administrator: make, change, and hand out links for passwords."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from accounts import AccountError, Link, Person, cities, roles
from accounts.store import Also
from api.auditing import record, recorded
from api.console.pages import fields, page
from api.console.wording import say
from api.context import Context, Ctx
from api.staff import CONSOLE, Me, Number

PATH = f"{CONSOLE}/users"
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show(request: Request, ctx: Ctx) -> Response:
    """All accounts, and the form for a new one."""
    return await _page(request, ctx)


@router.post(PATH)
async def create(request: Request, ctx: Ctx) -> Response:
    """A new account; the answer shows the link with which its person sets a password."""
    given = await fields(request)
    try:
        person = await asyncio.to_thread(
            ctx.accounts.create,
            given.get("name", ""),
            given.get("display", ""),
            given.get("role", ""),
            given.get("region", ""),
            _recording(request, "account_created"),
        )
        await recorded(request, "account_link", f"account:{person.id}", channel="console")
        link = await asyncio.to_thread(ctx.accounts.issue_link, person.id)
    except AccountError as error:
        return await _page(request, ctx, given, status=422, problem=error.message_zh)
    return _issued(request, ctx, person, link, say("created"))


@router.post(f"{PATH}/{{user_id}}")
async def change(user_id: Number, request: Request, ctx: Ctx, me: Me) -> Response:
    """Another name to show, role or region; or an account stopped or opened again."""
    given = await fields(request)
    try:
        await asyncio.to_thread(
            _change,
            ctx,
            me.id,
            user_id,
            display=given.get("display", ""),
            role_id=given.get("role", ""),
            region=given.get("region", ""),
            active=given.get("active") == "yes",
            also=_recording(request, "account_changed"),
        )
    except AccountError as error:
        return await _page(request, ctx, status=422, problem=error.message_zh)
    return RedirectResponse(f"{PATH}?said=saved", 303)


@router.post(f"{PATH}/{{user_id}}/link")
async def issue(user_id: Number, request: Request, ctx: Ctx) -> Response:
    """A new one-time link for the account's password."""
    try:
        person = await asyncio.to_thread(ctx.accounts.get, user_id)
        await recorded(request, "account_link", f"account:{user_id}", channel="console")
        link = await asyncio.to_thread(ctx.accounts.issue_link, user_id)
    except AccountError as error:
        return await _page(request, ctx, status=422, problem=error.message_zh)
    return _issued(request, ctx, person, link, say("link_made"))


def _change(ctx: Context, actor: int, user_id: int, **values: Any) -> None:
    with ctx.staff_links.ending(user_id, actor):
        ctx.accounts.change(user_id, **values)


def _recording(request: Request, action: str) -> Also:
    """Writes the audit's entry in the transaction that makes or changes an account."""

    def also(session: Session, person: Person) -> None:
        stopped = "" if person.active else "/stopped"
        what = f"account:{person.id}/{person.role}{stopped}"
        record(request, action, what, channel="console", within=session)

    return also


def _issued(request: Request, ctx: Ctx, person: Person, link: Link, notice: str) -> Response:
    url = f"{ctx.settings.own_url()}{CONSOLE}/link/{link.token}"
    return page(request, "issued.html", person=person, link=link, url=url, notice=notice)


async def _page(
    request: Request, ctx: Ctx, given: dict[str, str] | None = None, **values: Any
) -> Response:
    people = await asyncio.to_thread(ctx.accounts.everyone)
    linked = await asyncio.to_thread(ctx.accounts.wechat.linked)
    known: dict[str, Any] = {
        "people": people, "roles": roles(), "cities": cities(), "linked": linked,
    }  # fmt: skip
    return page(request, "users.html", given=given or {}, **{**known, **values})
