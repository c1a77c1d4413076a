"""The page opened from a link in WeChat: the follower's conversation, in this tab only."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.acting import say
from tests.browser.fake_server import EXPIRED, Backend

pytestmark = pytest.mark.browser

TOKEN = "wxlink." + "Ab-_9.x" * 8


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return page


def test_the_conversation_begun_in_wechat_goes_on(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    backend.turn({"sender": TOKEN, "message_id": "wx-1", "message": "什么时候截止"})
    page = opened(context, f"{server}/?c={TOKEN}")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".said")).to_contain_text("什么时候截止")
    assert page.url == f"{server}/"  # the address can be shared without the conversation
    say(page, "联系电话是多少")
    assert backend.received[-1]["sender"] == TOKEN
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)


def test_a_turn_made_in_wechat_appears_on_the_open_page(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    """At once, because the server tells of it; nothing is read as long as nothing is told."""
    backend.turn({"sender": TOKEN, "message_id": "wx-1", "message": "什么时候截止"})
    page = opened(context, f"{server}/?c={TOKEN}")
    expect(page.locator(".turn")).to_have_count(1)
    say(page, "联系电话是多少")
    page.wait_for_timeout(500)
    before = backend.reads
    page.wait_for_timeout(1500)
    assert backend.reads == before
    backend.turn({"sender": TOKEN, "message_id": "wx-2", "message": "要交哪些材料"})
    expect(page.locator(".turn")).to_have_count(3, timeout=10_000)
    expect(page.locator(".said").last).to_contain_text("要交哪些材料")
    assert backend.reads == before + 1


def test_other_tabs_and_later_visits_keep_their_own_conversation(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    before = opened(context, server)
    say(before, "要交哪些材料")
    own = backend.received[-1]["sender"]
    linked = opened(context, f"{server}/?c={TOKEN}")
    say(linked, "什么时候截止")
    assert backend.received[-1]["sender"] == TOKEN
    after = opened(context, server)
    expect(after.locator(".said")).to_contain_text("要交哪些材料")
    say(before, "谢谢")
    assert backend.received[-1]["sender"] == own


def test_a_new_conversation_leaves_the_link(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    page = opened(context, f"{server}/?c={TOKEN}")
    say(page, "什么时候截止")
    page.get_by_role("button", name="新对话").click()
    page.get_by_role("button", name="开始新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    say(page, "要交哪些材料")
    assert backend.received[-1]["sender"] != TOKEN


def test_a_link_that_expired_says_where_a_new_one_is(
    context: BrowserContext, server: str, backend: Backend
) -> None:
    page = opened(context, f"{server}/?c={TOKEN}")
    say(page, "什么时候截止")
    backend.expired.add(TOKEN)
    page.reload()
    expect(page.locator(".aside")).to_contain_text(EXPIRED)
    turn = say(page, "联系电话是多少", answered=False)
    expect(turn.locator(".is-refused")).to_contain_text(EXPIRED)


@pytest.mark.parametrize("token", ["", "abc", "wxlink.", "wxlink.<script>alert(1)</script>"])
def test_anything_else_in_the_address_is_left_alone(
    context: BrowserContext, server: str, backend: Backend, token: str
) -> None:
    page = opened(context, f"{server}/?c={token}")
    say(page, "什么时候截止")
    assert len(backend.received[-1]["sender"]) == 36
