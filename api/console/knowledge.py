"""What the assistant knows: its notices, clause by clause, and what it would say to a question."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.console.pages import page
from api.console.wording import say
from api.context import Context, Ctx
from api.staff import CONSOLE
from policy import Answer, NoticeMeta
from policy.notice import Notice

PATH = f"{CONSOLE}/knowledge"
LONGEST = 200
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Row:
    """A notice in the list, as it stands today."""

    meta: NoticeMeta
    validity: str
    added: bool
    clauses: int
    facts: int
    topics: int


@router.get(PATH)
async def listed(
    request: Request, ctx: Ctx, q: Annotated[str, Query(max_length=LONGEST)] = ""
) -> Response:
    """All notices; with `q`, what an applicant who asks that would be told. Nothing is kept."""
    asked = q.strip()
    answer = await asyncio.to_thread(_answer, ctx, asked) if asked else None
    live = len(await asyncio.to_thread(ctx.help.book.listed, "approved"))
    return page(
        request, "knowledge.html", rows=_rows(ctx), asked=asked, answer=answer, live=live,
        longest=LONGEST,
    )  # fmt: skip


@router.get(f"{PATH}/{{notice_id}}")
def one(notice_id: str, request: Request, ctx: Ctx) -> Response:
    """One notice: its clauses, and what it has answers for."""
    try:
        notice = ctx.services.policy.notice(notice_id)
    except KeyError:
        return page(request, "problem.html", status=404, problem=say("notice_unknown"))
    row = _row(ctx, notice, {meta.id for meta in ctx.services.policy.added})
    titles = sorted(entry.title for entry in notice.entries.values())
    return page(request, "notice.html", row=row, tree=notice.tree, titles=titles)


def _rows(ctx: Context) -> list[Row]:
    knowledge = ctx.services.policy
    added = {meta.id for meta in knowledge.added}
    metas = [*knowledge.notices, *(m for m in knowledge.added if m not in knowledge.notices)]
    return [_row(ctx, knowledge.notice(meta.id), added) for meta in metas]


def _row(ctx: Context, notice: Notice, added: set[str]) -> Row:
    clauses = sum(1 for top in notice.tree for _ in top.walk())
    return Row(
        meta=notice.meta,
        validity=notice.meta.validity(ctx.services.today()),
        added=notice.meta.id in added,
        clauses=clauses,
        facts=len(notice.facts),
        topics=len(notice.entries),
    )


def _answer(ctx: Context, asked: str) -> Answer:
    known = ctx.services.policy.reply(asked, subject=None, today=ctx.services.today())
    return ctx.help.live.instead(asked, known)
