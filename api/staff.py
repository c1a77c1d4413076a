"""Who may use the routes for staff."""

import hmac

from fastapi import Request

from api.auditing import STAFF_TOKEN
from api.context import context
from api.errors import ApiError

SHORTEST_TOKEN = 16


def staff(request: Request) -> None:
    """Let only holders of the staff token in. Nobody while none, or too short a one, is set."""
    token = context(request).settings.staff_token.get_secret_value()
    if len(token) < SHORTEST_TOKEN:
        raise ApiError(403, "staff_not_set")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    challenge = {"WWW-Authenticate": "Bearer"}
    if scheme.lower() != "bearer" or not given:
        raise ApiError(401, "staff_only", headers=challenge)
    # Header values are read as Latin-1, whatever was sent; the token may be any text.
    if not hmac.compare_digest(given.strip().encode("latin-1"), token.encode()):
        raise ApiError(401, "staff_wrong", headers=challenge)
    request.state.actor = STAFF_TOKEN
