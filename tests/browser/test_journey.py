"""The main job on the real product, as an applicant sees it: ask, be checked, fill in, download."""

import os
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.acting import choose, say
from tests.browser.applicant import Applicant
from tests.browser.conftest import PHONE
from tests.browser.seeing import overflow
from tests.product import Product

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SLOW = 30
MAX_QUESTIONS = 60


def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the documentation, when asked to."""
    if os.environ.get("UPDATE_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def paragraphs_and_cells(path: Path) -> str:
    """All text of a Word document."""
    document = docx.Document(str(path))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_ask_be_checked_fill_in_and_download(
    context: BrowserContext, product: str, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(product)
    expect(page.locator(".panel [aria-current=step]")).to_contain_text("自评申报")
    picture(page, "01-welcome")

    turn = say(page, "什么时候截止？", seconds=SLOW)
    expect(turn.locator(".reply")).to_contain_text("11月30日")
    source = turn.locator("details.cite", has_text="三、（三）").first
    expect(source.locator("blockquote")).to_contain_text("于2025年11月30日前将推荐函")
    picture(page, "02-answer")

    say(page, "申报条件是什么？", seconds=SLOW)
    turn = choose(page, "示范机构", seconds=SLOW)
    expect(turn.locator(".reply").first).to_contain_text("65%")

    turn = say(page, "我们2019年拿的证，现在180张床住了150人，能报吗？", seconds=SLOW)
    turn = say(
        page,
        "医疗机构执业许可证是2019年6月15日取得的，养老机构备案是2019年3月；"
        "去年入住率82%，前年入住率79.5%；失能失智老人120人；满意度96.5%；",
        seconds=SLOW,
    )
    for answer in ("都没有发生", "没有被取消过称号", "都有", "都有"):
        if page.get_by_role("region", name="条件对照结果").count():
            break
        turn = say(page, answer, seconds=SLOW)
    card = page.get_by_role("region", name="条件对照结果").last
    expect(card).to_be_visible()
    beds = card.locator(".criterion", has_text="入住率").first
    expect(beds.locator("blockquote")).to_have_count(1)
    picture(page, "03-verdict")

    applicant = Applicant(
        product, operating_beds=180, residents=150, disabled_dementia_residents=120
    )
    applicant.values |= {"disabled_residents": 90, "dementia_residents": 45}
    turn = say(page, "开始填申请表", seconds=SLOW)
    form = applicant.asked(page)
    assert form["filled"] > 5, "what the check learned is not asked again"
    expect(page.locator(".panel .code code")).to_have_text(str(form["resume_code"] or ""))

    asked: list[str] = []
    while form["field"] and len(asked) < MAX_QUESTIONS:
        asked.append(form["field"])
        say(page, applicant.answer(form["field"]), seconds=SLOW)
        form = applicant.asked(page)
        if len(asked) == 3:
            turn = say(page, "对了，联系电话是多少？", seconds=SLOW)
            expect(turn).to_contain_text("0591")
            assert applicant.asked(page)["field"] == form["field"]
            page.reload()
            expect(page.locator(".panel .form")).to_contain_text(f"已填 {form['filled']} 项")
            picture(page, "04-form")
    assert form["phase"] == "reviewing", asked
    assert not {"operating_beds", "residents", "occupancy_last_year", "satisfaction"} & set(asked)
    turn = page.locator(".turn").last
    expect(turn).to_contain_text(applicant.values["institution_name"])
    picture(page, "05-review")

    turn = say(page, "确认", seconds=SLOW)
    link = turn.locator("a.download")
    expect(link).to_be_visible()
    picture(page, "06-download")
    with page.expect_download() as begun:
        link.click()
    saved = tmp_path / begun.value.suggested_filename
    begun.value.save_as(saved)
    text = paragraphs_and_cells(saved)
    for key in ("institution_name", "credit_code", "director_phone", "self_effect"):
        assert str(applicant.values[key]) in text, key
    assert "180" in text

    with page.context.expect_page() as opened:
        turn.get_by_role("link", name="先在网页上看看").click()
    preview = opened.value
    pages = preview.locator("#document section.docx")
    expect(pages.first).to_contain_text("全国医养结合示范机构申请表")
    expect(preview.locator("#document")).to_contain_text(applicant.values["self_effect"][:20])
    expect(preview.locator("#preview-note")).to_be_hidden()
    picture(preview, "11-preview")
    preview.set_viewport_size(PHONE)
    preview.wait_for_timeout(200)
    assert overflow(preview) <= 0
    preview.screenshot(path=str(tmp_path / "preview-phone.png"))


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_the_product_on_a_telephone(context: BrowserContext, product: str, large: bool) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(product)
    if large:
        page.get_by_role("button", name="大字").click()
    name = "large" if large else "phone"
    turn = say(page, "什么时候截止？", seconds=SLOW)
    expect(turn).to_contain_text("11月30日")
    picture(page, f"07-{name}-answer")
    say(page, "我要填示范机构申请表", seconds=SLOW)
    expect(page.locator(".strip")).to_contain_text("共")
    picture(page, f"08-{name}-form")
    assert overflow(page) <= 0


def test_a_draft_is_taken_up_in_a_new_browser(context: BrowserContext, product: str) -> None:
    page = context.new_page()
    page.goto(product)
    say(page, "我要填示范机构申请表", seconds=SLOW)
    say(page, "机构名称：福州市康宁护理院", seconds=SLOW)
    code = page.locator(".panel .code code").inner_text()
    elsewhere = context.browser.new_context() if context.browser else None
    assert elsewhere is not None
    other = elsewhere.new_page()
    other.goto(product)
    other.get_by_role("button", name="继续填表").click()
    other.get_by_label("请输入续填码").fill(code.lower().replace("-", " "))
    other.keyboard.press("Enter")
    expect(other.locator(".reply").first).to_be_visible(timeout=SLOW * 1000)
    expect(other.locator(".panel .form")).to_contain_text("已填 1 项")
    elsewhere.close()


def test_markup_in_a_value_is_shown_as_typed(context: BrowserContext, product: str) -> None:
    page = context.new_page()
    page.goto(product)
    say(page, "我要填示范机构申请表", seconds=SLOW)
    name = "<b>康宁</b>{{7*7}}护理院"
    turn = say(page, f"机构名称：{name}", seconds=SLOW)
    expect(turn.locator(".reply").first).to_contain_text(name)


def test_a_message_while_the_engine_restarts_is_answered(
    context: BrowserContext, own_product: Product
) -> None:
    own_product.start()
    page = context.new_page()
    page.goto(own_product.url)
    say(page, "什么时候截止？", seconds=SLOW)
    own_product.kill("engine")
    turn = say(page, "联系电话是多少？", seconds=120)
    expect(turn.locator(".reply").first).to_contain_text("0591")
    expect(page.locator(".turn")).to_have_count(2)
