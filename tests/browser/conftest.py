"""A browser, and the page on the fake server. Chromium is the system's own."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)  # fmt: skip

from tests.browser.fake_server import Backend, serving

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PATIENCE = 30_000
"""Milliseconds until it is clear that something will not come about, on a busy machine too."""
expect.set_options(timeout=PATIENCE)
EXPECTED_NOISE = "Failed to load resource"  # what the browser logs for a status the test asked for


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole session."""
    if not CHROMIUM:
        pytest.skip("no Chromium found: install Debian's package chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a desktop; a script error or a breach of the CSP fails the test."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on(
        "console",
        lambda line: (
            problems.append(line.text)
            if line.type == "error" and EXPECTED_NOISE not in line.text
            else None
        ),
    )
    yield context
    context.close()
    assert problems == []


@pytest.fixture
def backend() -> Backend:
    """What the fake server remembers and does."""
    return Backend()


@pytest.fixture
def server(backend: Backend) -> Iterator[str]:
    """The address of the fake server."""
    with serving(backend) as url:
        yield url


@pytest.fixture
def page(context: BrowserContext, server: str) -> Page:
    """The page, opened on the fake server."""
    page = context.new_page()
    page.goto(server)
    return page
