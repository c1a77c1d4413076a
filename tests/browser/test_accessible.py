"""The page by keyboard and for a screen reader."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.acting import say
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import Backend, Failure
from tests.browser.seeing import violations

pytestmark = pytest.mark.browser

TALK = ("什么时候截止", "示范机构", "我要填申请表", "确认", "奖金多少", "现在到哪一步了")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    chromium: Browser,
    server: str,
    backend: Backend,
    viewport: ViewportSize,
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    context = chromium.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce", locale="zh-CN"
    )
    page = context.new_page()
    page.goto(server)
    if size == "large":
        page.get_by_role("button", name="大字").click()
    assert violations(page) == []
    for text in TALK:
        say(page, text)
    backend.failures = [Failure(503, 60, None), Failure(422, None, None)]
    say(page, "发不出去的话", answered=False)
    page.get_by_role("textbox").fill("长" * 2001)
    page.locator("details:not([open])").evaluate_all("all => all.forEach(d => d.open = true)")
    assert violations(page) == []
    page.get_by_role("button", name="继续填表").click()
    page.get_by_label("请输入续填码").press("Enter")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="新对话").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="个人信息与删除").click()
    expect(page.get_by_role("button", name="知道了")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    if viewport == PHONE:
        page.locator(".strip-button").click()
        assert violations(page) == []
    context.close()


def test_everything_works_from_the_keyboard(page: Page, backend: Backend) -> None:
    page.get_by_role("button", name="大字").focus()
    page.keyboard.press("Shift+Tab")  # the skip link comes before the first control
    expect(page.get_by_role("link", name="跳到输入框")).to_be_focused()
    page.keyboard.press("Enter")
    entry = page.get_by_role("textbox")
    expect(entry).to_be_focused()
    page.keyboard.type("什么时候截止")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(1)
    expect(entry).to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="报到哪里")).to_be_focused()
    for _ in range(4):  # past another quick reply and the two thumbs
        page.keyboard.press("Shift+Tab")
    cite = page.locator("details.cite").last
    if cite.locator("a:focus").count():  # the telephone in the words of the clause
        page.keyboard.press("Shift+Tab")
    expect(cite.locator("summary")).to_be_focused()
    shown = cite.locator("blockquote").is_visible()
    page.keyboard.press("Enter")
    expect(cite.locator("blockquote")).to_be_visible(visible=not shown)

    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(entry).to_be_focused()  # the pressed button is gone; the focus is not lost with it


def test_the_focus_can_be_seen(page: Page) -> None:
    say(page, "什么时候截止")
    page.mouse.click(3, 3)
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        width = page.evaluate(
            """() => document.activeElement === document.body ? null :
               parseFloat(getComputedStyle(document.activeElement).outlineWidth)"""
        )
        if width is None:
            break
        assert width >= 2
        seen += 1
    assert seen >= 8


def test_a_dialog_gives_the_focus_back(page: Page) -> None:
    button = page.get_by_role("button", name="继续填表")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("请输入续填码")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_replies_are_announced(page: Page, backend: Backend) -> None:
    log = page.get_by_role("log", name="对话")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-busy", "false")
    backend.delay = 1.5
    turn = say(page, "什么时候截止", answered=False)
    expect(page.locator("#status")).to_have_text("正在查找，请稍候")
    expect(turn.locator(".reply")).to_be_visible()
    expect(page.locator("#status")).to_be_empty()
    expect(log).to_contain_text("11月30日")


def test_motion_can_be_switched_off(page: Page, backend: Backend) -> None:
    backend.delay = 1.0
    say(page, "什么时候截止", answered=False)
    name = page.locator(".typing i").first.evaluate("e => getComputedStyle(e).animationName")
    assert name == "none"


def test_on_paper_the_sources_are_unfolded(page: Page) -> None:
    say(page, "什么时候截止")
    page.locator("details.cite summary").first.click()
    expect(page.locator("blockquote").first).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.locator(".composer")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("blockquote").first).to_be_hidden()
