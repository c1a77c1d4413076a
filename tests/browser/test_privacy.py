"""The notice before personal data are sent, and the erasure, on the page."""

from collections import defaultdict

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.acting import choose, say
from tests.browser.conftest import PHONE
from tests.browser.fake_server import Backend
from tests.browser.seeing import overflow

pytestmark = pytest.mark.browser

TITLE = "个人信息保存告知"
AGREE, DECLINE = "同意并继续", "暂不同意"


@pytest.fixture
def backend() -> Backend:
    """A server that knows no decision of anybody."""
    return Backend(consents=defaultdict(str))


def typed(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="请输入您的问题或要填写的内容").fill(text)
    page.keyboard.press("Enter")


def test_a_question_goes_without_and_the_form_asks_once(page: Page, backend: Backend) -> None:
    say(page, "什么时候截止")
    say(page, "我要填申请表")
    typed(page, "床位120张，护理床位80张，住了96人")
    dialog = page.get_by_role("dialog", name=TITLE)
    expect(dialog).to_contain_text("最后一次使用后 180 天")
    expect(dialog).to_contain_text("删除我的数据")
    assert len(backend.received) == 2, "nothing is sent before the answer"
    dialog.get_by_role("button", name=AGREE).click()
    expect(page.locator(".turn").nth(2).locator(".reply")).to_contain_text("已记下")
    assert list(backend.consents.values()) == ["agreed"]
    say(page, "跳过")
    expect(dialog).to_have_count(0)


def test_declining_sends_nothing_and_loses_nothing(page: Page, backend: Backend) -> None:
    typed(page, "联系人手机13805910001，能报吗")
    page.get_by_role("button", name=DECLINE).click()
    expect(page.locator("#notice")).to_contain_text("问政策不需要同意")
    expect(page.locator("#entry")).to_have_value("联系人手机13805910001，能报吗")
    assert backend.received == []
    assert list(backend.consents.values()) == ["declined"]
    say(page, "什么时候截止")
    assert len(backend.received) == 1


def test_nothing_is_sent_before_it_is_known_what_is_personal(page: Page, backend: Backend) -> None:
    held: list[Route] = []
    page.route("**/api/v1/privacy", lambda route: held.append(route))
    page.reload()
    typed(page, "联系人手机13805910001")
    page.wait_for_timeout(300)
    assert backend.received == []
    for route in held:
        route.continue_()
    expect(page.get_by_role("dialog", name=TITLE)).to_be_visible()
    page.get_by_role("button", name=DECLINE).click()
    expect(page.locator("#entry")).to_have_value("联系人手机13805910001")
    assert backend.received == []


def test_who_declines_in_the_form_may_ask_and_leave(page: Page, backend: Backend) -> None:
    say(page, "我要填申请表")
    typed(page, "福州市康宁护理院")
    page.get_by_role("button", name=DECLINE).click()
    expect(page.locator("#entry")).to_have_value("福州市康宁护理院")
    for text in ("什么时候截止", "报到哪里？", "取消"):
        say(page, text)
    assert [m["message"] for m in backend.received[1:]] == ["什么时候截止", "报到哪里？", "取消"]
    assert list(backend.consents.values()) == ["declined"]


def test_escape_is_no_agreement(page: Page, backend: Backend) -> None:
    typed(page, "邮箱 a.b@example.cn")
    expect(page.get_by_role("dialog", name=TITLE)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#entry")).to_have_value("邮箱 a.b@example.cn")
    assert backend.received == []


def test_who_agreed_is_not_asked_in_a_new_conversation(page: Page, backend: Backend) -> None:
    typed(page, "13805910001")
    page.get_by_role("button", name=AGREE).click()
    expect(page.locator(".reply")).to_have_count(1)
    page.get_by_role("button", name="新对话").click()
    page.get_by_role("button", name="开始新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    say(page, "13805910002")
    assert [d for d in backend.consents.values() if d] == ["agreed", "agreed"]


def test_the_link_shows_the_decision_and_erases(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    backend.consents.default_factory = lambda: "agreed"
    page = context.new_page()
    page.goto(server)
    say(page, "什么时候截止")
    old = page.evaluate("localStorage.getItem('yy.sender')")
    page.get_by_role("button", name="个人信息与删除").click()
    dialog = page.get_by_role("dialog", name=TITLE)
    expect(dialog).to_contain_text("您已于 2025-10-20 09:30 同意")
    dialog.get_by_role("button", name="删除我的数据").click()
    expect(page.locator(".turn").nth(1)).to_contain_text("确认后会全部删除")
    page.get_by_role("group", name="可以直接点选").get_by_role("button", name="确认删除").click()
    expect(page.locator(".aside")).to_contain_text("您的数据已经删除")
    expect(page.locator(".turn")).to_have_count(0)
    left = page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert old not in left and "截止" not in left
    say(page, "联系电话是多少")
    assert backend.received[-1]["sender"] != old
    expect(page.locator(".aside")).to_have_count(0)


def test_keeping_it_keeps_the_conversation(page: Page) -> None:
    say(page, "删除我的数据")
    choose(page, "不删除")
    expect(page.locator(".turn")).to_have_count(2)


def test_the_notice_fits_a_telephone_in_large_type(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="个人信息与删除").click()
    close = page.get_by_role("button", name="知道了")
    close.scroll_into_view_if_needed()
    expect(close).to_be_in_viewport()
    assert overflow(page) <= 0
