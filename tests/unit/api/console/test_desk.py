"""The help desk's pages with an applicant in the chat beside them."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import policy
from api.services import Services
from api.settings import Settings
from tests import known
from tests.desk import PASSWORD, open_at_any_hour, staffed
from tests.unit.api.console.conftest import Browser
from tests.unit.api.fake_engine import FakeEngine

ROOT = Path(__file__).parents[4]
DESK = "/console/helpdesk"
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def knowledge() -> policy.PolicyBase:
    """The notices as served."""
    return known.base()


@pytest.fixture
def services(services: Services, knowledge: policy.PolicyBase) -> Services:
    """The real notices, and a desk that is open at any hour."""
    return replace(services, policy=knowledge, desk_settings=open_at_any_hour())


@dataclass
class Applicant:
    """Somebody at the chat page."""

    client: httpx.AsyncClient
    sender: str = "u-1"

    async def says(self, text: str) -> list[dict[str, Any]]:
        body = {"sender": self.sender, "message": text}
        answer = await self.client.post("/webhooks/rest/webhook", json=body)
        messages: list[dict[str, Any]] = answer.json()
        return messages

    async def sees(self) -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/conversations/{self.sender}/turns")
        found: dict[str, Any] = answer.json()
        return found

    async def last(self) -> dict[str, Any]:
        message: dict[str, Any] = (await self.sees())["turns"][-1]["response"][-1]
        return message


@pytest.fixture
def applicant(client: httpx.AsyncClient) -> Applicant:
    return Applicant(client)


@pytest.fixture
def at_desk(app: FastAPI, client: httpx.AsyncClient) -> Callable[..., Browser]:
    """A browser of somebody with the role, who has a password."""

    def made(name: str = "chen") -> Browser:
        staffed(app, name)
        return Browser(client)

    return made


async def sign_in(browser: Browser, name: str = "chen") -> Browser:
    await browser.open("/console/login")
    await browser.send("/console/login", name=name, password=PASSWORD)
    return browser


def filled(message: dict[str, Any]) -> Any:
    """The engine takes a message for the form."""
    who = message["sender"]
    custom = {"outcome": "form", "citations": []}
    return [{"recipient_id": who, "text": "已记下。"}, {"recipient_id": who, "custom": custom}]


async def test_a_hand_over_counts_once_on_the_dashboard(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    """However often it was asked for, and whatever is said in it."""
    staff = await sign_in(at_desk())
    for text in ("转人工", "转人工", "有人吗"):
        await applicant.says(text)
    await staff.open(f"{DESK}/cases/1")
    await staff.send(f"{DESK}/cases/1", step="take")
    await staff.open(f"{DESK}/cases/1")
    await staff.send(f"{DESK}/cases/1", step="reply", text="您好")
    assert (await applicant.last())["text"] == "您好"
    assert "转人工 1 次" in await staff.open("/console/dashboard")


async def test_from_the_queue_to_the_answer_and_back(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("市里什么时候截止报送")
    assert (await applicant.says("转人工"))[0]["custom"]["person"]["state"] == "waiting"
    assert (await applicant.sees())["person"] == "waiting"
    assert "市里什么时候截止报送" in await staff.open(DESK)
    await staff.open(f"{DESK}/cases/1")
    assert "建议答复" in staff.text and "11月30日" in staff.text
    await staff.send(f"{DESK}/cases/1", step="take")
    assert (await applicant.sees())["person"] == "talking"
    assert await applicant.says("联系人电话是多少") == []
    await staff.open(f"{DESK}/cases/1")
    await staff.send(f"{DESK}/cases/1", step="suggested", cite=staff.field("cite"))
    said = await applicant.last()
    assert "0591-87272803" in said["text"]
    assert said["custom"]["citations"][0]["clause"] == "三、（三）"
    assert said["custom"]["person"]["by"] == "staff"
    await staff.send(f"{DESK}/cases/1", step="back")
    assert (await applicant.sees())["person"] is None
    assert (await applicant.says("您好"))[0]["text"] == "收到：您好"
    assert "申请人结束" not in await staff.open(DESK)


async def test_each_question_has_a_suggestion_until_it_is_answered(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    for question in ("邮编是多少", "联系人电话是多少", "市里什么时候截止报送"):
        await applicant.says(question)
    await staff.open(f"{DESK}/cases/1")
    await staff.send(f"{DESK}/cases/1", step="take")  # our own note takes nothing away
    page = await staff.open(f"{DESK}/cases/1")
    assert page.count("建议答复") == 3
    assert page.index("350001") < page.index("0591-87272803") < page.index("2025年11月30日前，把")
    cited = re.findall(r'name="cite" value="(turn-\d+)"', staff.page)
    assert cited == ["turn-2", "turn-3", "turn-4"]
    await staff.send(f"{DESK}/cases/1", step="suggested", cite=cited[0])
    assert "350001" in (await applicant.last())["text"]
    assert (await staff.open(f"{DESK}/cases/1")).count("建议答复") == 2
    await staff.send(f"{DESK}/cases/1", step="reply", text="都答复您了。", cite="")
    assert "建议答复" not in await staff.open(f"{DESK}/cases/1")
    await applicant.says("要交哪些材料")
    assert (await staff.open(f"{DESK}/cases/1")).count("建议答复") == 1


async def test_what_is_filled_in_is_no_question_and_stays_veiled(
    applicant: Applicant, at_desk: Callable[..., Browser], engine: FakeEngine
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("市里什么时候截止报送")
    engine.answer = filled
    await applicant.says("联系人松涛，电话13800001234")
    engine.answer = engine.echo
    await applicant.says("转人工")
    page = await staff.open(f"{DESK}/cases/1")
    assert "松涛" not in page and "13800001234" not in page
    assert "针对“市里什么时候截止报送”" in page
    await staff.open(f"{DESK}/cases/1?shown=1")
    assert "松涛" in staff.text


async def test_what_the_assistant_takes_for_the_form_while_nobody_is_there_stays_veiled(
    applicant: Applicant, at_desk: Callable[..., Browser], engine: FakeEngine, app: FastAPI
) -> None:
    """After the hand-over, out of hours, it is the assistant that people go on with."""
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    app.state.context.help.desk.settings.hours.clear()
    engine.answer = filled
    await applicant.says("联系人松涛，电话13800001234")
    assert len(engine.received) == 1
    page = await staff.open(f"{DESK}/cases/1")
    assert "松涛" not in page and "填表或核对的内容，不显示" in page


async def test_a_ready_reply_is_put_into_the_box_with_its_clause(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    await staff.open(f"{DESK}/cases/1?use=deadline")
    assert "2025年11月30日" in staff.page.partition('id="text"')[2].partition("</textarea>")[0]
    await staff.send(f"{DESK}/cases/1", step="reply", text="请在月底前报。", cite="deadline")
    said = await applicant.last()
    assert said["text"] == "请在月底前报。"
    assert "2025年11月30日前" in said["custom"]["citations"][0]["quote"]


async def test_what_was_typed_is_kept_when_the_talk_is_over(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    await staff.open(f"{DESK}/cases/1")
    await applicant.says("结束人工")
    text = await staff.send(f"{DESK}/cases/1", step="reply", text="您好，请问")
    assert staff.status == 409
    assert "申请人结束" in text
    assert ">您好，请问</textarea>" in staff.page


async def test_a_short_reply_is_seen_again_after_a_lapsed_session(
    applicant: Applicant, at_desk: Callable[..., Browser], app: FastAPI
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    await staff.open(f"{DESK}/cases/1")
    app.state.context.accounts.sessions.close(next(iter(staff.cookies.values())))
    await staff.send(f"{DESK}/cases/1", step="reply", text="您好，请稍等")
    assert staff.status == 401
    await staff.send("/console/login", name="chen", password=PASSWORD)
    assert ">您好，请稍等</textarea>" in staff.page, "not sent unseen"
    await staff.send(f"{DESK}/cases/1")
    assert (await applicant.last())["text"] == "您好，请稍等"


async def test_a_reply_to_somebody_who_is_erased_is_given_back(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("转人工")
    await staff.open(f"{DESK}/cases/1")
    await staff.send(f"{DESK}/cases/1", step="take")
    await applicant.says("结束人工")
    await applicant.says("删除我的数据")
    await applicant.says("确认删除我的数据")
    text = await staff.send(f"{DESK}/cases/1", step="reply", text="您好，材料收到了")
    assert staff.status == 404
    assert "您写的话没有发出" in text and ">您好，材料收到了</textarea>" in staff.page


async def test_what_was_filled_in_before_is_shown_when_asked_for_and_recorded(
    applicant: Applicant, at_desk: Callable[..., Browser], engine: FakeEngine, services: Services
) -> None:
    def filling(message: dict[str, Any]) -> Any:
        who, text = message["sender"], f"已记下：{message['message']}"
        form = {"outcome": "form", "citations": []}
        return [{"recipient_id": who, "text": text}, {"recipient_id": who, "custom": form}]

    staff = await sign_in(at_desk())
    await applicant.says("我叫李小梅，电话13805910001")
    engine.answer = filling
    await applicant.says("机构名称：松涛护理院")
    await applicant.says("转人工")
    await applicant.says("我是李小梅，请打13805910002")
    page = await staff.open(f"{DESK}/cases/1")
    assert "请打13805910002" in page, "said to the person at the desk"
    assert "13805910001" not in page and "我叫李**" in page
    assert "松涛" not in page and "填表或核对的内容，不显示" in page
    assert "松涛" not in await staff.open(f"{DESK}/cases/1?part=1")
    before = len(services.audit.latest(*ALWAYS))
    shown = await staff.open(f"{DESK}/cases/1?shown=1")
    assert "机构名称：松涛护理院" in shown and "13805910001" in shown
    assert "part=1&amp;shown=1" in staff.page
    assert "松涛" in await staff.open(f"{DESK}/cases/1?part=1&shown=1")
    entries = services.audit.latest(*ALWAYS)
    read = [one.action for one in entries[: len(entries) - before]]
    assert sorted(read) == ["conversation_read", "draft_read"], "once, not with every update"


async def test_a_second_person_is_told_who_has_it(
    applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    first, second = await sign_in(at_desk()), await sign_in(at_desk("lin"), "lin")
    await applicant.says("转人工")
    await first.open(f"{DESK}/cases/1")
    await second.open(f"{DESK}/cases/1")
    await first.send(f"{DESK}/cases/1", step="take")
    text = await second.send(f"{DESK}/cases/1", step="reply", text="您好")
    assert "正由 chen（chen） 接待" in text
    assert ">您好</textarea>" in second.page
    await second.send(f"{DESK}/cases/1", step="over")
    await second.send(f"{DESK}/cases/1", step="reply", text="您好")
    assert (await applicant.last())["text"] == "您好"


async def test_an_answer_from_the_list_is_live_after_the_second_step(
    app: FastAPI,
    services: Services,
    at_desk: Callable[..., Browser],
    knowledge: policy.PolicyBase,
) -> None:
    services.keep_unanswered("食堂要办什么证")
    staff = await sign_in(at_desk())
    assert "食堂要办什么证" in await staff.open(f"{DESK}/questions")
    await staff.open(f"{DESK}/answers/new?question=食堂要办什么证")
    wrong = {"notice": "闽卫老龄函〔2025〕714号", "clause": "三、（三）", "quote": "食堂要有证"}
    text = await staff.send(f"{DESK}/answers", text="要食品经营许可证。", **wrong)
    assert "不是《闽卫老龄函〔2025〕714号》三、（三）的原文" in text
    assert "要食品经营许可证。" in staff.page
    await staff.send(f"{DESK}/answers", notice="", clause="", quote="")
    live = app.state.context.help.live
    assert "草稿" in staff.text and live.find("食堂要办什么证") is None
    await staff.send(f"{DESK}/answers/1", step="approve")
    assert "正在使用" in await staff.open(f"{DESK}/answers/1")
    assert live.find("食堂要办什么证？") is not None
    await staff.send(f"{DESK}/answers/1", step="withdraw")
    assert live.find("食堂要办什么证") is None


QUESTIONS = f"{DESK}/questions"
CANTEEN = "食堂要办什么证"


async def test_a_group_is_taken_off_the_list_and_put_back(
    app: FastAPI, services: Services, at_desk: Callable[..., Browser]
) -> None:
    for wording in (CANTEEN, CANTEEN, "食堂要办什么证件", "停车位要多少个"):
        services.keep_unanswered(wording)
    staff = await sign_in(at_desk())
    await staff.open(QUESTIONS)
    assert "已移除" in await staff.send(QUESTIONS, question=CANTEEN)
    assert "停车位" in await staff.open(QUESTIONS) and CANTEEN not in staff.text
    services.keep_unanswered("食堂要办什么证？")  # asked again: still off the list
    assert CANTEEN not in await staff.open(QUESTIONS)
    sheet = (await staff.open(f"{DESK}/export?table=questions")).splitlines()
    assert next(row for row in sheet if row.startswith(CANTEEN)).endswith("已移除")
    shown = await staff.open(f"{QUESTIONS}?removed=1")
    assert CANTEEN in shown and "chen（chen）" in shown
    await staff.send(QUESTIONS)
    assert CANTEEN in await staff.open(QUESTIONS)
    entries = services.audit.latest(*ALWAYS)
    done = ["questions_restored", "helpdesk_exported", "questions_removed"]
    assert [one.action for one in entries] == done
    assert "食堂" not in str([(one.object, one.detail) for one in entries])


async def test_a_group_that_has_an_answer_stays(
    services: Services, at_desk: Callable[..., Browser]
) -> None:
    services.keep_unanswered(CANTEEN)
    staff = await sign_in(at_desk())
    await staff.open(QUESTIONS)
    colleague = await sign_in(at_desk("lin"), "lin")
    await colleague.open(f"{DESK}/answers/new?question={CANTEEN}")
    await colleague.send(f"{DESK}/answers", text="要食品经营许可证。")
    for state in ("已写草稿", "已有工作人员答复"):
        text = await staff.send(QUESTIONS, question=CANTEEN, anyway="yes")
        assert staff.status == 409 and f"“{CANTEEN}”{state}，所以没有移除" in text
        await colleague.open(f"{DESK}/answers/1")
        await colleague.send(f"{DESK}/answers/1", step="approve")
    for step in ("withdraw", "delete"):
        await colleague.open(f"{DESK}/answers/1")
        await colleague.send(f"{DESK}/answers/1", step=step)
    await staff.open(QUESTIONS)
    assert "已移除" in await staff.send(QUESTIONS, question=CANTEEN)


async def test_a_group_that_a_colleague_has_open_is_asked_about_and_nothing_typed_is_lost(
    services: Services, at_desk: Callable[..., Browser]
) -> None:
    services.keep_unanswered(CANTEEN)
    staff, colleague = await sign_in(at_desk()), await sign_in(at_desk("lin"), "lin")
    await colleague.open(f"{DESK}/answers/new?question={CANTEEN}")
    await staff.open(f"{DESK}/answers/new?question={CANTEEN}")  # one's own page does not count
    await staff.open(QUESTIONS)
    text = await staff.send(QUESTIONS, question=CANTEEN)
    assert staff.status == 409
    assert "lin（lin） 在" in text and "打开了这组问题" in text and "仍要移除" in text
    assert "已移除" in await staff.send(f"{QUESTIONS}#anyway")
    text = await colleague.send(f"{DESK}/answers", text="要食品经营许可证。")
    assert colleague.status == 409 and "chen（chen） 在" in text and "答复没有保存" in text
    assert "要食品经营许可证。" in colleague.page
    await staff.open(f"{QUESTIONS}?removed=1")
    await staff.send(QUESTIONS)
    await colleague.send(f"{DESK}/answers", text="要食品经营许可证。")
    assert "草稿" in colleague.text and colleague.status == 200


async def test_two_people_at_the_list(services: Services, at_desk: Callable[..., Browser]) -> None:
    services.keep_unanswered(CANTEEN)
    one, other = await sign_in(at_desk()), await sign_in(at_desk("lin"), "lin")
    await one.open(QUESTIONS)
    await other.open(QUESTIONS)
    await one.send(QUESTIONS, question=CANTEEN)
    text = await other.send(QUESTIONS, question=CANTEEN)
    assert other.status == 409 and "已由 chen（chen） 在" in text
    await one.open(f"{QUESTIONS}?removed=1")
    await other.open(f"{QUESTIONS}?removed=1")
    await one.send(QUESTIONS)
    assert "已由 chen（chen） 在" in await other.send(QUESTIONS, step="restore", id="1")
    for wrong in ({"step": "restore", "id": "7"}, {"step": "remove", "question": "没有的问题"}):
        await other.open(QUESTIONS)
        assert "没有找到这组问题" in await other.send(QUESTIONS, **wrong)


async def test_thumbs_and_a_comment_reach_the_desk_and_the_workbook(
    client: httpx.AsyncClient, applicant: Applicant, at_desk: Callable[..., Browser]
) -> None:
    staff = await sign_in(at_desk())
    await applicant.says("什么时候截止")
    url = "/api/v1/conversations/u-1/turns/{}/messages/0/feedback"
    given = {"helpful": False, "comment": "县里的呢？"}
    assert (await client.put(url.format(1), json=given)).status_code == 204
    assert (await applicant.sees())["turns"][0]["feedback"] == {"0": given}
    unknown = await client.put(url.format(9), json=given)
    assert unknown.status_code == 404
    assert "没有找到您评价的这条答复" in unknown.text
    assert "县里的呢？" in await staff.open(f"{DESK}/feedback")
    await staff.open(f"{DESK}/export?table=feedback")
    assert "县里的呢？" in staff.page
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d,没用", staff.page, re.MULTILINE)


async def test_a_case_that_is_not_there(at_desk: Callable[..., Browser]) -> None:
    staff = await sign_in(at_desk())
    assert "没有找到这次对话" in await staff.open(f"{DESK}/cases/77")
    assert staff.status == 404
    assert "没有找到这条答复" in await staff.open(f"{DESK}/answers/77")
    await staff.open(f"{DESK}/cases/99999999999999")  # more than a database takes
    assert staff.status == 422


async def test_without_a_colleague_at_the_desk_nothing_changes(
    applicant: Applicant, settings: Settings
) -> None:
    assert (await applicant.says("转人工"))[0]["text"] == "收到：转人工"
