"""What is seen once a page stands.

A click returns before the page it leads to is there: who reads a page in one go (axe, a script)
first says by what it is known, with `arrive`, or reads the old page, or none.
"""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect


def arrive(page: Page, link: Locator, path: str) -> None:
    """Follow `link` and wait until the page whose address ends like `path` (a regex) stands."""
    link.click()
    expect(page).to_have_url(re.compile(path + "$"))
    page.wait_for_load_state("load")


def violations(page: Page) -> list[str]:
    """What axe finds on the page that stands, of any impact, as `impact rule: first element`."""
    page.wait_for_load_state("load")
    response = Axe().run(page).response
    assert len(response["passes"]) > 10  # it did look
    found = response["violations"]
    return [f"{v['impact']} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def overflow(page: Page) -> int:
    """Pixels by which the page that stands is wider than the window, once it is laid out anew."""
    page.wait_for_load_state("load")
    return int(page.evaluate(LAID_OUT))


LAID_OUT = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.documentElement.scrollWidth - window.innerWidth))))"""
