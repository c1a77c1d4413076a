"""Pages that show what is there: conversations without who spoke, what is known, who looked."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from fastapi import FastAPI

import policy
from api.services import Services
from storage import models, writing
from storage.turns import TurnLog
from tests import known
from tests.unit.api.console.conftest import Browser

TELEPHONE = "13799998888"


@pytest.fixture(scope="session")
def knowledge() -> policy.PolicyBase:
    """The notices as served."""
    return known.base()


@pytest.fixture
def services(services: Services, knowledge: policy.PolicyBase) -> Services:
    """The real notices."""
    return replace(services, policy=knowledge)


@pytest.fixture
def as_role(app: FastAPI, browser: Browser) -> Callable[[str], Browser]:
    """The browser with somebody of a role signed in."""

    def sign_in(role: str) -> Browser:
        accounts = app.state.context.accounts
        region = {"city": "福州市"}.get(role, "")
        person = accounts.create(role, f"{role}某", role, region)
        browser.cookies["yiyang_staff"] = accounts.sessions.open(person.id)
        return browser

    return sign_in


def told(log: TurnLog, text: str, outcome: str, answer: str, sender: str = "u-secret") -> None:
    turn, _ = log.begin(sender, text, None)
    log.finish(sender, turn.seq, [{"text": answer, "custom": {"outcome": outcome}}])


async def test_a_conversation_is_shown_without_who_spoke_and_what_was_filled_in(
    as_role: Callable[[str], Browser], services: Services
) -> None:
    log = services.turns
    told(log, f"我叫张三丰，电话{TELEPHONE}，奖励多少钱", "declined", "通知没有写明")
    told(log, "机构名称是榕城护理院", "form", "已记下：榕城护理院")
    told(log, "什么时候截止", "answered", "11月30日前", sender="u-other")
    browser = as_role("helpdesk")
    page = await browser.open("/console/conversations")
    assert "奖励多少钱" in page and "什么时候截止" in page and "没有答上 1" in page
    await browser.open("/console/conversations?only=declined")
    assert "什么时候截止" not in browser.text
    [path] = set(re.findall(r"/console/conversations/\d+", browser.page))
    one = await browser.open(path)
    assert "奖励多少钱" in one and "通知没有写明" in one and "为这个问题写答复" in one
    for hidden in (TELEPHONE, "张三丰", "榕城护理院", "u-secret"):
        assert hidden not in browser.page
    [entry] = services.audit.latest(datetime(2000, 1, 1, tzinfo=UTC), datetime.now(UTC))
    assert entry.action == "conversation_read"
    with writing(services.sessions) as session:  # its person has it removed meanwhile
        session.delete(session.get_one(models.Conversation, "u-secret"))
    gone = await browser.open(path)
    assert browser.status == 404 and "没有找到这个对话" in gone


async def test_of_a_message_with_two_questions_the_one_left_open_counts(
    as_role: Callable[[str], Browser], services: Services
) -> None:
    """Beside the one that was answered: on the dashboard, in the list, and for a reply of staff."""
    turn, _ = services.turns.begin("u-two", "什么时候截止？养老金怎么领？", None)
    custom = {"outcome": "answered", "unanswered": ["养老金怎么领？"]}
    services.turns.finish("u-two", turn.seq, [{"text": "11月30日前。", "custom": custom}])
    browser = as_role("helpdesk")
    page = await browser.open("/console/dashboard")
    assert "共提问 1 次" in page and "答复 1 次，通知没有写明 1 次" in page
    assert "没有答上 1" in await browser.open("/console/conversations?only=declined")
    [path] = set(re.findall(r"/console/conversations/\d+", browser.page))
    await browser.open(path)
    [asked] = re.findall(r"answers/new\?question=([^\"]+)", browser.page)
    assert unquote(asked) == "养老金怎么领？"


async def test_the_number_a_notice_prints_stays_readable_beside_the_applicant_s_own(
    as_role: Callable[[str], Browser], services: Services
) -> None:
    asked = f"我电话0591-83300000，手机{TELEPHONE}，联系人的电话多少？0591—87272803打不通"
    answer = "联系人是孙晓惠，电话0591-87272803；119号文写的是fjwjwlljkc@126.com。"
    told(services.turns, asked, "answered", answer)
    browser = as_role("helpdesk")
    await browser.open("/console/conversations")
    [path] = set(re.findall(r"/console/conversations/\d+", browser.page))
    one = await browser.open(path)
    assert answer in one and "联系人的电话多少？0591—87272803打不通" in one
    assert "83300000" not in one and TELEPHONE not in one


async def test_what_is_known_can_be_asked_and_read(as_role: Callable[[str], Browser]) -> None:
    browser = as_role("city")
    page = await browser.open("/console/knowledge?q=市里什么时候截止报送")
    assert "有答复" in page and "2025年11月30日" in page and "三、（三）" in page
    assert "闽卫老龄函〔2021〕119号" in page and "已过执行期" in page
    assert "/console/helpdesk" not in browser.page, "a link to where they may not go"
    notice = await browser.open("/console/knowledge/fujian-2025-714")
    assert "联系电话：0591—87272803" in notice
    assert len(browser.page) < 100_000, "what the page is made from stands in it"
    assert "没有找到这份通知" in await browser.open("/console/knowledge/none")
    await browser.open("/console/knowledge?q=" + "问" * 201)
    assert browser.status == 422


async def test_the_audit_names_accounts_and_records_who_looks(
    as_role: Callable[[str], Browser], services: Services
) -> None:
    services.audit.record("account:1", "submission_read", "submission:7", channel="console")
    services.audit.record(
        "schedule", "erased_by_schedule", "person:ab", channel="schedule", counts={"turns": 3}
    )
    browser = as_role("administrator")
    page = await browser.open("/console/audit")
    assert "administrator某（account:1）" in page and "submission:7" in page
    assert "对话条数 3" in page and "1095" in page
    await browser.open("/console/audit?action=erased_by_schedule&since=bad&until=2999-12-31")
    assert "submission:7" not in browser.text
    await browser.open("/console/audit?until=2001-01-01")
    assert "这几天没有记录" in browser.text
    await browser.open("/console/audit")
    assert browser.text.count("查看审计记录") >= 4, "each look is an entry; the list names it once"


async def test_accounts_that_are_made_or_changed_are_in_the_audit(
    as_role: Callable[[str], Browser], services: Services
) -> None:
    administrator = as_role("administrator")
    await administrator.open("/console/users")
    who = {"name": "wang", "display": "王", "role": "county", "region": "福州市/仓山区"}
    await administrator.send("/console/users", **who)
    await administrator.open("/console/users")
    await administrator.send("/console/users", **who)
    assert administrator.status == 422, "the name is taken, so nothing was made"
    always = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
    entries = services.audit.latest(*always)
    number = entries[0].object.partition(":")[2]
    assert [(one.action, one.object) for one in entries] == [
        ("account_link", f"account:{number}"),
        ("account_created", f"account:{number}/county"),
    ]
    await administrator.open("/console/users")
    changed = {"display": "王", "role": "city", "region": "福州市"}
    await administrator.send(f"/console/users/{number}", **changed)
    entries = services.audit.latest(*always, action="account_changed")
    assert [one.object for one in entries] == [f"account:{number}/city/stopped"]
    assert "王" not in str([(one.object, one.detail) for one in entries])
