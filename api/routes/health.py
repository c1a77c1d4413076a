"""Is the service ready?"""

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.context import Ctx
from api.errors import body
from api.wording import say

router = APIRouter(tags=["service"])


@router.get("/healthz", responses={503: {"description": "`checks` says which part is missing"}})
async def healthz(ctx: Ctx) -> JSONResponse:
    """200 only when the database and the dialogue engine both answer.

    `left_out` names added notices that are not answered from, because their files do not hold.
    """
    database, engine = await asyncio.gather(
        asyncio.to_thread(ctx.services.database_answers), ctx.engine.ready()
    )
    checks = {"database": database, "engine": engine}
    shown = {name: "ok" if well else "unavailable" for name, well in checks.items()}
    if all(checks.values()):
        left_out = [one.id for one in ctx.services.policy.left_out]
        return JSONResponse({"status": "ok", "checks": shown, "left_out": left_out})
    what = "、".join(say(f"check_{name}") for name, well in checks.items() if not well)
    problem = body("not_ready", say("not_ready", what=what))
    answer = {"status": "unavailable", "checks": shown, **problem}
    return JSONResponse(answer, status_code=503, headers={"Retry-After": "3"})
