"""Nothing said is lost: failures, reloads, two tabs."""

import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.acting import say
from tests.browser.fake_server import Backend, Failure, free_port, serving

pytestmark = pytest.mark.browser

PATIENCE = "助手正在启动，请稍候。"
STARTING = [{"text": PATIENCE, "custom": {"outcome": "error", "citations": []}}]


def test_a_busy_service_is_tried_again_with_the_same_id(page: Page, backend: Backend) -> None:
    backend.failures = [Failure(503, 2, STARTING)]
    began = time.monotonic()
    turn = say(page, "什么时候截止", answered=False)
    expect(turn.locator(".delivery")).to_contain_text(f"未送达：{PATIENCE}")
    expect(turn.locator(".reply")).to_contain_text("11月30日")
    assert time.monotonic() - began >= 2  # as long as the service asked for
    ids = [sent["message_id"] for sent in backend.received]
    assert len(ids) == 2 and len(set(ids)) == 1
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".delivery")).to_have_count(0)


def test_retry_by_hand_does_not_wait(page: Page, backend: Backend) -> None:
    backend.failures = [Failure(503, 60, STARTING)]
    turn = say(page, "什么时候截止", answered=False)
    turn.get_by_role("button", name="重试").click()
    expect(turn.locator(".reply")).to_contain_text("11月30日")


def test_a_lost_answer_is_fetched_not_asked_twice(page: Page, backend: Backend) -> None:
    backend.lose_answers = 1
    turn = say(page, "什么时候截止", answered=False)
    turn.get_by_role("button", name="重试").click()
    expect(turn.locator(".reply")).to_contain_text("11月30日")
    assert [len(turns) for turns in backend.turns.values()] == [1]


def test_messages_keep_their_order_when_the_first_fails(page: Page, backend: Backend) -> None:
    backend.failures = [Failure(503, 1, STARTING)]
    say(page, "第一句", answered=False)
    say(page, "第二句", answered=False)
    expect(page.locator(".reply")).to_have_count(2)
    (turns,) = backend.turns.values()
    assert [turn["text"] for turn in turns] == ["第一句", "第二句"]


def test_a_message_outlives_a_reload(page: Page, backend: Backend) -> None:
    backend.failures = [Failure(503, 60, STARTING)]
    say(page, "什么时候截止", answered=False)
    expect(page.locator(".delivery")).to_contain_text("未送达")
    page.reload()
    turn = page.locator(".turn")
    expect(turn.locator(".said")).to_contain_text("什么时候截止")
    turn.get_by_role("button", name="重试").click()
    expect(turn.locator(".reply")).to_contain_text("11月30日")
    assert len({sent["message_id"] for sent in backend.received}) == 1


def test_a_reload_while_the_answer_is_on_its_way(page: Page, backend: Backend) -> None:
    backend.delay = 1.0
    say(page, "什么时候截止", answered=False)
    page.reload()
    expect(page.locator(".reply")).to_contain_text("11月30日")
    expect(page.locator(".turn")).to_have_count(1)
    assert [len(turns) for turns in backend.turns.values()] == [1]


def test_the_conversation_is_there_after_a_reload(page: Page) -> None:
    say(page, "什么时候截止")
    say(page, "我要填申请表")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".panel .form")).to_contain_text("已填 0 项，共 62 项")
    expect(page.get_by_role("button", name="为什么要填")).to_be_visible()


def test_a_long_conversation_is_read_in_portions(page: Page, backend: Backend) -> None:
    for text in ("什么时候截止", "奖金多少", "转人工", "现在到哪一步了", "我要填申请表"):
        say(page, text)
    backend.portion = 2
    page.reload()
    expect(page.locator(".reply")).to_have_count(5)
    expect(page.locator(".said").last).to_contain_text("我要填申请表")


def test_what_was_typed_is_there_after_a_reload(page: Page) -> None:
    page.get_by_role("textbox").fill("还没有发出去的话")
    page.reload()
    assert page.get_by_role("textbox").input_value() == "还没有发出去的话"


def test_without_network_a_message_waits_for_it(
    page: Page, context: BrowserContext, backend: Backend
) -> None:
    context.set_offline(True)
    turn = say(page, "什么时候截止", answered=False)
    expect(turn.locator(".delivery")).to_contain_text("网络未连接，连上后会自动发送")
    assert backend.received == []
    context.set_offline(False)
    expect(turn.locator(".reply")).to_contain_text("11月30日")


def test_a_service_that_was_down_gets_the_message_when_it_is_back(context: BrowserContext) -> None:
    backend, port = Backend(), free_port()
    page = context.new_page()
    with serving(backend, port) as url:
        page.goto(url)
        expect(page.locator(".panel .stage").first).to_be_visible()
    turn = say(page, "什么时候截止", answered=False)
    expect(turn.locator(".delivery")).to_contain_text("未送达：暂时连不上服务")
    with serving(backend, port):
        expect(turn.locator(".reply")).to_contain_text("11月30日", timeout=20_000)


def test_a_refused_message_can_be_changed(page: Page, backend: Backend) -> None:
    backend.failures = [Failure(422, None, {"error": {"code": "x", "message": "这句话太长了"}})]
    turn = say(page, "很长的话", answered=False)
    expect(turn.locator(".delivery")).to_contain_text("没有发送成功：这句话太长了")
    turn.get_by_role("button", name="修改后再发").click()
    expect(page.get_by_role("textbox")).to_be_focused()
    assert page.get_by_role("textbox").input_value() == "很长的话"
    expect(page.locator(".turn")).to_have_count(0)
    assert len(backend.received) == 1


@pytest.mark.parametrize("earlier", [[], ["什么时候截止"]], ids=["at first", "later"])
def test_a_message_of_invisible_characters_is_explained(page: Page, earlier: list[str]) -> None:
    for text in earlier:
        say(page, text)
    turn = say(page, "\u200b\u200b", answered=False)
    expect(turn.locator(".delivery")).to_contain_text("您这条消息是空的")
    expect(say(page, "奖金多少")).to_contain_text("通知没有写")
    expect(page.locator(".reply")).to_have_count(len(earlier) + 1)


def test_two_tabs_show_the_same_conversation(
    page: Page, context: BrowserContext, server: str, backend: Backend
) -> None:
    other = context.new_page()
    other.goto(server)
    say(page, "什么时候截止")
    expect(other.locator(".reply")).to_contain_text("11月30日")
    say(other, "奖金多少")
    assert backend.received[-1]["seen_turn"] == 1
    assert len({sent["sender"] for sent in backend.received}) == 1
    expect(page.locator(".reply")).to_have_count(2)


def test_a_tab_that_did_not_see_the_last_turn_says_so(
    page: Page, context: BrowserContext, server: str, backend: Backend
) -> None:
    say(page, "什么时候截止")
    other = context.new_page()
    other.goto(server)
    expect(other.locator(".turn")).to_have_count(1)
    backend.delay = 0.6
    say(page, "我要填申请表", answered=False)
    say(other, "120", answered=False)
    expect(other.locator(".reply")).to_have_count(3)
    assert [sent["seen_turn"] for sent in backend.received] == [0, 1, 1]


def test_a_closed_tab_leaves_its_message_to_the_other(
    page: Page, context: BrowserContext, server: str, backend: Backend
) -> None:
    other = context.new_page()
    other.goto(server)
    backend.failures = [Failure(503, 2, STARTING)]
    say(page, "什么时候截止", answered=False)
    expect(page.locator(".delivery")).to_contain_text("未送达")
    page.close()
    expect(other.locator(".reply")).to_contain_text("11月30日")
    assert [len(turns) for turns in backend.turns.values()] == [1]


def test_a_new_conversation_asks_first_and_names_the_code(page: Page, backend: Backend) -> None:
    say(page, "我要填申请表")
    page.get_by_role("button", name="新对话").click()
    dialog = page.get_by_role("dialog", name="开始新的对话？")
    expect(dialog).to_contain_text("续填码是 K7QM-3F9T")
    dialog.get_by_role("button", name="保留现在的对话").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="新对话").click()
    dialog.get_by_role("button", name="开始新对话").click()
    expect(page.locator(".welcome")).to_be_visible()
    say(page, "什么时候截止")
    assert len({sent["sender"] for sent in backend.received}) == 2
