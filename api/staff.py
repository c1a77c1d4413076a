"""Who may call what: checked before every route, from `permissions.yml`; and who is signed in."""

import asyncio
import hmac
from collections.abc import Callable
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Path, Request
from starlette.datastructures import UploadFile

from accounts import Person, Signed
from api.auditing import STAFF_TOKEN, recorded
from api.context import client, context
from api.conversation import NOBODY, Caller
from api.errors import ApiError
from api.permissions import rule_of

SHORTEST_TOKEN = 16
COOKIE = "yiyang_staff"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
CONSOLE = "/console"
MAX_FIELDS = 400
_SAFE = ("GET", "HEAD", "OPTIONS")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NEVER_KEPT = (CSRF_FIELD, "password", "again", "old")


async def guard(request: Request) -> None:
    """Refuse who may not call the route; note in the request who is signed in.

    ApiError 401 (nobody known), 403 (not their task, a route without a rule, a foreign page, or
    a form that was opened before the last sign-in: what was typed is then kept for the answer).
    """
    rule = rule_of(request.method, request.scope["route"].path)
    if rule is None:
        raise ApiError(403, "no_rule")
    unsafe = request.method not in _SAFE
    if unsafe and not rule.token and request.url.path.startswith(CONSOLE):
        require_same_origin(request)
    if rule.open:
        return
    if rule.token and request.headers.get("authorization"):
        staff(request)
        return
    found = await signed_in(request)
    if found is None:
        if rule.token:
            staff(request)
        await _keep(request, unsafe)
        raise ApiError(401, "sign_in")
    request.state.signed = found
    request.state.actor = f"account:{found.person.id}"
    if found.person.role not in rule.roles:
        raise ApiError(403, "not_your_task", role=found.person.duty.label)
    if unsafe:
        require_same_origin(request)
        await _require_csrf(request, found)


async def signed_in(request: Request) -> Signed | None:
    """The session of the request's cookie, if it is still good."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    return await asyncio.to_thread(context(request).accounts.sessions.find, token)


async def caller(request: Request) -> Caller:
    """Who speaks in the conversation: an account counts only on a page of our own."""
    if not request.cookies.get(COOKIE):
        return NOBODY
    try:
        require_same_origin(request)
    except ApiError:
        return NOBODY
    found = await signed_in(request)
    if found is None:
        return Caller(lapsed=True)
    return Caller(found.person)


def signed(request: Request) -> Signed:
    """The session of a request that `guard` let through. Raises ApiError 401 without one."""
    found = getattr(request.state, "signed", None)
    if found is None:
        raise ApiError(401, "sign_in")
    return cast(Signed, found)


def require(*roles: str) -> Callable[[Request], Person]:
    """A dependency that gives who is signed in, narrowed to some roles (none named: any).

    What a route is open to stands in `permissions.yml`; this is for routes that need the person.
    """

    def of(request: Request) -> Person:
        person = signed(request).person
        if roles and person.role not in roles:
            raise ApiError(403, "not_your_task", role=person.duty.label)
        return person

    return of


Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""The number of a row in an address, within what a database holds."""

Me = Annotated[Person, Depends(require())]


async def personal_data_read(request: Request, action: str, key: str) -> None:
    """Called before staff are shown an applicant's data: recorded in the audit, or not shown.

    `action` is one of audit/actions.yml, `key` an id without personal meaning.
    """
    await recorded(request, action, key, channel="console")


def staff(request: Request) -> None:
    """Let holders of the staff token in. Nobody while none, or too short a one, is set."""
    token = context(request).settings.staff_token.get_secret_value()
    if len(token) < SHORTEST_TOKEN:
        raise ApiError(403, "staff_not_set")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    challenge = {"WWW-Authenticate": "Bearer"}
    if scheme.lower() != "bearer" or not given:
        raise ApiError(401, "staff_only", headers=challenge)
    # Header values are read as Latin-1, whatever was sent; the token may be any text.
    if not hmac.compare_digest(given.strip().encode("latin-1"), token.encode()):
        context(request).lookups.check(client(request))
        raise ApiError(401, "staff_wrong", headers=challenge)
    request.state.actor = STAFF_TOKEN


def require_same_origin(request: Request) -> None:
    """Refuse a change that a page of another site sends. Raises ApiError 403."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise ApiError(403, "foreign_page")
    origin = request.headers.get("origin")
    own = {request.headers.get("host"), urlsplit(context(request).settings.public_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in own - {"", None}:
        raise ApiError(403, "foreign_page")


async def _require_csrf(request: Request, found: Signed) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None and _sends_form(request):
        given = str((await request.form(max_files=1, max_fields=MAX_FIELDS)).get(CSRF_FIELD, ""))
    if not hmac.compare_digest((given or "").encode(), found.csrf.encode()):
        await _keep(request, True)
        raise ApiError(403, "form_outdated")


async def _keep(request: Request, unsafe: bool) -> None:
    """Note what was typed into a page's form, so that the answer can give it back."""
    if not (unsafe and _sends_form(request)):
        return
    form = await request.form(max_files=1, max_fields=MAX_FIELDS)
    request.state.kept = [
        (name, value)
        for name, value in form.multi_items()
        if not isinstance(value, UploadFile) and name not in _NEVER_KEPT
    ]


def _sends_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return request.url.path.startswith(CONSOLE) and kind in _FORMS
