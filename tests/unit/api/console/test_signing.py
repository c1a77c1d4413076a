"""Signing in at the console as people do: by its pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.console.setup import FILE, prepare_setup
from api.limits import RateLimit
from api.settings import Settings
from tests.unit.api.console.conftest import Browser

GOOD = "松树 石头 三十七只"


def setup_path(settings: Settings) -> str:
    file = settings.var / FILE
    assert file.stat().st_mode & 0o077 == 0
    return "/console/link/" + file.read_text().strip().rpartition("/")[2]


async def test_from_the_first_start_to_a_colleague(browser: Browser, settings: Settings) -> None:
    await browser.open(setup_path(settings))
    assert "设置系统管理员" in browser.text
    twice = {"password": GOOD, "again": GOOD}
    assert "不一样" in await browser.send(name="chen", display="陈", password=GOOD, again="x")
    assert "管理员账号已建立" in await browser.send(name="chen", display="陈", **twice)
    assert not (settings.var / FILE).exists()
    await browser.send("/console/login", name="chen", password=GOOD)
    assert "您好，陈" in browser.text
    await browser.open("/console/users")
    await browser.send(
        "/console/users", name="lin", display="林", role="county", region="福州市/仓山区"
    )
    link = re.search(r'value="[^"]*(/console/link/[^"]+)"', browser.page)
    assert link is not None
    colleague = Browser(browser.client)
    await colleague.open(link[1])
    assert "林（福州市仓山区，县级审核人员）" in colleague.text
    assert "密码已设置" in await colleague.send(**twice)
    await colleague.send("/console/login", name="lin", password=GOOD)
    assert "县级审核人员" in colleague.text and "/console/users" not in colleague.page
    assert "已经用过" in await Browser(browser.client).open(link[1])
    await colleague.send("/console/logout")
    assert "已退出登录" in colleague.text
    assert (await colleague.open("/console"), colleague.status)[1] == 401


async def test_a_staff_link_opened_by_an_applicant(browser: Browser) -> None:
    text = await browser.open("/console/users")
    assert browser.status == 401
    assert "供卫生健康部门的工作人员使用" in text and "申报单位请回到对话" in text
    assert 'href="/"' in browser.page


async def test_without_a_provider_nothing_of_it_is_to_be_seen(browser: Browser) -> None:
    assert "统一身份" not in await browser.open("/console/login")
    for path in ("/console/oidc", "/console/oidc/callback?code=a&state=b"):
        assert (await browser.open(path), browser.status)[1] == 404


async def test_another_role_is_told_so(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("county", "福州市/仓山区")
    text = await browser.open("/console/users")
    assert browser.status == 403
    assert "您的账号是“县级审核人员”，不负责这项工作" in text


async def test_a_lapsed_session_loses_nothing_typed(
    app: FastAPI, signed_in: Callable[..., Browser]
) -> None:
    """The administrator's session ends while they fill in a form; they sign in and send it."""
    browser = signed_in("administrator", name="chen")
    accounts = app.state.context.accounts
    chen = accounts.everyone()[0]
    accounts.redeem(accounts.issue_link(chen.id).token, GOOD)  # which ends the session
    browser.page = '<form method="post" action="/console/users"></form>'
    typed = {"name": "lin", "display": '林"<b>', "role": "helpdesk", "region": ""}
    text = await browser.send("/console/users", csrf="x", **typed)
    assert browser.status == 401
    assert "刚才填写的内容没有丢" in text
    await browser.send("/console/login", name="chen", password=GOOD)
    assert "您刚才填写的内容都在，还没有提交" in browser.text
    assert [one.name for one in accounts.everyone()] == ["chen"]
    assert "账号已建立" in await browser.send("/console/users")
    assert '林"<b>' in {one.display for one in accounts.everyone()}


async def test_a_page_opened_before_the_last_sign_in(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("administrator")
    await browser.open("/console/users")
    text = await browser.send(
        "/console/users", csrf="old", name="lin", display="林", role="helpdesk"
    )
    assert browser.status == 403
    assert "上次登录时打开的，没有提交" in text
    assert "账号已建立" in await browser.send("/console/users")


@pytest.mark.parametrize("name", ["chen", "nobody", "ch\0en", "x" * 5000])
async def test_a_wrong_password_says_the_same_for_anybody(
    browser: Browser, app: FastAPI, name: str
) -> None:
    app.state.context.accounts.create("chen", "陈", "administrator")
    await browser.open("/console/login")
    text = await browser.send("/console/login", name=name, password="wrong-password")
    assert browser.status == 401
    assert "用户名或密码不正确" in text


async def test_guessing_is_slowed_down(browser: Browser, app: FastAPI) -> None:
    app.state.context = replace(app.state.context, sign_ins=RateLimit(3))
    await browser.open("/console/login")
    for _ in range(3):
        await browser.send("/console/login", name="chen", password="x")
        assert browser.status == 401
    text = await browser.send("/console/login", name="chen", password="x")
    assert browser.status == 429
    assert "秒后再试" in text


async def test_signing_in_leads_nowhere_else(browser: Browser, app: FastAPI) -> None:
    accounts = app.state.context.accounts
    accounts.redeem(accounts.issue_link(accounts.create("lin", "林", "helpdesk").id).token, GOOD)
    for going in ("https://evil.example/", "//evil.example", "/console\\evil", "/other"):
        await browser.open("/console/login")
        await browser.send("/console/login", name="lin", password=GOOD, next=going)
        assert browser.path == "/console"
        browser.cookies.clear()


async def test_the_cookie_is_guarded(browser: Browser, app: FastAPI, settings: Settings) -> None:
    accounts = app.state.context.accounts
    accounts.redeem(accounts.issue_link(accounts.create("lin", "林", "helpdesk").id).token, GOOD)
    settings.public_url = "https://yiyang.example"
    answer = await browser.client.post("/console/login", data={"name": "lin", "password": GOOD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" in cookie


def test_a_restart_keeps_the_setup_link_until_it_is_used(app: FastAPI, settings: Settings) -> None:
    context = app.state.context
    first = prepare_setup(context)
    assert first == prepare_setup(context)
    Path(settings.var / FILE).unlink()
    assert prepare_setup(context) not in (None, first)
    context.accounts.create("chen", "陈", "administrator")
    assert prepare_setup(context) is None
    assert not (settings.var / FILE).exists()


async def test_users_are_changed_and_stopped(
    app: FastAPI, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in("administrator", name="chen")
    lin = app.state.context.accounts.create("lin", "林", "county", "福州市/仓山区")
    await browser.open("/console/users")
    path = f"/console/users/{lin.id}"
    text = await browser.send(path, display="林", role="county", region="", active="yes")
    assert "要选择县（市、区）" in text
    text = await browser.send(path, display="林", role="city", region="福州市")
    assert "已保存" in text and "已停用" in text
    csrf = browser.field("csrf")
    text = await browser.send(
        "/console/users/99", csrf=csrf, display="林", role="city", region="福州市"
    )
    assert "没有找到这个账号" in text
