"""A browser at the console: it keeps its cookie and sends the forms of the pages it sees."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from accounts import Person
from api.staff import COOKIE
from tests.passwords import cheap_hashes as cheap_hashes
from tests.unit.api import conftest as service

engine, settings, services = service.engine, service.settings, service.services
app, client = service.app, service.client


@dataclass
class Browser:
    """One person's browser."""

    client: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""
    status: int = 0
    path: str = ""

    async def open(self, path: str) -> str:
        return await self._go("GET", path)

    async def send(self, path: str = "", **fields: Any) -> str:
        """Send the page's form for `path` (by default its own address) as it stands, changed."""
        shown = self._form(path)
        return await self._go("POST", path or self.path, data={**shown, **fields})

    @property
    def text(self) -> str:
        """What the page says."""
        return html.unescape(re.sub(r"<[^>]+>", "", self.page))

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return html.unescape(found[1]) if found else ""

    def _form(self, action: str) -> dict[str, str]:
        """The hidden fields, and what textareas hold, of the form with this action."""
        wanted = f'action="{action}"' if action else 'method="post"'
        for form in re.findall(r"<form.*?</form>", self.page, re.DOTALL):
            if wanted in form.partition(">")[0]:
                hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
                areas = re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', form)
                return {name: html.unescape(value) for name, value in (*hidden, *areas)}
        return {}

    async def _go(self, method: str, path: str, **content: Any) -> str:
        self.client.cookies.clear()
        self.client.cookies.update(self.cookies)
        answer = await self.client.request(method, path, **content)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        if "Max-Age=0" in answer.headers.get("set-cookie", ""):
            self.cookies.clear()
        if answer.status_code == 303:
            return await self._go("GET", answer.headers["location"])
        self.page, self.status, self.path = answer.text, answer.status_code, path
        return self.text


@pytest.fixture
def browser(client: httpx.AsyncClient) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(client)


@pytest.fixture
def signed_in(app: FastAPI, client: httpx.AsyncClient) -> Callable[..., Browser]:
    """A browser of a new account, signed in."""

    def made(role: str, region: str = "", name: str = "someone") -> Browser:
        accounts = app.state.context.accounts
        person: Person = accounts.create(name, name, role, region)
        return Browser(client, {COOKIE: accounts.sessions.open(person.id)})

    return made
