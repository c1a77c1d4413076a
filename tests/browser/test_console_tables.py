"""Tables of the console on a phone, in its own styles."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
CSS = Path(__file__).parents[2] / "api" / "static" / "css"

LINES = """which => {
  const text = document.createRange();
  text.selectNodeContents(document.getElementById(which));
  return text.getClientRects().length;
}"""


def test_a_number_is_never_parted(context: BrowserContext) -> None:
    """1095 days are not 109 in one line and 5 in the next, however long the words beside it are."""
    styles = "".join((CSS / name).read_text("utf-8") for name in ("tokens.css", "console.css"))
    words = "提交审核的申报、每次提交的存档和审核经过，最后一步之后" * 3
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.set_content(
        f"<style>{styles}</style><main><table><tbody><tr><th scope=row>{words}</th>"
        "<td class=number id=long>1095</td></tr></tbody></table>"
        "<table><tbody><tr><td class=number id=short>7</td></tr></tbody></table></main>"
    )
    assert [page.evaluate(LINES, which) for which in ("long", "short")] == [1, 1]
