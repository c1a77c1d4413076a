"""What a person does on the page, and what they see."""

from playwright.sync_api import Locator, Page, expect


def say(page: Page, text: str, *, answered: bool = True, seconds: float = 10) -> Locator:
    """Type `text`, press Enter, agree if asked to, and wait for the reply; returns the turn."""
    before = page.locator(".turn").count()
    page.get_by_role("textbox", name="请输入您的问题或要填写的内容").fill(text)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(before)
    _agree(page, turn)
    expect(turn).to_be_visible()
    if answered:
        expect(turn.locator(".reply").first).to_be_visible(timeout=seconds * 1000)
    return turn


def choose(page: Page, title: str, *, seconds: float = 10) -> Locator:
    """Press the quick reply `title` and wait for the reply; returns the turn."""
    before = page.locator(".turn").count()
    page.get_by_role("group", name="可以直接点选").get_by_role("button", name=title).click()
    turn = page.locator(".turn").nth(before)
    _agree(page, turn)
    expect(turn.locator(".reply").first).to_be_visible(timeout=seconds * 1000)
    return turn


def _agree(page: Page, turn: Locator) -> None:
    """Whoever is asked before their first personal data agrees; others are not asked."""
    agree = page.get_by_role("button", name="同意并继续")
    expect(turn.or_(agree).first).to_be_visible()
    if agree.is_visible():
        agree.click()
