"""A reviewer's work in the browser, desktop and phone: from the setup link to the package."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

import storage
from api.app import create_app
from api.console.setup import FILE
from api.services import Services
from api.settings import Settings
from forms.documents import DocumentStore
from storage.turns import TurnLog
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import free_port
from tests.passwords import cheap_hashes as cheap_hashes
from tests.reviewing import TODAY, Office, knowledge, office_on

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
GOOD = "松树 石头 三十七只"


@dataclass
class Console:
    """A running console and the office behind it."""

    url: str
    office: Office
    var: Path


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """The application with the real data, without a dialogue engine."""
    monkeypatch.setenv("ASSISTANT_TODAY", TODAY.isoformat())
    port = free_port()
    settings = Settings(
        var=tmp_path, port=port, engine_url="http://127.0.0.1:9", sign_in_rate_per_minute=60
    )
    storage.migrate(settings.database())
    engine = storage.engine(settings.database())
    office = office_on(storage.session_factory(engine), tmp_path / "documents")
    known = knowledge()
    services = Services(
        policy=known.policy,
        rules=known.rules["demonstration_institution"],
        rule_sets=known.rules,
        forms=known.forms,
        program=known.program,
        database=engine,
        sessions=office.factory,
        turns=TurnLog(office.factory),
        drafts=office.drafts,
        documents=DocumentStore(office.factory, tmp_path / "documents", "k" * 40),
        review=office.desk,
    )
    with _served(settings, services):
        yield Console(f"http://127.0.0.1:{port}", office, tmp_path)


@contextmanager
def _served(settings: Settings, services: Services) -> Iterator[None]:
    app = create_app(settings, load=lambda _: services)
    server = uvicorn.Server(uvicorn.Config(app, port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield
    server.should_exit = True
    thread.join(10)


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the documentation, when asked to; and look at it as axe does."""
    found = Axe().run(page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "the page scrolls sideways"
    if os.environ.get("UPDATE_SCREENSHOTS") == "1":
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def account(page: Page, console: Console, name: str, display: str, role: str, region: str) -> str:
    """The administrator makes an account; its link."""
    page.goto(f"{console.url}/console/users")
    page.get_by_text("新建账号").click()
    form = page.locator('form[action="/console/users"]')
    form.get_by_label("用户名").fill(name)
    form.get_by_label("姓名或称呼").fill(display)
    form.get_by_label("角色").select_option(label=role)
    form.get_by_label("地区").select_option(value=region)
    form.get_by_role("button", name="建立账号").click()
    return page.get_by_label("设置密码的链接").input_value()


def set_password(page: Page, link: str) -> None:
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("密码（至少10个字符）").fill(GOOD)
    page.get_by_label("再输入一次").fill(GOOD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("密码已设置")).to_be_visible()


def sign_in(page: Page, console: Console, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{console.url}/console")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(GOOD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")


def test_from_the_setup_link_to_the_package(context: BrowserContext, console: Console) -> None:
    page, office = context.new_page(), console.office
    page.goto((console.var / FILE).read_text().strip())
    page.get_by_label("用户名").fill("guanli")
    page.get_by_label("姓名或称呼").fill("陈管理")
    picture(page, "10-console-setup")
    page.get_by_label("密码（至少10个字符）").fill(GOOD)
    page.get_by_label("再输入一次").fill(GOOD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("管理员账号已建立")).to_be_visible()
    sign_in(page, console, "guanli")
    links = [
        account(page, console, "gulou", "林审核", "县级审核人员", "福州市/鼓楼区"),
        account(page, console, "fuzhou", "郑审核", "市级审核人员", "福州市"),
    ]
    page.goto(f"{console.url}/console/users")
    picture(page, "10-console-accounts")
    for link in links:
        set_password(page, link)

    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    sign_in(page, console, "gulou")
    page.get_by_role("navigation").get_by_role("link", name="审核").click()
    expect(page.get_by_text("待您审核（1）")).to_be_visible()
    picture(page, "11-console-queue")
    page.get_by_role("link", name="福州市康宁护理院").click()
    picture(page, "12-console-application")
    row = page.locator("dd", has=page.locator('textarea[name="field_comment.residents"]'))
    row.get_by_text("对这一栏写意见").click()
    row.get_by_role("textbox").fill("与花名册不一致，请核对")
    page.set_viewport_size(PHONE)
    page.get_by_label("审核意见").scroll_into_view_if_needed()
    picture(page, "12-console-application-phone")
    context.clear_cookies()  # the session lapses
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_text("刚才填写的内容没有丢")).to_be_visible()
    picture(page, "13-console-lapsed-phone")
    page.get_by_label("用户名").fill("gulou")
    page.get_by_label("密码").fill(GOOD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("填写的内容").last).to_have_value("与花名册不一致，请核对")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，申报单位会在对话中看到")).to_be_visible()

    assert "与花名册不一致" in office.desk.news("u-1")[0]
    office.change(draft, residents=92)
    mended = office.drafts.get(draft.id)
    assert mended is not None
    office.desk.submit(mended, "u-1", TODAY)
    page.set_viewport_size(DESKTOP)
    page.reload()
    changes = page.locator("section", has_text="与上一次提交相比，改动了1项")
    expect(changes).to_contain_text("92人")
    page.get_by_role("button", name="推荐到设区市").click()
    expect(page.get_by_text("市级审核中").first).to_be_visible()

    sign_in(page, console, "fuzhou")
    page.goto(f"{console.url}/console/review/1")
    page.get_by_role("button", name="推荐到省").click()
    expect(page.get_by_text("省级审核中").first).to_be_visible()
    picture(page, "14-console-recommended")
    page.goto(f"{console.url}/console/ask")
    page.get_by_label("要问什么").fill("预审福州市鼓楼区康宁护理院")
    page.get_by_role("button", name="问", exact=True).click()
    expect(page.get_by_text("“福州市康宁护理院”的必要条件全部符合")).to_be_visible()
    picture(page, "16-console-ask")
    page.get_by_role("navigation").get_by_role("link", name="推荐材料包").click()
    page.get_by_label("联系人").fill("郑某")
    with page.expect_download() as download:
        page.get_by_role("button", name="生成并下载").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_the_figures_are_drawn(context: BrowserContext, console: Console) -> None:
    office, page = console.office, context.new_page()
    turns = TurnLog(office.factory)
    for n, (outcome, topic) in enumerate([("answered", "deadline")] * 3 + [("declined", "award")]):
        turn, _ = turns.begin("u-1", "问题", f"m{n}")
        turns.finish("u-1", turn.seq, [{"custom": {"outcome": outcome, "topic": topic}}])
    person = office.accounts.create("fuzhou", "郑", "city", "福州市")
    office.accounts.redeem(office.accounts.issue_link(person.id).token, GOOD)
    office.reviewer("county", "福州市/鼓楼区")
    draft = office.draft()
    office.desk.submit(draft, "u-1", TODAY)
    sign_in(page, console, "fuzhou")
    page.goto(f"{console.url}/console/dashboard")
    expect(page.locator("canvas").first).to_be_visible()
    painted = page.locator("canvas").first.evaluate(
        "canvas => new Uint32Array(canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.buffer).some(pixel => pixel !== 0)"
    )
    assert painted
    picture(page, "15-console-figures")
    page.set_viewport_size(PHONE)
    picture(page, "15-console-figures-phone")
