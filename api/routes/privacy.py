"""The notice on personal data, what a person decided on it, and the audit for staff."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints

from api.auditing import record
from api.context import Ctx, limited
from api.errors import ApiError
from api.schemas import Id
from api.senders import resolve
from api.wording import say
from audit import as_csv
from privacy import notice
from storage.consents import Decision

AUDIT_PATH = "/api/v1/audit"
_BEIJING = timezone(timedelta(hours=8))
_CONSENT = "/api/v1/conversations/{sender}/consent"
_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)

router = APIRouter(tags=["privacy"])


class ConsentGiven(BaseModel):
    """A decision on one version of the notice."""

    version: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    decision: Literal["agreed", "declined"]


@router.get("/api/v1/privacy", dependencies=[Depends(limited)])
def the_notice() -> dict[str, Any]:
    """How personal data are treated: the text of the notice and its version."""
    return notice().model_dump()


@router.get(_CONSENT)
def consent(sender: Id, ctx: Ctx) -> dict[str, Any]:
    """What was decided in this conversation on the notice in force; null when not asked yet."""
    sender = resolve(ctx, sender)
    ctx.messages.check(f"consent {sender}")
    return _shown(ctx.services.consents.of(sender, notice().version))


@router.put(_CONSENT, responses={409: {"description": "The notice has changed; read it again"}})
def decide(sender: Id, given: ConsentGiven, ctx: Ctx) -> dict[str, Any]:
    """Keep a decision on the notice in force, with its time."""
    sender = resolve(ctx, sender)
    ctx.messages.check(f"consent {sender}")
    if given.version != notice().version:
        raise ApiError(409, "notice_changed")
    return _shown(ctx.services.consents.record(sender, given.version, given.decision, "web"))


@router.get(
    AUDIT_PATH,
    dependencies=[Depends(limited)],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def audit(
    request: Request, ctx: Ctx, since: date | None = None, until: date | None = None
) -> StreamingResponse:
    """Who read or changed personal data, as CSV: `since` to `until`, both days included.

    Without `since` the 90 days before. The export itself is recorded. The audit keeps the clock's
    time, whatever day the assistant believes in.
    """
    last = until or datetime.now(_BEIJING).date()
    first = since or max(last - timedelta(days=90), _FIRST) if last >= _FIRST else last
    if not _FIRST <= first <= last <= _LAST:
        raise ApiError(422, "invalid_request", place="since", problem=say("problem_since"))
    record(request, "audit_exported", f"{first:%Y-%m-%d}/{last:%Y-%m-%d}")
    found = ctx.services.audit.entries(_midnight(first), _midnight(last + timedelta(days=1)))
    lines: Iterator[bytes] = as_csv(found)
    headers = {"Content-Disposition": f"attachment; filename=audit-{last:%Y%m%d}.csv"}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BEIJING)


def _shown(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"version": notice().version, "decision": None, "at": None}
    at = decision.at.astimezone(_BEIJING).isoformat(timespec="seconds")
    return {"version": decision.version, "decision": decision.decision, "at": at}
