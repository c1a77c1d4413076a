"""Records what a request does with personal data, before it does it.

Whoever writes a route for staff that shows or changes personal data calls `record` first: what
cannot be recorded is not shown.
"""

import asyncio
from collections.abc import Mapping

from fastapi import Request
from sqlalchemy.orm import Session

from api.context import context
from api.events import request_id

STAFF_TOKEN = "staff-token"


def record(
    request: Request,
    action: str,
    object: str,
    *,
    channel: str = "api",
    counts: Mapping[str, int] | None = None,
    within: Session | None = None,
) -> None:
    """Record `action` (one of audit/actions.yml) on `object`, an id without personal meaning; with
    `within`, in the transaction that does it.

    The actor is `request.state.actor`, set by whatever let the caller in; else the person.
    """
    context(request).services.audit.record(
        getattr(request.state, "actor", "person"),
        action,
        object,
        channel=channel,
        request_id=request_id.get(),
        counts=counts,
        within=within,
    )


async def recorded(
    request: Request,
    action: str,
    object: str,
    *,
    channel: str = "api",
    counts: Mapping[str, int] | None = None,
) -> None:
    """`record` for a route that is a coroutine."""
    await asyncio.to_thread(record, request, action, object, channel=channel, counts=counts)
