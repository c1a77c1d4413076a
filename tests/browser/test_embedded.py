"""The chat on the page of another site: `<script src=".../widget.js">`."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.fake_server import Backend, free_port, serving

pytestmark = pytest.mark.browser

HOST_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>某市卫健委</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<body><h1>通知公告</h1><p>欢迎访问</p>
<script src="{server}/widget.js" {more}></script></body></html>"""
STRICT = "default-src 'none'; script-src {server}; frame-src {server}"
"""A site's own policy: it allows the assistant, and no inline style."""


@pytest.fixture
def port() -> int:
    """Where the other site listens."""
    return free_port()


@pytest.fixture
def site(port: int) -> str:
    """The other site: `localhost` is another site than `127.0.0.1`, where the chat is."""
    return f"http://localhost:{port}"


@pytest.fixture
def backend(site: str) -> Backend:
    """A server that allows the site."""
    return Backend(origins=(site,))


@pytest.fixture
def server(backend: Backend, port: int) -> Iterator[str]:
    """The assistant, and the other site with the script on its page."""
    with serving(backend) as url:

        class Site(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                more = 'data-position="left" data-label="问申报"' if "left" in self.path else ""
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", STRICT.format(server=url))
                self.end_headers()
                self.wfile.write(HOST_PAGE.format(server=url, more=more).encode())

            def log_message(self, *_: object) -> None:
                pass

        other = ThreadingHTTPServer(("127.0.0.1", port), Site)
        Thread(target=other.serve_forever, args=(0.05,), daemon=True).start()
        yield url
        other.shutdown()
        other.server_close()


@pytest.fixture
def visitor(context: BrowserContext, server: str, site: str) -> Page:
    """Somebody on the other site."""
    page = context.new_page()
    page.goto(site)
    return page


def opened(page: Page, label: str = "申报咨询") -> FrameLocator:
    page.get_by_role("button", name=label).click()
    chat = page.frame_locator("iframe[title='医养结合示范申报助手']")
    expect(chat.locator(".welcome")).to_be_visible()
    return chat


def ask(chat: FrameLocator, text: str) -> None:
    entry = chat.get_by_role("textbox", name="请输入您的问题或要填写的内容")
    before = chat.locator(".turn").count()
    entry.fill(text)
    entry.press("Enter")
    expect(chat.locator(".turn").nth(before).locator(".reply").first).to_be_visible()


def test_a_conversation_on_another_site_survives_a_reload(visitor: Page, backend: Backend) -> None:
    # Chromium gives a frame on another site no storage; what remains is a cookie of both sites.
    chat = opened(visitor)
    ask(chat, "什么时候截止")
    expect(chat.locator("#notice")).to_have_text("")
    visitor.reload()
    visitor.get_by_role("button", name="申报咨询").click()
    chat = visitor.frame_locator("iframe")
    expect(chat.locator(".turn")).to_have_count(1)
    ask(chat, "联系电话是多少")
    assert len({message["sender"] for message in backend.received}) == 1


def test_after_an_erasure_the_cookie_names_another_conversation(
    visitor: Page, backend: Backend
) -> None:
    chat = opened(visitor)
    ask(chat, "删除我的数据")
    chat.get_by_role("button", name="确认删除").click()
    expect(chat.locator(".aside")).to_contain_text("已经删除")
    ask(chat, "什么时候截止")
    assert len({message["sender"] for message in backend.received}) == 2


def test_by_keyboard_alone(visitor: Page) -> None:
    button = visitor.get_by_role("button", name="申报咨询")
    button.focus()
    visitor.keyboard.press("Enter")
    chat = visitor.frame_locator("iframe")
    expect(chat.locator(".welcome")).to_be_visible()
    chat.locator("#entry").focus()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(chat.locator("#entry")).to_be_visible()
    visitor.get_by_role("button", name="收起").click()
    expect(button).to_be_focused()


def test_on_a_telephone_it_fills_the_screen(visitor: Page) -> None:
    visitor.set_viewport_size(PHONE)
    ask(opened(visitor), "什么时候截止")
    panel = visitor.get_by_role("dialog", name="医养结合示范申报助手").bounding_box()
    assert panel is not None
    assert (panel["x"], panel["y"], panel["width"]) == (0, 0, PHONE["width"])
    frame = visitor.locator("iframe").bounding_box()
    assert frame is not None and frame["height"] > PHONE["height"] - 70
    close = visitor.get_by_role("button", name="收起").bounding_box()
    assert close is not None and close["height"] >= 40
    assert visitor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_site_chooses_words_and_side(visitor: Page, site: str) -> None:
    visitor.goto(f"{site}/left")
    box = visitor.get_by_role("button", name="问申报").bounding_box()
    assert box is not None and box["x"] < 100
    opened(visitor, "问申报")


def test_the_site_s_page_learns_nothing_of_the_conversation(visitor: Page) -> None:
    visitor.evaluate(
        "window.heard = []; addEventListener('message', (e) => heard.push(JSON.stringify(e.data)))"
    )
    ask(opened(visitor), "什么时候截止")
    assert set(visitor.evaluate("window.heard")) == {'{"yiyang":"ready"}'}
    assert "yy.sender" not in visitor.evaluate("JSON.stringify({...localStorage})")


def test_without_storage_the_frame_says_so(chromium: Browser, server: str, site: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    context.add_init_script(
        "if (location.hostname === '127.0.0.1') Object.defineProperty(window, 'localStorage', "
        "{get() { throw new DOMException('denied', 'SecurityError'); }});"
        "Object.defineProperty(document, 'cookie', {get: () => '', set() {}});"
    )
    page = context.new_page()
    page.goto(site)
    chat = opened(page)
    expect(chat.locator("#notice")).to_contain_text("请记下续填码")
    ask(chat, "什么时候截止")
    context.close()


def test_a_site_that_is_not_on_the_list_is_refused(
    chromium: Browser, server: str, site: str, backend: Backend
) -> None:
    backend.origins = ("https://another.example.cn",)
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.goto(site)
    page.get_by_role("button", name="申报咨询").click()
    expect(page.get_by_role("alert")).to_contain_text("新窗口打开", timeout=15_000)
    expect(page.locator("iframe")).to_have_count(0)
    assert any("frame-ancestors" in line for line in said), said
    link = page.get_by_role("link", name="新窗口打开")
    assert link.get_attribute("href") == f"{server}/"
    context.close()
