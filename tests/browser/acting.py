"""What a person does on the page, and what they see."""

from playwright.sync_api import Locator, Page, expect


def say(page: Page, text: str, *, answered: bool = True, seconds: float = 10) -> Locator:
    """Type `text`, press Enter, and wait for the reply; returns the turn."""
    before = page.locator(".turn").count()
    page.get_by_role("textbox", name="请输入您的问题或要填写的内容").fill(text)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn).to_be_visible()
    if answered:
        expect(turn.locator(".reply").first).to_be_visible(timeout=seconds * 1000)
    return turn


def choose(page: Page, title: str, *, seconds: float = 10) -> Locator:
    """Press the quick reply `title` and wait for the reply; returns the turn."""
    before = page.locator(".turn").count()
    page.get_by_role("group", name="可以直接点选").get_by_role("button", name=title).click()
    turn = page.locator(".turn").nth(before)
    expect(turn.locator(".reply").first).to_be_visible(timeout=seconds * 1000)
    return turn


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
