"""A file in place of typing: uploaded, checked against its picture, ticked, filled in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.acting import say
from tests.browser.canned import READING
from tests.browser.conftest import PHONE
from tests.browser.fake_server import Backend, Failure
from tests.browser.seeing import overflow, violations

pytestmark = pytest.mark.browser

PHOTO: FilePayload = {"name": "执业许可证.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"}
LIST: FilePayload = {"name": "名单.xlsx", "mimeType": "application/x", "buffer": b"PK"}


def upload(page: Page, file: FilePayload = PHOTO) -> Locator:
    """Choose a file with the button beside the input line; returns the card."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="上传证照照片").click()
    chooser.value.set_files(file)
    card = page.locator(".upload").last
    expect(card).to_be_visible()
    return card


def test_values_are_checked_corrected_and_filled_in_by_keyboard(
    page: Page, backend: Backend
) -> None:
    card = upload(page)
    expect(card).to_be_focused()
    name = card.get_by_role("checkbox", name="医疗机构名称")
    issued = card.get_by_role("checkbox", name="医疗机构资质取得日期")
    expect(name).to_be_checked()
    expect(issued).not_to_be_checked()
    expect(issued).to_have_accessible_description(READING["items"][2]["note"])
    expect(card.get_by_alt_text("图片上“医疗机构名称”这一处")).to_be_visible()
    expect(card).to_contain_text("已经填过、内容相同的：法定代表人")
    expect(card).to_contain_text("最多保留 60 分钟")

    for _ in range(3):  # past 全部勾选 and 全部不勾选
        page.keyboard.press("Tab")
    expect(name).to_be_focused()
    page.keyboard.press("Space")
    expect(name).not_to_be_checked()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("91350100M000100Y43")  # a correction ticks what it corrects
    expect(card.get_by_role("checkbox", name="统一社会信用代码")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(issued).to_be_checked()
    card.get_by_role("button", name="填入选中的 3 项").press("Enter")

    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text("已填入3项")
    assert backend.taken == [
        {
            "credit_code": "91350100M000100Y43",
            "medical_qualified_on": None,
            "self_service": None,
        }
    ]
    for _ in range(50):  # the turn is on the page before the message is on its way
        if backend.received:
            break
        page.wait_for_timeout(100)
    assert backend.received[-1]["message"] == "继续填写"  # the form goes on by itself


def test_all_that_can_be_taken_as_it_stands_is_ticked_at_once(page: Page) -> None:
    card = upload(page)
    card.get_by_role("button", name="全部勾选").click()
    expect(card.get_by_role("button", name="填入选中的 3 项")).to_be_visible()
    expect(card.get_by_role("checkbox", name="统一社会信用代码")).not_to_be_checked()
    card.get_by_role("button", name="全部不勾选").click()
    card.get_by_role("button", name="填入选中的").click()
    expect(card.get_by_role("alert")).to_contain_text("请先勾选")


def test_axe_finds_nothing_on_a_phone(chromium: Browser, server: str) -> None:
    context = chromium.new_context(viewport=PHONE, reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    page.goto(server)
    upload(page)
    assert violations(page) == []
    assert overflow(page) <= 0
    upload(page, LIST)
    assert violations(page) == []
    context.close()


def test_a_refused_file_says_why_and_the_talk_goes_on(page: Page, backend: Backend) -> None:
    reason = "这种文件读不了，申请表没有变。"
    error = {"error": {"code": "file_refused", "message": reason}}
    backend.failures = [Failure(415, None, error)]
    page.locator("#file").set_input_files(PHOTO)
    expect(page.locator(".reply.is-error")).to_contain_text(reason)
    expect(page.locator(".reply.is-error")).to_be_focused()
    say(page, "什么时候截止")


def test_a_file_that_is_too_large_is_not_sent(page: Page, backend: Backend, tmp_path: Path) -> None:
    large = tmp_path / "大.jpg"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    page.locator("#file").set_input_files(large)
    expect(page.locator(".reply.is-error")).to_contain_text("文件有 50 MB，一次最多 12 MB")
    assert backend.files == []


def test_a_picture_is_pasted_into_the_input_line(page: Page, backend: Backend) -> None:
    page.locator("#entry").evaluate(
        """entry => {
          const held = new DataTransfer();
          held.items.add(new File(["x"], "截图.png", { type: "image/png" }));
          const event = new ClipboardEvent("paste", { clipboardData: held, cancelable: true });
          entry.dispatchEvent(event);
        }"""
    )
    expect(page.locator(".upload")).to_be_visible()
    assert backend.files[-1]["file"] == "截图.png"


def test_of_a_list_one_institution_is_chosen(page: Page, backend: Backend) -> None:
    card = upload(page, LIST)
    card.get_by_label("选择机构").select_option(label="第3行（未写名称）")
    card.get_by_role("button", name="就填这一家").click()
    expect(card.get_by_role("checkbox", name="医疗机构名称")).to_be_visible()
    assert backend.files[-1]["row"] == "3"


def test_a_reload_keeps_what_was_read_and_dropping_it_does_not(
    page: Page, backend: Backend
) -> None:
    upload(page)
    page.reload()
    card = page.locator(".upload")
    expect(card).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        card.get_by_role("button", name="都不填").click()
    expect(page.locator(".turn")).to_contain_text("读出的内容已经删除")
    assert backend.dropped == ["file-1"]
    page.reload()
    expect(page.get_by_role("button", name="开始填申请表")).to_be_visible()
    expect(page.locator(".upload")).to_have_count(0)


def test_an_earlier_form_is_offered_when_a_form_begins(page: Page, backend: Backend) -> None:
    source = "2025-03-01填的《全国医养结合示范机构申请表》"
    backend.earlier = {**READING, "source": source}
    say(page, "我要填申请表")
    expect(page.locator(".upload")).to_contain_text(f"{source}，可以直接填入")
    expect(page.locator(".upload")).to_contain_text("以前的申请表不变")
