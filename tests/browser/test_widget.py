"""The page against the fake server: what it shows."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.acting import choose, say
from tests.browser.conftest import PHONE
from tests.browser.fake_server import Backend
from tests.browser.seeing import overflow

pytestmark = pytest.mark.browser


def test_an_answer_shows_the_words_of_the_clause(page: Page) -> None:
    turn = say(page, "什么时候截止")
    expect(turn.locator(".prose")).to_contain_text("还有 41 天")
    first = turn.locator("details.cite").first
    expect(first.locator("summary")).to_contain_text("闽卫老龄函〔2025〕714号")
    expect(first.locator("blockquote")).to_contain_text("于2025年11月30日前将推荐函")
    first.locator("summary").click()
    expect(first.locator("blockquote")).to_be_hidden()
    assert turn.locator("a.phone").first.get_attribute("href") == "tel:059187272803"


def test_many_citations_do_not_bury_the_answer(page: Page) -> None:
    turn = say(page, "依据有哪些")
    expect(turn.locator("summary:visible")).to_have_count(3)
    turn.get_by_text("另有 3 条依据").click()
    expect(turn.locator("summary:visible")).to_have_count(6)


def test_lines_of_an_answer_stay_lines(page: Page) -> None:
    turn = say(page, "什么时候截止")
    shown = turn.locator(".prose").inner_text()
    assert [line for line in shown.split("\n") if line][1].startswith("机构报到县里")


def test_quick_replies_are_sent_and_then_gone(page: Page, backend: Backend) -> None:
    say(page, "我们机构能申报吗")
    turn = choose(page, "示范机构")
    assert backend.received[-1]["message"] == "示范机构"
    expect(turn.locator(".said")).to_contain_text("示范机构")
    expect(page.get_by_role("button", name="示范县（市、区）")).to_have_count(0)


def test_the_first_screen_offers_a_start(page: Page) -> None:
    page.get_by_role("button", name="什么时候截止").click()
    expect(page.locator(".reply").first).to_contain_text("11月30日")
    expect(page.locator(".welcome")).to_have_count(0)


def test_the_verdict_is_shown_by_criterion(page: Page) -> None:
    turn = say(page, "示范机构")
    card = turn.get_by_role("region", name="条件对照结果")
    expect(card.locator(".verdict-head .badge")).to_have_text("不符合")
    groups = card.locator(".group summary h4").all_inner_texts()
    assert groups == [
        *("不符合", "信息不足", "需佐证", "符合"),
        *("由评审认定的方面", "优先推荐条件（不是必备条件）"),
    ]
    expect(card.locator(".missing li")).to_have_count(3)
    doubtful = card.locator(".group", has=page.get_by_role("heading", name="需佐证"))
    expect(doubtful).to_contain_text("近2年各月入住人数台账；实际运营床位证明")
    doubtful.locator(".cite summary").click()
    expect(doubtful.locator("blockquote")).to_contain_text("65%及以上")
    assessed = card.locator(".group", has_text="由评审认定的方面")
    expect(assessed.locator(".criterion")).to_be_hidden()
    assessed.locator("summary").first.click()
    expect(assessed.locator(".criterion .badge")).to_have_text("信息不足")
    counts = page.locator(".panel .tally b").all_inner_texts()
    assert counts == ["1", "2", "1", "2", "1", "1"]


def test_the_stages_show_where_we_are(page: Page) -> None:
    current = page.locator(".panel [aria-current=step]")
    expect(current).to_contain_text("自评申报")
    expect(current).to_contain_text("2025年10月—11月")
    expect(current).to_contain_text("本阶段还有 41 天")
    expect(say(page, "现在到哪一步了").locator(".stage")).to_have_count(5)


def test_the_form_shows_its_progress_and_code(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    start = say(page, "我要填申请表")
    expect(start.locator(".code code")).to_have_text("K7QM-3F9T")
    turn = say(page, "床位120张，护理床位80张，住了96人")
    expect(turn.locator(".code")).to_have_count(0)  # said once, then in the panel
    panel = page.locator(".panel .form")
    expect(panel).to_contain_text("已填 17 项，共 62 项")
    expect(panel).to_contain_text("正在填：失能、失智老年人数")
    bar = panel.get_by_role("progressbar", name="申请表填写进度")
    assert (bar.get_attribute("value"), bar.get_attribute("max")) == ("17", "62")
    panel.get_by_role("button", name="复制").click()
    assert page.evaluate("navigator.clipboard.readText()") == "K7QM-3F9T"
    links = say(page, "确认").get_by_role("link", name=re.compile("下载(申请表|文件)"))
    expect(links).to_have_count(2)  # the one written in the text, and the card
    for link in links.all():
        assert link.get_attribute("href") == "/documents/eyJkIjoxfQ.sample"


def test_a_document_elsewhere_is_not_linked(page: Page, backend: Backend) -> None:
    say(page, "确认")
    turns = next(iter(backend.turns.values()))
    bad = ["javascript:alert(1)", "//elsewhere.example/a", "https://elsewhere.example/a", 7]
    turns[0]["response"] = [
        {
            "text": "好 https://elsewhere.example/documents/a",
            "custom": {"outcome": "rendered", "form": {"documents": bad}},
        }
    ]
    page.reload()
    expect(page.locator(".reply")).to_contain_text("好 https://elsewhere.example/documents/a")
    expect(page.locator(".reply a")).to_have_count(0)
    expect(page.locator(".download")).to_have_count(0)


def test_a_resume_code_takes_up_the_form(page: Page, backend: Backend) -> None:
    page.get_by_role("button", name="继续填表").click()
    dialog = page.get_by_role("dialog", name="继续填写申请表")
    code = dialog.get_by_label("请输入续填码")
    expect(code).to_be_focused()
    code.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("请输入续填码。")
    code.fill("zzzz-zzzz")
    code.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("没有找到这个续填码")
    code.fill(" ｋ7qm 3f9t")
    code.press("Enter")
    expect(page.locator(".reply")).to_contain_text("接着上次的填")
    assert backend.received[-1]["message"] == "继续填表，续填码 K7QM-3F9T"


def test_what_the_notice_does_not_say_is_marked(page: Page) -> None:
    expect(say(page, "奖金多少").locator(".tag")).to_have_text("通知没有写明")


def test_unknown_kinds_of_replies_do_no_harm(page: Page) -> None:
    turn = say(page, "未来的卡片")
    expect(turn.locator(".reply")).to_have_count(1)
    expect(turn.locator(".reply")).to_contain_text("这一句照常显示")


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=document.title='hit'>",
        "<b>粗</b> &lt; {{7*7}} ${7*7}",
        "</div><script>document.title='hit'</script>",
    ],
)
def test_markup_is_shown_as_typed(page: Page, text: str) -> None:
    turn = say(page, text)
    assert turn.locator(".said p").inner_text() == text
    assert turn.locator(".prose").inner_text() == f"您说的是：{text}"
    assert page.title() == "医养结合示范申报助手"
    page.reload()
    expect(page.locator(".said p")).to_have_text(text)


def test_enter_while_an_input_method_composes_does_not_send(page: Page, backend: Backend) -> None:
    entry = page.get_by_role("textbox")
    entry.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "chuang", "selectionStart": 6, "selectionEnd": 6}
    )
    enter = {"key": "Enter", "code": "Enter"}
    keyboard.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, **enter}
    )
    keyboard.send(
        "Input.dispatchKeyEvent", {"type": "keyUp", "windowsVirtualKeyCode": 229, **enter}
    )
    expect(page.locator(".turn")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "床位"})
    assert entry.input_value() == "床位"
    entry.press("Enter")
    expect(page.locator(".reply")).to_have_count(1)
    assert [sent["message"] for sent in backend.received] == ["床位"]


def test_a_composing_enter_is_recognised_by_flag_and_by_code(page: Page, backend: Backend) -> None:
    entry = page.get_by_role("textbox")
    entry.fill("床位")
    for mark in ({"isComposing": True}, {"keyCode": 229}):
        entry.evaluate(
            "(e, mark) => e.dispatchEvent(new KeyboardEvent('keydown', "
            "{key: 'Enter', bubbles: true, cancelable: true, ...mark}))",
            mark,
        )
    expect(page.locator(".turn")).to_have_count(0)
    assert backend.received == []


def test_shift_enter_starts_a_new_line(page: Page, backend: Backend) -> None:
    entry = page.get_by_role("textbox")
    entry.press_sequentially("第一行")
    entry.press("Shift+Enter")
    entry.press_sequentially("第二行")
    entry.press("Enter")
    expect(page.locator(".reply")).to_have_count(1)
    assert backend.received[-1]["message"] == "第一行\n第二行"


def test_a_long_text_is_counted_and_not_sent(page: Page, backend: Backend) -> None:
    entry = page.get_by_role("textbox")
    entry.fill("床" * 1900)
    expect(page.locator("#counter")).to_have_text("还可输入 100 字")
    entry.fill("😀" * 2000)  # a character outside the basic plane counts once
    expect(page.locator("#counter")).to_have_text("还可输入 0 字")
    entry.fill("床" * 2001)
    expect(page.locator("#counter")).to_contain_text("超出 1 字")
    entry.press("Enter")
    assert len(entry.input_value()) == 2001
    expect(page.locator(".turn")).to_have_count(0)
    entry.fill("   ")
    entry.press("Enter")
    expect(page.locator("#notice")).to_have_text("请先输入内容再发送。")
    assert backend.received == []


def test_large_type_is_kept(page: Page) -> None:
    def size() -> float:
        return float(
            page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        )

    normal = size()
    button = page.get_by_role("button", name="大字")
    button.click()
    assert size() >= normal * 1.25
    page.reload()
    assert size() >= normal * 1.25
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert size() == normal


@pytest.fixture(params=["normal", "large"])
def phone(page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page as on a telephone, in both type sizes."""
    page.set_viewport_size(PHONE)
    if request.param == "large":
        page.get_by_role("button", name="大字").click()
    yield page


def test_a_telephone_never_scrolls_sideways(phone: Page) -> None:
    page = phone
    assert overflow(page) <= 0
    for text in ("什么时候截止", "示范机构", "我要填申请表", "确认", "现在到哪一步了", "x" * 300):
        turn = say(page, text)
        page.locator("details:not([open])").evaluate_all("all => all.forEach(d => d.open = true)")
        assert overflow(page) <= 0, text
        assert turn.evaluate("t => t.scrollWidth - t.clientWidth") <= 0, text
    page.locator(".strip-button").click()
    expect(page.get_by_role("dialog", name="申报进展")).to_contain_text("已填 62 项，共 62 项")
    assert overflow(page) <= 0


def test_fingers_have_room(phone: Page) -> None:
    say(phone, "什么时候截止")
    for box in phone.locator("button:visible, summary:visible").all():
        size = box.bounding_box()
        assert size is not None and size["height"] >= 32, box.inner_text()


def test_an_answer_longer_than_the_window_shows_its_beginning(phone: Page) -> None:
    turn = say(phone, "示范机构")
    expect(turn.locator(".said")).to_be_in_viewport()
    latest = phone.get_by_role("button", name="回到最新")
    latest.click()
    expect(latest).to_be_hidden()
    expect(turn.locator(".choices")).to_be_in_viewport()
