"""A file in, values to choose from out; the chosen ones go into the draft of the conversation."""

import asyncio
import base64
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.context import Context, Ctx, limited
from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.files import current_draft, form_of, read_for, take_chosen
from api.multipart import TEXT, described, file
from api.schemas import Id
from api.senders import resolve
from api.wording import say as reason
from forms.drafts import DraftError
from forms.drafts import StaleDraft as Stale
from prefill import MAX_BYTES, PrefillError, Reading
from prefill.earlier import read_earlier
from prefill.opening import too_big
from prefill.store import KEEP_OFFERS, Kept, OfferStore
from prefill.wording import say

PATH = "/api/v1/files"
MAX_REQUEST = MAX_BYTES + 100_000
"""Bytes of the whole request: the file, and the fields and frames around it."""

STATUS = {"too_large": 413, "wrong_kind": 415, "unusable": 422, "not_installed": 501}
_FIELDS = ("sender", "draft_id", "row")
_log = EventLog("api.prefill")
_BODY = described(
    {
        "sender": TEXT,
        "file": file(".jpg, .png, .pdf, .docx or .xlsx, 12 MB at most"),
        "draft_id": {**TEXT, "description": "the draft under way"},
        "row": {"type": "integer", "description": "of a list: which row"},
    },
    required=("sender", "file"),
)

Sender = Annotated[Id, Query()]

router = APIRouter(tags=["prefill"], dependencies=[Depends(limited)])


class Choice(BaseModel):
    """Which values to take: field keys, with the text as corrected, null for the value as read."""

    model_config = ConfigDict(extra="forbid")

    sender: Id
    values: dict[str, Annotated[str, Field(max_length=6000)] | None] = Field(max_length=300)


@router.post(PATH, openapi_extra=_BODY)
async def read(request: Request, ctx: Ctx) -> dict[str, Any]:
    """Read a certificate's picture, an earlier Word form, a sheet or a list; nothing is put in.

    The file itself is not kept; what was read is, for an hour at most.
    """
    data, said = await body_of(request)
    sender = await asyncio.to_thread(resolve, ctx, said["sender"])
    ctx.uploads.check(sender)
    row = int(said["row"]) if said["row"] else None
    try:
        kept, reading = await asyncio.to_thread(
            read_for, ctx.services, sender, said["draft_id"] or None, data, row
        )
    except PrefillError as error:
        _log.info("file_refused", sender=pseudonym(sender), code=error.code, size=len(data))
        raise ApiError(STATUS[error.kind], "file_refused", message=error.message_zh) from error
    _log.info("file_read", sender=pseudonym(sender), offers=len(reading.offers), size=len(data))
    return _shown(kept, reading)


@router.get(f"{PATH}/earlier", responses={204: {"description": "There is nothing earlier"}})
def earlier(ctx: Ctx, sender: Sender, form_id: Id | None = None, draft_id: Id | None = None) -> Any:
    """What the sender's earlier forms say of fields of the form under way that are still empty."""
    owner = resolve(ctx, sender)
    mine = ctx.services.drafts.of_member(owner)
    draft = current_draft(mine, draft_id)
    form = ctx.services.forms.get(draft.form_id if draft else form_id or "")
    form = form.at(draft.form_version) if form and draft else form
    reading = read_earlier(form, draft, mine, ctx.services.forms) if form else None
    if reading is None:
        return Response(status_code=204)
    return _shown(_store(ctx).put(owner, reading, draft.id if draft else None), reading)


@router.get(f"{PATH}/{{file_id}}")
def again(file_id: Id, ctx: Ctx, sender: Sender) -> dict[str, Any]:
    """What was read from a file, as long as it is kept and nothing was taken."""
    kept = _kept(ctx, resolve(ctx, sender), file_id)
    if kept.taken is not None:
        return dict(kept.taken)
    return _shown(kept, kept.reading(form_of(ctx.services, kept)))


@router.post(f"{PATH}/{{file_id}}/accept")
def accept(file_id: Id, choice: Choice, ctx: Ctx) -> dict[str, Any]:
    """Put the chosen values into the draft; the same request again gets the same answer."""
    sender = resolve(ctx, choice.sender)
    kept = _kept(ctx, sender, file_id)
    if kept.taken is not None:
        return dict(kept.taken)
    form = form_of(ctx.services, kept)
    if not choice.values:
        raise ApiError(422, "file_refused", message=say("nothing_chosen"))
    try:
        taken = take_chosen(ctx.services, sender, kept, choice.values)
    except Stale as error:
        raise ApiError(409, "file_refused", message=str(error)) from error
    except DraftError as error:
        raise ApiError(410, "file_refused", message=str(error)) from error
    answer = {
        "id": kept.id,
        "taken": True,
        "message": say("accepted", count=len(taken.accepted)),
        "said": list(taken.said),
        "accepted": list(taken.accepted),
        "form_id": form.id,
        "form_title": form.title,
        "draft_id": taken.draft.id,
        "resume_code": taken.draft.resume_code,
    }
    if taken.accepted:
        # What was said repeats values: it goes to the person once and is not kept.
        _store(ctx).finish(sender, kept.id, {**answer, "said": []})
    _log.info("values_taken", sender=pseudonym(sender), count=len(taken.accepted))
    return answer


@router.delete(f"{PATH}/{{file_id}}", status_code=204)
def discard(file_id: Id, ctx: Ctx, sender: Sender) -> Response:
    """Drop what was read from a file."""
    _store(ctx).drop(resolve(ctx, sender), file_id)
    return Response(status_code=204)


def _store(ctx: Context) -> OfferStore:
    return OfferStore(ctx.services.sessions)


def _kept(ctx: Context, sender: str, file_id: str) -> Kept:
    kept = _store(ctx).get(sender, file_id)
    if kept is None or kept.form_id not in ctx.services.forms:
        raise ApiError(410, "file_refused", message=say("offer_gone"))
    return kept


async def body_of(request: Request) -> tuple[bytes, dict[str, str]]:
    """The file of a request and what was said with it; ApiError for anything else."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiError(415, "file_not_multipart")
    try:
        async with request.form(max_files=1, max_fields=len(_FIELDS)) as form:
            return await _parts(form)
    except ApiError as error:
        if error.code != "too_large":
            raise
        message = too_big().message_zh
        raise ApiError(413, "file_refused", message=message) from error
    except HTTPException as error:  # the parser's own
        raise ApiError(400, "file_malformed") from error


async def _parts(form: FormData) -> tuple[bytes, dict[str, str]]:
    said = {name: str(form.get(name) or "").strip() for name in _FIELDS}
    for name in form:
        if name not in (*_FIELDS, "file"):
            raise _invalid(name, "problem_extra_forbidden")
    if not 0 < len(said["sender"]) <= 128 or not said["sender"].isprintable():
        raise _invalid("sender", "problem_missing" if not said["sender"] else "problem_other")
    if said["row"] and not (
        said["row"].isascii() and said["row"].isdigit() and len(said["row"]) < 8
    ):
        raise _invalid("row", "problem_int_parsing")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise _invalid("file", "problem_file")
    return await file.read(), said


def _invalid(name: str, problem: str) -> ApiError:
    return ApiError(422, "invalid_request", place=name[:80], problem=reason(problem))


def _shown(kept: Kept, reading: Reading) -> dict[str, Any]:
    return {
        "id": kept.id,
        "taken": False,
        "source": reading.source,
        "form_id": reading.form.id,
        "form_title": reading.form.title,
        "expires_at": kept.expires_at.isoformat(),
        "keep_minutes": int(KEEP_OFFERS.total_seconds() // 60),
        "notes": list(reading.notes),
        "same": list(reading.same),
        "rows": [{"number": row.number, "name": row.name} for row in reading.rows],
        "items": [
            {
                "key": offer.key,
                "label": offer.label,
                "text": offer.text,
                "usable": offer.value is not None,
                "sure": offer.sure,
                "note": offer.note,
                "confidence": offer.confidence,
                "long": reading.form.fields[offer.key].type in ("long_text", "table"),
                "snippet": _data_uri(offer.snippet),
            }
            for offer in reading.offers
        ],
    }


def _data_uri(snippet: bytes | None) -> str | None:
    if snippet is None:
        return None
    return f"data:image/png;base64,{base64.b64encode(snippet).decode()}"
