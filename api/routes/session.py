"""Who is signed in, for the chat page: what it may offer them."""

from typing import Any

from fastapi import APIRouter, Depends, Request

from api.context import limited
from api.prescreening import session_of
from api.staff import require_same_origin, signed_in

router = APIRouter(tags=["chat"], dependencies=[Depends(limited)])


@router.get("/api/v1/session")
async def session(request: Request) -> dict[str, Any]:
    """The member of staff whose session the request carries; `person` is null without one.

    `csrf` is what their changing requests carry as `X-CSRF-Token`.
    """
    require_same_origin(request)
    found = await signed_in(request)
    if found is None:
        return session_of(None)
    return {**session_of(found.person), "csrf": found.csrf}
