"""The web page and its assets, all served by the app itself."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.context import Ctx
from api.errors import ApiError
from api.senders import resolve
from api.wechat.links import PREFIX as LINK

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
_REVALIDATE = {"Cache-Control": "no-cache"}

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=FileResponse)
def index(ctx: Ctx, c: str | None = None) -> Response:
    """The chat page; `c` is the token of a link from WeChat, which must still be good."""
    if c is not None:
        try:
            resolve(ctx, c if c.startswith(LINK) else LINK + c)
        except ApiError as error:
            return HTMLResponse(error_page(error.message), status_code=error.status)
    return FileResponse(STATIC / "index.html", headers=_REVALIDATE)


@router.get("/widget.js", response_class=FileResponse)
def widget() -> FileResponse:
    """The script that puts the chat on another site's page (docs/widget.md)."""
    return FileResponse(
        STATIC / "js" / "widget.js", media_type="text/javascript", headers=_REVALIDATE
    )


class Assets(StaticFiles):
    """Files that browsers may keep but must check before use, so that a new version shows."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        answer = await super().get_response(path, scope)
        answer.headers.setdefault("Cache-Control", "no-cache")
        return answer


def mount_assets(app: FastAPI) -> None:
    """Serve `api/static/` under `/static`."""
    app.mount("/static", Assets(directory=STATIC), name="static")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


def error_page(message: str) -> str:
    """A small Chinese page that says what is wrong and leads back to the conversation."""
    return _environment().get_template("error.html").render(message=message)


def preview_page(filename: str, source: str, pdf: bool) -> str:
    """The page that draws a finished Word document; `source` is the path of its download."""
    page = _environment().get_template("preview.html")
    return page.render(filename=filename, source=source, pdf=pdf)
