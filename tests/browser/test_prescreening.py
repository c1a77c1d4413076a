"""A reviewer in the chat, on a desk and on a phone: asks, hands in a list, is signed out."""

import asyncio
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from accounts import Person
from api.staff import COOKIE
from review.store import Decision
from screening import FORM_ID
from screening.jobs import Job
from screening.work import work
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.seeing import overflow
from tests.browser.test_reviewer import Console, picture
from tests.browser.test_reviewer import console as console
from tests.passwords import cheap_hashes as cheap_hashes
from tests.reviewing import TODAY, knowledge

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def screened_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are screened by a thread of the test: a process of its own would load all data anew."""
    known = knowledge()
    form, rules = known.forms[FORM_ID], known.rules["demonstration_institution"]

    async def run(job: Job) -> None:
        await asyncio.to_thread(work, job, form, rules)

    monkeypatch.setattr("api.app.in_a_process", lambda _: run)


LOW = {"occupancy_last_year": 50.0, "occupancy_year_before": 50.0}


def file_applications(console: Console) -> Person:
    """Three applications of two counties; the city's reviewer."""
    office = console.office
    for region in ("福州市/鼓楼区", "福州市/仓山区"):
        office.reviewer("county", region)
    for name, address, more in (
        ("福州市康宁护理院", "福州市鼓楼区示例路8号", {}),
        ("安康护理院", "福州市仓山区示例路1号", LOW),
        ("安康护理院", "福州市鼓楼区示例路9号", {}),
    ):
        office.desk.submit(office.draft(institution_name=name, address=address, **more), "u", TODAY)
    return office.reviewer("city", "福州市", "fuzhou")


def sign_in(page: Page, console: Console, person: Person) -> str:
    token = console.office.accounts.sessions.open(person.id)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": console.url}])
    return token


def say(page: Page, text: str) -> None:
    page.locator("#entry").fill(text)
    page.keyboard.press("Enter")


def a_list(folder: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["机构名称", "满意度", "上年度入住率"])
    for row in (("甲护理院", "96%", "80%"), ("乙护理院", "60%", "80%"), ("丙护理院", "", "70%")):
        sheet.append(row)
    path = folder / "摸底表.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_reviewer_in_the_chat(
    context: BrowserContext, console: Console, tmp_path: Path, size: str
) -> None:
    person = file_applications(console)
    page = context.new_page()
    page.set_viewport_size(PHONE if size == "phone" else DESKTOP)
    page.goto(console.url)
    say(page, "预审安康护理院")
    expect(page.get_by_text("只对登录了工作台的审核人员开放")).to_be_visible()
    expect(page.get_by_text("仓山")).to_have_count(0)

    token = sign_in(page, console, person)
    page.locator("#restart").click()
    page.get_by_role("button", name="开始新对话").click()
    expect(page.get_by_text("某人，您好（福州市，市级审核人员）")).to_be_visible()
    picture(page, f"24-chat-staff-{size}")
    say(page, "预审安康护理院")
    expect(page.get_by_text("有2家名称相同或相近")).to_be_visible()
    page.get_by_role("button", name="安康护理院（福州市仓山区）").click()
    expect(page.get_by_text("有1条必要条件还不能算符合：近2年入住率")).to_be_visible()
    open_one = page.locator(".turn").last.locator(".criterion").first
    expect(open_one).to_contain_text("近2年入住率")
    open_one.locator("summary").click()
    expect(open_one.locator("blockquote")).to_contain_text("65%")
    picture(page, f"24-chat-verdict-{size}")

    page.locator("#file").set_input_files(a_list(tmp_path))
    link = page.get_by_role("link", name="下载排好名次的结果")
    expect(link).to_be_visible(timeout=90_000)
    picture(page, f"24-chat-list-{size}")
    with page.expect_download() as download:
        link.click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    ranked = {book["排名"][f"B{row}"].value for row in (6, 7, 8)}
    assert ranked == {"甲护理院", "乙护理院", "丙护理院"}
    say(page, "乙护理院为什么不符合")
    expect(page.get_by_text("您上传的名单里，“乙护理院”排第")).to_be_visible()

    page.reload()
    expect(page.get_by_text("只在当时显示").first).to_be_visible()
    expect(page.get_by_text("最近一年入住率50%")).to_have_count(0)
    expect(link).to_be_visible()

    console.office.accounts.sessions.close(token)
    say(page, "把仓山区的都过一遍")
    expect(page.get_by_role("log").get_by_text("登录已经失效").first).to_be_visible()
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no workbook")
    page.locator("#file").set_input_files(bad)
    expect(page.get_by_role("log").get_by_text("名单没有核对。请重新登录工作台")).to_be_visible()
    sign_in(page, console, person)
    page.reload()
    expect(link).to_be_visible()
    page.locator("#file").set_input_files(bad)
    expect(page.get_by_role("log").get_by_text("不是可以打开的 Excel 工作簿")).to_be_visible()
    page.get_by_role("button", name="现在删除").click()
    expect(page.get_by_role("log").get_by_text("名单和结果已经删除")).to_be_visible()


def test_a_city_takes_the_letter_from_the_chat(context: BrowserContext, console: Console) -> None:
    person = file_applications(console)
    desk = console.office.desk
    county = console.office.reviewer("county", "福州市/鼓楼区", "another")
    for one in (county, person):
        [found] = [s for s in desk.store.seen_by(one) if s.name == "福州市康宁护理院"]
        desk.decide(found.id, Decision("recommend", found.version), one)
    page = context.new_page()
    page.set_viewport_size(PHONE)
    sign_in(page, console, person)
    page.goto(console.url)
    say(page, "出推荐函，联系人张三，电话0591-87654321")
    expect(page.get_by_text("福州市的推荐材料已按")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="01推荐函.docx").click()
    assert download.value.suggested_filename == "01推荐函.docx"
    with page.expect_download() as download:
        page.get_by_role("link", name="下载整个材料包").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert overflow(page) <= 0
    picture(page, "24-chat-package-phone")
    page.reload()
    expect(page.get_by_text("推荐材料只在当时给出链接")).to_be_visible()
