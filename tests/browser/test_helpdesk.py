"""A person at the help desk in one window, an applicant in another; the service is the real one but
for the dialogue engine."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr

import storage
from api.app import create_app
from api.services import build
from api.settings import Settings
from tests.browser.acting import say
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import free_port
from tests.browser.seeing import arrive, overflow, violations
from tests.desk import PASSWORD, open_at_any_hour, staffed
from tests.unit.api.fake_engine import FakeEngine

pytestmark = pytest.mark.browser
CACHE = Path(__file__).parents[2] / "var" / "cache"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of a service with somebody at the desk."""
    engine = FakeEngine()
    engine.start()
    port = free_port()
    settings = Settings(
        var=tmp_path,
        cache=CACHE,
        port=port,
        engine_url=engine.url,
        action_secret=SecretStr("a-secret-of-the-supervisor"),
        actions_package="tests.unit.api.fake_actions",
    )
    storage.migrate(settings.database())
    services = replace(build(settings), desk_settings=open_at_any_hour())
    services.policy.warm_up()
    app = create_app(settings, load=lambda _: services)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < deadline and thread.is_alive(), "the service did not start"
        time.sleep(0.05)
    staffed(app)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    engine.stop()


@pytest.fixture
def applicant(chromium: Browser, service: str) -> Iterator[Page]:
    """The chat page on a phone."""
    window = chromium.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    page = window.new_page()
    page.goto(service)
    yield page
    window.close()


@pytest.fixture
def desk(context: BrowserContext, service: str) -> Page:
    """The console, signed in."""
    page = context.new_page()
    page.goto(f"{service}/console/login")
    page.fill("[name=name]", "chen")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    page.goto(f"{service}/console/helpdesk")
    return page


def test_a_talk_from_the_queue_to_the_end(applicant: Page, desk: Page) -> None:
    assert violations(desk) == []
    say(applicant, "市里什么时候截止报送")
    say(applicant, "转人工")
    expect(applicant.get_by_text("已转给工作人员，您后面")).to_be_visible()
    case = desk.get_by_role("link", name=re.compile("市里什么时候截止报送"))  # it came by itself
    arrive(desk, case, "/cases/1")
    assert violations(desk) == []
    desk.get_by_role("button", name="接待").click()
    expect(applicant.get_by_text("工作人员已接入")).to_be_visible(timeout=15_000)
    desk.fill("#text", "还没有写完的话")
    say(applicant, "联系人电话是多少", answered=False)
    expect(desk.locator(".suggested")).to_contain_text("0591-87272803")
    expect(desk.locator("#text")).to_have_value("还没有写完的话")  # the update left it alone
    desk.get_by_role("button", name="直接发送").click()
    reply = applicant.locator(".reply.is-staff")
    expect(reply).to_contain_text("0591-87272803", timeout=15_000)
    expect(reply).to_contain_text("闽卫老龄函〔2025〕714号")
    assert violations(applicant) == []
    desk.get_by_text("常用答复").click()
    desk.get_by_role("link", name="截止时间").click()
    expect(desk.locator("#text")).to_have_value(re.compile("2025年11月30日"))
    desk.get_by_role("button", name="发送", exact=True).click()
    expect(reply.last).to_contain_text("2025年11月30日", timeout=15_000)
    applicant.get_by_role("button", name="结束人工").last.click()
    expect(applicant.get_by_text("人工服务已结束")).to_be_visible()
    say(applicant, "谢谢")
    expect(applicant.get_by_text("收到：谢谢")).to_be_visible()
    expect(desk.get_by_text("已结束", exact=True)).to_be_visible()


def test_a_rating_by_keyboard_reaches_the_desk(applicant: Page, desk: Page) -> None:
    say(applicant, "什么时候截止")
    button = applicant.get_by_role("button", name="没用")
    button.focus()
    applicant.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    box = applicant.get_by_label("对这条答复的意见，选填")
    expect(box).to_be_focused()
    applicant.keyboard.type("没有说县里的")
    applicant.keyboard.press("Enter")
    expect(applicant.get_by_text("意见已收到")).to_be_visible()
    applicant.reload()
    expect(applicant.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("link", name="用户评价").click()
    expect(desk.get_by_text("没有说县里的")).to_be_visible()
    assert violations(desk) == []


def test_the_desk_on_a_phone_has_nothing_beyond_the_edge(applicant: Page, desk: Page) -> None:
    say(applicant, "转人工")
    desk.set_viewport_size(PHONE)
    arrive(desk, desk.get_by_role("link", name="1 号"), "/cases/1")
    assert overflow(desk) <= 0
    desk.set_viewport_size(DESKTOP)
