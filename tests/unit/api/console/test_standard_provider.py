"""Staff sign in by providers that are not ours (decision 020): pyop, which keeps to the book, and
idpyoidc, which is certified."""

import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.oidc.config import CALLBACK
from api.settings import Settings
from tests.unit.api.conftest import fake_services
from tests.unit.api.console.certified_provider import CertifiedProvider
from tests.unit.api.console.standard_provider import (
    CLIENT_ID,
    StandardProvider,
    Standing,
    serving,
)
from tests.unit.api.console.test_single_sign_on import OWN, Person


@pytest.fixture(
    params=[
        (kind, method)
        for kind in (StandardProvider, CertifiedProvider)
        for method in ("client_secret_basic", "client_secret_post")
    ],
    ids=lambda param: f"{param[0].__name__}-{param[1]}",
)
def provider(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Standing]:
    kind, method = request.param
    with serving(kind(f"{OWN}{CALLBACK}", method, tmp_path)) as made:
        trust = ssl.create_default_context(cafile=str(made.certificate))
        monkeypatch.setattr("api.oidc.provider._trust", lambda: trust)
        yield made


@pytest.fixture
def settings(settings: Settings, provider: Standing) -> Settings:
    return settings.model_copy(
        update={
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(provider.secret),
        }
    )


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    made = create_app(settings, load=fake_services)
    async with made.router.lifespan_context(made):
        made.state.context.accounts.create("lin", "林", "county", "福州市/仓山区")
        yield made


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Person]:
    someone = Person(app)
    yield someone
    await someone.here.aclose()
    await someone.outside.aclose()


async def test_a_name_from_the_userinfo_endpoint(person: Person, provider: Standing) -> None:
    assert "您好，林" in await person.sign_in()
    assert person.signed_in
    assert provider.asked[-1] == "/userinfo"


async def test_a_code_counts_once(person: Person, provider: Standing) -> None:
    back = await person.leave()
    ticket = dict(person.here.cookies)
    await person.get(back)
    assert person.signed_in
    person.here.cookies.clear()
    person.here.cookies.update(ticket)
    assert "登录凭据已经用过或已经过期" in await person.get(back)
    assert not person.signed_in


async def test_a_ticket_of_another_browser_is_refused(app: FastAPI, person: Person) -> None:
    back = await person.leave()
    other = Person(app)
    assert "不是在本浏览器里开始的" in await other.get(back)
    assert not other.signed_in


@pytest.mark.parametrize(
    ("who", "said"),
    [("nobody", "请管理员建立"), ("nameless", "没有给出用户名（preferred_username）")],
)
async def test_who_has_no_account_or_no_name(
    person: Person, provider: Standing, who: str, said: str
) -> None:
    provider.who = who
    assert said in await person.sign_in()
    assert not person.signed_in


async def test_what_is_said_of_somebody_else_is_not_taken(
    person: Person, provider: Standing
) -> None:
    provider.who, provider.change_info = "nameless", {"sub": "another", "preferred_username": "lin"}
    assert "没有通过核验" in await person.sign_in()
    assert not person.signed_in


async def test_a_wrong_secret_is_named(app: FastAPI, person: Person, provider: Standing) -> None:
    provider.change_secret()
    assert "没有接受本系统的登记信息" in await person.sign_in()
