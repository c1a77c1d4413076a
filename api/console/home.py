"""The console's first page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.pages import page
from api.staff import CONSOLE

router = APIRouter(include_in_schema=False)


@router.get(CONSOLE)
def home(request: Request) -> Response:
    """Who one is, and what one can do here."""
    return page(request, "home.html")
