"""The 汇总表 of self-checks that were reported, filled as far as they tell."""

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import Response

from api.console.review import desk_of
from api.context import Ctx
from api.errors import ApiError
from api.routes.documents import MEDIA_TYPES
from api.staff import CONSOLE, Me, personal_data_read
from forms.rendering import document_filename
from forms.workbook import render_xlsx
from review.collecting import collected, load_collecting

PATH = f"{CONSOLE}/summary"
router = APIRouter(include_in_schema=False)
Year = Annotated[int, InPath(ge=2000, le=2999)]


@router.get(f"{PATH}/{{year}}")
async def workbook(year: Year, request: Request, ctx: Ctx, me: Me) -> Response:
    """One year as a workbook: a row for each county of the reviewer's region."""
    store, form = desk_of(ctx).store, ctx.services.forms[load_collecting().form]
    found = await asyncio.to_thread(collected, store, me)
    chosen = next((one for one in found if one.year == year), None)
    if chosen is None:
        raise ApiError(404, "not_found")
    await personal_data_read(request, "submission_document", f"summary:{year}")
    content = await asyncio.to_thread(render_xlsx, form, chosen.values, ctx.services.today())
    name = document_filename(form, {**chosen.values, "unit": me.region.shown}, "xlsx")
    disposition = f"attachment; filename=summary.xlsx; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=MEDIA_TYPES["xlsx"], headers=headers)
