"""A photograph in, to be printed after the form of the conversation."""

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request

from api.context import Ctx, limited
from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.files import attach_photo
from api.multipart import TEXT, described, file
from api.routes.prefill import MAX_REQUEST, STATUS, body_of
from api.senders import resolve
from forms import photos
from forms.drafts import DraftError
from prefill import PrefillError

__all__ = ["MAX_REQUEST", "PATH", "router"]

PATH = "/api/v1/photos"
_log = EventLog("api.photos")
_BODY = described(
    {
        "sender": TEXT,
        "file": file(".jpg or .png, 12 MB at most"),
        "draft_id": {**TEXT, "description": "the draft under way"},
    },
    required=("sender", "file"),
)

router = APIRouter(tags=["prefill"], dependencies=[Depends(limited)])


@router.post(PATH, openapi_extra=_BODY)
async def attach(request: Request, ctx: Ctx) -> dict[str, Any]:
    """Keep a photograph with the sender's draft; it is printed after the form.

    It is made smaller, and what the camera wrote into it is left out.
    """
    data, said = await body_of(request)
    sender = await asyncio.to_thread(resolve, ctx, said["sender"])
    ctx.uploads.check(sender)
    try:
        kept = await asyncio.to_thread(
            attach_photo, ctx.services, sender, said["draft_id"] or None, data, "web"
        )
    except PrefillError as error:
        _log.info("photo_refused", sender=pseudonym(sender), code=error.code, size=len(data))
        raise ApiError(STATUS[error.kind], "file_refused", message=error.message_zh) from error
    except photos.PhotoRefused as error:
        raise ApiError(422, "file_refused", message=str(error)) from error
    except DraftError as error:
        raise ApiError(410, "file_refused", message=str(error)) from error
    _log.info("photo_kept", sender=pseudonym(sender), count=kept.count, size=len(data))
    return {"count": kept.count, "message": kept.message}
