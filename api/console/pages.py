"""Pages of the console: the frame with navigation, and errors as pages."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from accounts import Signed
from api.console.wording import say
from api.context import context
from api.errors import ApiError
from api.masking import masked
from api.pages import TEMPLATES
from api.permissions import rule_of
from api.staff import CONSOLE, MAX_FIELDS
from eligibility.showing import show_day, show_period
from helpdesk.wording import words
from review import load_workflow

FIELD = "field_comment."
"""What the name of a field's own comment begins with."""

VERDICT_CLASS = {
    "符合": "is-pass", "不符合": "is-fail", "信息不足": "is-unknown", "需佐证": "is-evidence"
}  # fmt: skip
"""The design's class of each verdict."""

_HERE = ZoneInfo("Asia/Shanghai")


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """One page of the console for whoever is signed in.

    `notice` (a sentence), `problem` (what went wrong) and `typed_in` may be among the values; a
    key of `messages.yml` in the address (`?said=saved`) is said as well.
    """
    found: Signed | None = getattr(request.state, "signed", None)
    said = request.query_params.get("said", "")
    frame = {
        "me": found.person if found else None,
        "csrf": found.csrf if found else "",
        "path": request.url.path,
        "navigation": _links(found),
        "notice": say(said) if said in _SAYABLE else "",
        "problem": "",
        "typed_in": "",
        "single_sign_on": context(request).single_sign_on is not None,
        "kept_label": lambda name: _kept_label(request, name),
        "move_label": lambda move: _move_label(found, move),
        "masked": lambda text: masked(text, context(request).services.policy.published),
    }
    text = _environment().get_template(f"console/{template}").render({**frame, **values})
    return HTMLResponse(text, status_code=status, headers=headers)


def problem_page(request: Request, error: ApiError) -> HTMLResponse:
    """An error as a page; who is not signed in gets the form for it, with what they typed kept."""
    kept = getattr(request.state, "kept", None)
    template, values, said = "problem.html", dict[str, Any](), error.message
    if error.code == "sign_in":
        going = request.url.path if request.method == "GET" else CONSOLE
        template, values = "login.html", {"next": going}
        said = "" if kept else said  # the form itself says that nothing is lost
    elif kept is not None:
        template = "kept.html"
    return page(
        request,
        template,
        status=error.status,
        headers=dict(error.headers or {}),
        problem=said,
        kept=kept,
        kept_path=request.url.path,
        **values,
    )


def inside(path: str) -> str:
    """The path if it is one of the console, else the console's first page."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return CONSOLE
    own = not parts.scheme and not parts.netloc and "\\" not in path and ".." not in path
    return path if own and f"{parts.path}/".startswith(f"{CONSOLE}/") else CONSOLE


async def fields(request: Request) -> dict[str, str]:
    """The text fields of a page's form."""
    form = await request.form(max_files=1, max_fields=MAX_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def may(found: Signed | None, method: str, path: str) -> bool:
    """Whether who is signed in may call a route."""
    rule = rule_of(method, path)
    return rule is not None and found is not None and found.person.role in rule.roles


def _links(found: Signed | None) -> list[dict[str, str]]:
    return [link for link in _navigation() if may(found, "GET", link["path"])]


def _kept_label(request: Request, name: str) -> str:
    """What a kept text was typed for: a comment names its field."""
    key = name.removeprefix(FIELD)
    if key != name:
        forms = context(request).services.forms.values()
        label = next((form.fields[key].label for form in forms if key in form.fields), key)
        return say("kept_field", label=label)
    return say("kept_comment" if name == "comment" else "kept_text")


def _move_label(found: Signed | None, move: str) -> str:
    """The decision that a kept form is about, for whoever is signed in."""
    moves = load_workflow().moves
    mine = (one.label for one in moves if found and (one.id, one.by) == (move, found.person.role))
    return next(mine, "")


def _in_force(one: Mapping[str, str | None]) -> str:
    """From when to when the rules of a kept verdict apply."""
    since, until = one["since"] or "", one["until"]
    return show_period(date.fromisoformat(since), date.fromisoformat(until) if until else None)


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(_HERE):%Y-%m-%d %H:%M}" if moment else "—"


@cache
def _navigation() -> list[dict[str, str]]:
    text = (Path(__file__).parent / "navigation.yml").read_text(encoding="utf-8")
    loaded: list[dict[str, str]] = yaml.safe_load(text)
    return loaded


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock"] = _clock
    made.filters["day"] = show_day
    made.filters["in_force"] = _in_force
    made.globals["classes"] = VERDICT_CLASS
    made.globals["w"] = words
    return made


_SAYABLE = (
    "saved", "decided", "password_changed", "password_set", "set_up", "signed_out",
    "wechat_unlinked", "questions_removed", "questions_restored",
)  # fmt: skip
