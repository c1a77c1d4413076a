"""Staff sign in by the authority's provider, which speaks the real protocol and may misbehave."""

import html
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.oidc import build_single_sign_on, tickets
from api.oidc.config import CALLBACK
from api.settings import Settings
from api.staff import COOKIE
from tests.unit.api.conftest import fake_services
from tests.unit.api.console.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider

pytestmark = pytest.mark.asyncio(loop_scope="module")
SITE = "http://test"
OWN = "http://127.0.0.1:8000"
"""Where the service thinks that it is, and sends people back to."""
TICKET = "yiyang_oidc"


@pytest.fixture(scope="module")
def running() -> Iterator[FakeProvider]:
    fake = FakeProvider(f"{OWN}{CALLBACK}")
    fake.start()
    yield fake
    fake.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    running: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    """One service for all tests: starting it takes longer than a test."""
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        engine_url="http://127.0.0.1:9",
        actions_package="tests.unit.api.fake_actions",
        public_url="",
        oidc_issuer=running.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        sign_in_rate_per_minute=1000,
    )
    made = create_app(settings, load=fake_services)
    async with made.router.lifespan_context(made):
        made.state.context.accounts.create("lin", "林", "county", "福州市/仓山区")
        yield made


@pytest.fixture
def provider(running: FakeProvider) -> FakeProvider:
    running.behave()
    return running


@pytest.fixture
def app(service: FastAPI, provider: FakeProvider) -> FastAPI:
    """The service as if it had just started: it has not asked the provider anything yet."""
    now = service.state.context
    service.state.context = replace(now, single_sign_on=build_single_sign_on(now.settings))
    return service


class Person:
    """Somebody with a browser, which follows redirects to the provider and back."""

    def __init__(self, app: FastAPI) -> None:
        self.here = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=SITE)
        self.outside = httpx.AsyncClient(verify=False)
        self.answer = httpx.Response(0)
        self.back = ""

    async def get(self, path: str) -> str:
        self.answer = await self.here.get(path)
        return self.text

    async def leave(self, path: str = "/console/oidc") -> str:
        """Go to the provider and sign in there; the address it sends the browser back to."""
        self.answer = await self.here.get(path)
        assert self.answer.status_code == 303, self.text
        there = await self.outside.get(self.answer.headers["location"])
        self.back = there.headers["location"].removeprefix(OWN)
        return self.back

    async def sign_in(self, path: str = "/console/oidc") -> str:
        """The whole way; what the last page says."""
        await self.get(await self.leave(path))
        if self.answer.status_code == 303:
            await self.get(self.answer.headers["location"])
        return self.text

    @property
    def text(self) -> str:
        return html.unescape(re.sub(r"<[^>]+>", "", self.answer.text))

    @property
    def signed_in(self) -> bool:
        return COOKIE in self.here.cookies


@pytest_asyncio.fixture(loop_scope="module")
async def person(app: FastAPI) -> AsyncIterator[Person]:
    someone = Person(app)
    yield someone
    await someone.here.aclose()
    await someone.outside.aclose()


async def test_from_the_login_page_to_the_page_that_was_wanted(
    person: Person, app: FastAPI, provider: FakeProvider
) -> None:
    accounts = app.state.context.accounts
    wu = accounts.create("wu", "吴", "county", "福州市/鼓楼区")  # the password link is never used
    provider.who = "Wu"
    assert "用统一身份登录" in await person.get("/console/password")
    link = re.search(r'href="(/console/oidc[^"]*)"', person.answer.text)
    assert link is not None and not accounts.covered("county", wu.region)
    assert "吴（福州市鼓楼区，县级审核人员）" in await person.sign_in(html.unescape(link[1]))
    assert person.answer.url.path == "/console/password"
    assert accounts.covered("county", wu.region)  # so that applicants are offered the review
    assert TICKET not in person.here.cookies
    assert (await person.here.get("/console/oidc")).headers["location"] == "/console"
    assert provider.requests.count("/keys") == 1


async def test_two_people_get_sessions_of_their_own(
    person: Person, app: FastAPI, provider: FakeProvider
) -> None:
    await person.sign_in()
    first = person.here.cookies[COOKIE]
    app.state.context.accounts.create("wang", "王", "province")
    provider.who, other = "WANG", Person(app)
    assert "省级审核人员" in await other.sign_in()
    assert other.here.cookies[COOKIE] != first
    assert "林" in await person.get("/console")


async def test_the_cookies_are_for_the_browser_alone(person: Person) -> None:
    await person.leave()
    ticket = person.answer.headers["set-cookie"]
    assert "HttpOnly" in ticket and "SameSite=lax" in ticket and "Max-Age=600" in ticket
    await person.get(person.back)
    session = next(c for c in person.answer.headers.get_list("set-cookie") if COOKIE in c)
    assert "HttpOnly" in session and "SameSite=lax" in session


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/console/..//evil.example\t",
     "http://[", "/console@evil.example", "javascript:alert(1)", "/consolation"],
)  # fmt: skip
async def test_nobody_is_sent_to_another_site(person: Person, elsewhere: str) -> None:
    start = httpx.URL("/console/oidc", params={"next": elsewhere})
    await person.get(await person.leave(str(start)))
    target = httpx.URL(SITE).join(person.answer.headers["location"])
    assert target.host == "test" and person.signed_in
    assert target.path == "/console" or target.path.startswith("/console/")


@pytest.mark.parametrize("who", ["nobody", "Lin ", "ＬＩＮ", "lıN", "a\x00", "x" * 400, "<b>"])
async def test_who_has_no_account_learns_what_to_ask_for(
    person: Person, provider: FakeProvider, who: str
) -> None:
    provider.who = who
    said = await person.sign_in()
    assert person.answer.status_code == 403 and not person.signed_in
    assert "没有用户名为" in said and "请管理员建立" in said
    assert who[:20].strip() in said and "<b>”" not in person.answer.text


async def test_an_account_that_was_stopped(
    person: Person, app: FastAPI, provider: FakeProvider
) -> None:
    accounts = app.state.context.accounts
    zhao = accounts.create("zhao", "赵", "province")
    accounts.change(zhao.id, display="赵", role_id="province", region="", active=False)
    provider.who = "zhao"
    assert "可用账号" in await person.sign_in() and not person.signed_in


def changed(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda good: {k: v for k, v in {**good, **claims}.items() if v is not None}


NOT_PROVED = "没有通过核验"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed(aud="another-system"), NOT_PROVED),
        (changed(aud=["another-system", CLIENT_ID]), NOT_PROVED),  # made for whom it does not say
        (changed(aud=[CLIENT_ID, "b"], azp="b"), NOT_PROVED),
        (changed(aud="another-system", azp=CLIENT_ID), NOT_PROVED),
        (changed(aud=None), NOT_PROVED),
        (changed(iss="https://evil.example"), NOT_PROVED),
        (changed(iss=None), NOT_PROVED),
        (changed(nonce="an-earlier-one"), NOT_PROVED),
        (changed(nonce=None), NOT_PROVED),
        (changed(sub=None), NOT_PROVED),
        (changed(exp=None), NOT_PROVED),
        (changed(iat=int(time.time()) + 3600), NOT_PROVED),
        (changed(exp=int(time.time()) - 3600), "身份信息已经过期"),
        (changed(preferred_username=None), "没有给出用户名（preferred_username）"),
        (changed(preferred_username=["lin"]), "没有给出用户名（preferred_username）"),
        (changed(preferred_username=True), "没有给出用户名（preferred_username）"),
    ],
)
async def test_a_token_that_does_not_hold(
    person: Person, provider: FakeProvider, change: Any, says: str
) -> None:
    provider.change = change
    assert says in await person.sign_in()
    assert not person.signed_in and TICKET not in person.here.cookies


@pytest.mark.parametrize(
    "way", ["unsigned", "signed_with_the_secret", "signed_by_a_stranger", "garbage", "empty"]
)
async def test_a_signature_that_does_not_hold(
    person: Person, provider: FakeProvider, way: str
) -> None:
    ways = {"garbage": lambda claims: "a.b.c", "empty": lambda claims: ""}
    provider.sign = ways.get(way) or getattr(provider, way)
    assert NOT_PROVED in await person.sign_in()
    assert not person.signed_in


async def test_the_provider_changes_its_keys(
    person: Person, app: FastAPI, provider: FakeProvider
) -> None:
    await person.sign_in()
    provider.key = "second"
    assert "县级审核人员" in await Person(app).sign_in()


async def test_answers_that_were_not_asked_for(
    person: Person, app: FastAPI, provider: FakeProvider
) -> None:
    """A stranger's link, another browser, a made-up or an old ticket, the same answer twice."""
    back = await person.leave()
    stranger = Person(app)
    not_here = "不是在本浏览器里开始的"
    assert not_here in await stranger.get(back)
    assert not_here in await person.get(f"{CALLBACK}?code=x&state=made-up")
    assert not_here in await person.get(CALLBACK)
    stranger.here.cookies.set(TICKET, "made.up.ticket", path="/console/oidc")
    assert not_here in await stranger.get(back)
    assert "/token" not in provider.requests
    await person.get(back)
    assert person.signed_in
    assert not_here in await person.get(back)


async def test_a_code_counts_once(person: Person, app: FastAPI) -> None:
    """Somebody has copied address and cookie before they were used."""
    back = await person.leave()
    copy = Person(app)
    copy.here.cookies.set(TICKET, person.here.cookies[TICKET], path="/console/oidc")
    await person.get(back)
    assert "已经用过或已经过期" in await copy.get(back) and not copy.signed_in


async def test_too_late(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    back = await person.leave()
    monkeypatch.setattr(tickets, "KEEP", -1)
    assert "超过了10分钟" in await person.get(back) and not person.signed_in


@pytest.mark.parametrize(
    ("error", "says"),
    [("access_denied", "取消了登录"), ("server_error", "没有同意"), ("<b>", "没有同意")],
)
async def test_the_provider_sends_nobody(person: Person, error: str, says: str) -> None:
    state = parse_qs(urlsplit(await person.leave()).query)["state"][0]
    url = httpx.URL(CALLBACK, params={"error": error, "error_description": "x<b>", "state": state})
    assert says in await person.get(str(url))
    assert "x<b>" not in person.answer.text and TICKET not in person.here.cookies


async def test_the_provider_is_down_and_comes_back(person: Person, provider: FakeProvider) -> None:
    provider.stop()
    assert "暂时连接不上" in await person.get("/console/oidc")
    assert person.answer.status_code == 503
    provider.start()
    await person.leave()
    provider.stop()
    assert "暂时连接不上" in await person.get(person.back) and not person.signed_in
    provider.start()
    assert "县级审核人员" in await person.sign_in()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((401, {"error": "invalid_client"}), "没有接受本系统的登记信息"),
        ((500, b"<html>"), "暂时连接不上"),
        ((200, b"<html>"), "暂时连接不上"),
        ((200, []), "暂时连接不上"),
        ((200, {}), NOT_PROVED),
        ((200, {"id_token": 7}), NOT_PROVED),
    ],
)
async def test_a_token_answer_that_cannot_be(
    person: Person, provider: FakeProvider, answer: Any, says: str
) -> None:
    provider.answer_token = answer
    assert says in await person.sign_in() and not person.signed_in


@pytest.mark.parametrize(
    ("description", "says"),
    [
        ({"issuer": "https://evil.example"}, "与本系统的设置不一致"),
        ({"token_endpoint": None}, "与本系统的设置不一致"),
        ({"jwks_uri": "file:///etc/passwd"}, "与本系统的设置不一致"),
    ],
)
async def test_a_description_that_cannot_be(
    person: Person, provider: FakeProvider, description: dict[str, Any], says: str
) -> None:
    provider.describe = description
    assert says in await person.get("/console/oidc")
    assert person.answer.status_code == 502


async def test_nothing_secret_is_logged(
    person: Person, app: FastAPI, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await person.sign_in()
        provider.change = changed(aud="another-system")
        await Person(app).sign_in()
    log = "".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records if "httpx" not in r.name)
    assert "single_sign_on_refused" in log and "'code': 'token_invalid'" in log
    code = parse_qs(urlsplit(person.back).query)["code"][0]
    for secret in (*provider.issued, code, CLIENT_SECRET, person.here.cookies[COOKIE]):
        assert secret not in log


async def test_what_was_typed_before_the_session_lapsed(person: Person, app: FastAPI) -> None:
    """They sign in by the provider in another window and go on in the first."""
    typed = {"name": "chen", "display": '陈"<b>'}
    person.answer = await person.here.post("/console/users", data=typed)
    assert "刚才填写的内容没有丢" in person.text and 'target="_blank"' in person.answer.text
    found = re.search(r'name="kept" value="([^"]*)"', person.answer.text)
    assert found is not None
    form = {"kept": html.unescape(found[1]), "kept_path": "/console/users", "already": "1"}
    person.answer = await person.here.post("/console/login", data=form)
    assert "还没有登录" in person.text and 'name="kept"' in person.answer.text
    await person.sign_in()
    person.answer = await person.here.post("/console/login", data=form)
    assert "您刚才填写的内容都在" in person.text
    assert 'value="陈&#34;&lt;b&gt;"' in person.answer.text
