"""A reviewer's work in the browser, desktop and phone: from the setup link to the package."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page, expect

import storage
from api.app import create_app
from api.console.setup import FILE
from api.services import Services
from api.settings import Settings
from forms.documents import DocumentStore
from intake.accepting import accept
from intake.proposing import take_in
from policy import PolicyBase
from policy.loader import load_library
from storage.turns import TurnLog
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import free_port
from tests.browser.seeing import arrive, overflow, violations
from tests.passwords import cheap_hashes as cheap_hashes
from tests.reviewing import TODAY, Office, knowledge, office_on

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "docs" / "screenshots"
NOTICE = ROOT / "tests" / "unit" / "intake" / "files" / "签约服务试点.txt"
GOOD = "松树 石头 三十七只"


@dataclass
class Console:
    """A running console and the office behind it."""

    url: str
    office: Office
    var: Path
    app: FastAPI

    def answer_from(self, policy: PolicyBase) -> None:
        """As after a start, or after the notices were read anew."""
        ctx = self.app.state.context
        self.app.state.context = replace(ctx, services=replace(ctx.services, policy=policy))


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
    with _served(settings, services) as app:
        yield Console(f"http://127.0.0.1:{port}", office, tmp_path, app)


@contextmanager
def _served(settings: Settings, services: Services) -> Iterator[FastAPI]:
    app = create_app(settings, load=lambda _: services)
    server = uvicorn.Server(uvicorn.Config(app, port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield app
    server.should_exit = True
    thread.join(10)


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the documentation, when asked to; and look at it as axe does."""
    assert violations(page) == []
    assert overflow(page) <= 0, "the page scrolls sideways"
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
    arrive(page, page.get_by_role("link", name="福州市康宁护理院"), "/review/1")
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
    expect(page.get_by_text("您刚才按的是：退回补正")).to_be_visible()
    expect(page.get_by_label("对“入住老年人数”的意见")).to_have_value("与花名册不一致，请核对")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交，填报单位会在对话中看到")).to_be_visible()

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


def test_a_broken_notice_is_named_to_who_can_mend_it(
    context: BrowserContext, console: Console
) -> None:
    """A figure in a live notice was changed by hand while the service was off (decision 026)."""
    live = console.var / "live"
    taken = take_in(NOTICE, console.var, [])
    reviewed = taken.file.read_text(encoding="utf-8").replace("accept: 待定", "accept: true")
    taken.file.write_text(reviewed, encoding="utf-8")
    whole = knowledge().policy
    accept(taken.id, console.var, live, load_library(ROOT / "data" / "notices"))
    facts = live / "ywll-2026-12" / "facts.yml"
    kept = facts.read_text(encoding="utf-8")
    facts.write_text(kept.replace("300元\n", "500元\n", 1), encoding="utf-8")
    assert facts.read_text(encoding="utf-8") != kept
    console.answer_from(whole.with_live(live, leave_out=True))
    page = context.new_page()
    for name, role, region in (
        ("guanli", "administrator", ""),
        ("gulou", "county", "福州市/鼓楼区"),
    ):
        person = console.office.accounts.create(name, name, role, region)
        console.office.accounts.redeem(console.office.accounts.issue_link(person.id).token, GOOD)
    sign_in(page, console, "guanli")
    told = page.locator(".problem")
    expect(told).to_contain_text("ywll-2026-12")
    expect(told).to_contain_text("facts.yml")
    expect(told).to_contain_text("make notice ACCEPT=ywll-2026-12")
    picture(page, "26-console-broken-notice")
    page.set_viewport_size(PHONE)
    picture(page, "26-console-broken-notice-phone")
    sign_in(page, console, "gulou")
    expect(page.get_by_text("ywll-2026-12")).to_have_count(0)
    facts.write_text(kept, encoding="utf-8")
    console.answer_from(whole.with_live(live))
    sign_in(page, console, "guanli")
    expect(page.get_by_text("ywll-2026-12")).to_have_count(0)


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
    page.wait_for_function(
        "(canvas => new Uint32Array(canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.buffer).some(pixel => pixel !== 0))"
        "(document.querySelector('canvas'))"
    )
    picture(page, "15-console-figures")
    page.set_viewport_size(PHONE)
    picture(page, "15-console-figures-phone")
