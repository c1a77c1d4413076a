"""For administrators: who read or changed personal data, and what was removed when its time was
over."""

import asyncio
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.auditing import recorded
from api.console.pages import page
from api.context import Context, Ctx
from api.routes.privacy import AUDIT_PATH
from api.staff import CONSOLE
from audit import words
from privacy import periods_in_words

PATH = f"{CONSOLE}/audit"
MOST = 200
_DAYS = 30
_ACCOUNT = "account:"
_BEIJING = timezone(timedelta(hours=8))
router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show(
    request: Request, ctx: Ctx, since: str = "", until: str = "", action: str = ""
) -> Response:
    """The latest entries between two days, of one action or of all. Looking is recorded too."""
    last = _day(until) or datetime.now(_BEIJING).date()
    first = _day(since) or last - timedelta(days=_DAYS)
    chosen = action if action in words.actions() else ""
    await recorded(request, "audit_read", f"{first:%Y-%m-%d}/{last:%Y-%m-%d}", channel="console")
    rows = await asyncio.to_thread(_rows, ctx, first, last, chosen or None)
    return page(
        request, "audit.html", rows=rows, most=MOST, since=first, until=last, action=chosen,
        actions=words.actions(), periods=periods_in_words(),
        export=f"{AUDIT_PATH}?since={first:%Y-%m-%d}&until={last:%Y-%m-%d}",
    )  # fmt: skip


def _rows(ctx: Context, first: date, last: date, action: str | None) -> list[dict[str, Any]]:
    begin, end = (datetime.combine(day, time(), _BEIJING) for day in (first, last))
    log, names = ctx.services.audit, {p.id: p.display for p in ctx.accounts.everyone()}
    found = log.latest(begin, end + timedelta(days=1), action=action, limit=MOST)
    return [
        {
            "at": entry.at,
            "who": _who(entry.actor, names),
            "action": words.actions().get(entry.action, entry.action),
            "object": entry.object,
            "channel": words.channel(entry.channel),
            "counts": "，".join(f"{words.count(k)} {v}" for k, v in entry.detail.items()),
        }
        for entry in found
    ]


def _who(actor: str, names: dict[int, str]) -> str:
    """The name of an account; what the audit keeps is its number alone."""
    number = actor.removeprefix(_ACCOUNT)
    if actor.startswith(_ACCOUNT) and number.isdecimal() and int(number) in names:
        return f"{names[int(number)]}（{actor}）"
    return words.actor(actor)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None
