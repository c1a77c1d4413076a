"""A help desk for tests: open at any hour, and somebody at it."""

from typing import Any

from fastapi import FastAPI

import helpdesk
from helpdesk.settings import DAYS

PASSWORD = "松树 石头 三十七只"


def open_at_any_hour() -> helpdesk.DeskSettings:
    """The settings as served, but for the hours."""
    always: dict[str, Any] = helpdesk.load_settings().model_dump()
    always["hours"] = {day: [{"start": "00:00", "end": "23:59:59.999999"}] for day in DAYS}
    always["years"] = {}
    return helpdesk.DeskSettings.model_validate(always)


def staffed(app: FastAPI, name: str = "chen") -> None:
    """Give somebody the role, with PASSWORD to sign in."""
    accounts = app.state.context.accounts
    person = accounts.create(name, name, "helpdesk")
    accounts.redeem(accounts.issue_link(person.id).token, PASSWORD)
