"""Signing in by the authority's provider: going there, and coming back."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from accounts import AccountError
from api.console.pages import inside, page
from api.console.signing import set_session
from api.context import Context, Ctx, client, limited
from api.errors import ApiError
from api.events import EventLog
from api.oidc import OidcError, SingleSignOn, Ticket
from api.oidc.config import CALLBACK
from api.oidc.tickets import KEEP
from api.staff import CONSOLE, signed_in

PATH = f"{CONSOLE}/oidc"
TICKET = "yiyang_oidc"
LONGEST_PATH = 300
_STATUS = {"unreachable": 503, "not_a_provider": 502, "not_as_registered": 502, "no_claim": 502}
_log = EventLog("api.oidc")
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def leave(request: Request, ctx: Ctx, next: str = CONSOLE) -> Response:
    """Send the browser to the provider; who is signed in already goes on."""
    limited(request)
    sign_on = _of(ctx)
    going = inside(next[:LONGEST_PATH])
    if await signed_in(request) is not None:
        return RedirectResponse(going, 303)
    try:
        to = await sign_on.provider.begin()
    except OidcError as error:
        return _failed(request, error)
    answer = RedirectResponse(to.url, 303)
    value = sign_on.tickets.write(Ticket(to.state, to.nonce, to.verifier, going))
    answer.set_cookie(
        TICKET,
        value,
        max_age=KEEP,
        httponly=True,
        samesite="lax",  # it comes back from another site
        secure=ctx.settings.public_url.startswith("https:"),
        path=PATH,
    )
    return answer


@router.get(CALLBACK)
async def come_back(
    request: Request, ctx: Ctx, state: str = "", code: str = "", error: str = ""
) -> Response:
    """Open a session for whom the provider names, if that is somebody with an account here."""
    limited(request)
    sign_on = _of(ctx)
    ticket = sign_on.tickets.read(request.cookies.get(TICKET, ""))
    if ticket is None or not ticket.answers(state):
        return _failed(request, OidcError("not_begun_here", "state"))
    ctx.sign_ins.check(f"address {client(request)}")
    try:
        if error or not code:
            raise OidcError("cancelled" if error == "access_denied" else "refused", "no_code")
        name = await sign_on.provider.finish(code, nonce=ticket.nonce, verifier=ticket.verifier)
        token = await asyncio.to_thread(ctx.accounts.sign_in_as, name)
    except OidcError as problem:
        answer = _failed(request, problem)
    except AccountError as problem:
        _log.warning("single_sign_on_refused", code=problem.code)
        answer = page(request, "problem.html", status=403, problem=problem.message_zh)
    else:
        _log.info("single_sign_on")
        answer = RedirectResponse(ticket.going, 303)
        set_session(answer, ctx, token)
    answer.delete_cookie(TICKET, path=PATH)
    return answer


def _of(ctx: Context) -> SingleSignOn:
    if ctx.single_sign_on is None:
        raise ApiError(404, "not_found")
    return ctx.single_sign_on


def _failed(request: Request, error: OidcError) -> Response:
    _log.warning("single_sign_on_refused", code=error.code, reason=error.reason)
    status = _STATUS.get(error.code, 400)
    return page(request, "problem.html", status=status, problem=error.message_zh)
