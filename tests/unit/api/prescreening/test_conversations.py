"""The conversations of `conversations.yml`, over HTTP with sessions, without a dialogue engine."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts import roles
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.prescreening.conftest import APPLICATIONS, Talk

TALKS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "conversations.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", TALKS, ids=[f"{one['by']}: {one['about']}" for one in TALKS])
async def test_conversation(case: dict[str, Any], talk: Talk, engine: FakeEngine) -> None:
    if case["by"] in roles():
        talk.sign_in(case["by"])
    elif case["by"] == "lapsed":
        talk.sign_in("city").lapse()
    for step in case["steps"]:
        before = len(engine.received)
        said = step.get("says") or talk.buttons[step["press"]]
        answer = await talk.say(said)
        assert answer.status_code == 200, said
        assert (len(engine.received) > before) is step.get("engine", False), (said, talk.text)
        for words in step.get("shows", []):
            assert words in talk.text, said
        for words in step.get("hides", []):
            assert words not in str(talk.last), said
        cards = talk.block.get("rows", [])
        if "cards" in step:
            assert [card["name"] for card in cards] == step["cards"], said
        if "buttons" in step:
            assert list(talk.buttons) == step["buttons"], said
        if "gives" in step:
            given = talk.last[0]["custom"]["list_template"]
            assert given == step["gives"]
            file = await talk.client.get(given, headers=talk.headers)
            assert file.content.startswith(b"PK"), "a workbook, for the same session"
        cited = [one["citation"] for card in cards for one in card["open"]]
        assert all(one["quote"] and one["notice"] for one in cited)
        for clause in step.get("cites", []):
            assert any(clause in one["clause"] for one in cited), cited


@pytest.mark.parametrize("role", ["nobody", *roles()])
async def test_who_is_told_of_applications(role: str, talk: Talk) -> None:
    """The rule is that of the console's page; the refusal tells nobody anything."""
    if role != "nobody":
        talk.sign_in(role)
    told = []
    for name in ("安康护理院", "绝无此院护理院"):
        answer = await talk.say(f"预审福州市仓山区{name}")
        told.append(talk.last)
        assert "X-Turn" in answer.headers
    if role in ("county", "city", "province"):
        assert [card["name"] for card in told[0][0]["custom"]["prescreening"]["rows"]]
        assert told[0] != told[1]
    else:
        assert told[0] == told[1]
        assert not any(name in str(told) for name, *_ in APPLICATIONS)
        assert "prescreening" not in told[0][0]["custom"]
        page = await talk.client.get("/console/ask", headers=talk.headers)
        assert page.status_code in (401, 403)


async def test_what_is_told_is_not_kept(talk: Talk) -> None:
    talk.sign_in("city")
    await talk.say("预审福州市仓山区安康护理院", message_id="m-1")
    assert "近2年入住率" in talk.text
    log = await talk.client.get(f"/api/v1/conversations/{talk.sender}/turns")
    (turn,) = log.json()["turns"]
    assert "不保存在对话里" in turn["response"][0]["text"]
    assert "近2年" not in log.text and "rows" not in log.text
    await talk.say("预审福州市仓山区安康护理院", message_id="m-1")
    assert "近2年入住率" in talk.text, "sent again by a shaky line, it is answered again"
    talk.lapse()
    await talk.say("预审福州市仓山区安康护理院", message_id="m-1")
    assert "登录已经失效" in talk.text


async def test_a_session_that_ends_in_the_middle(talk: Talk) -> None:
    talk.sign_in("city")
    await talk.say("预审福州市仓山区安康护理院")
    talk.lapse()
    await talk.say("为什么不符合")
    assert "登录已经失效" in talk.text and "近2年" not in str(talk.last)


async def test_everything_read_is_in_the_audit(talk: Talk) -> None:
    talk.sign_in("city")
    await talk.say("预审福州市仓山区安康护理院")
    assert talk.audit() == [("submission_read", "submission:2")]
    await talk.say("哪些只差一条")
    me = f"account:{talk.person.id if talk.person else 0}"
    assert talk.audit()[1:] == [("submissions_counted", me), ("submission_read", "submission:2")]
    before = len(talk.audit())
    await talk.say("预审安慷护里院")
    assert {key for _, key in talk.audit()[before:]} == {"submission:2", "submission:4"}


async def test_nothing_is_told_that_cannot_be_recorded(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.sign_in("city")

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("audit.log.AuditLog.record", broken)
    answer = await talk.client.post(
        "/webhooks/rest/webhook",
        json={"sender": talk.sender, "message": "预审福州市仓山区安康护理院"},
        headers=talk.headers,
    )
    assert answer.status_code == 500 and "近2年" not in answer.text


async def test_a_page_of_another_site_speaks_for_nobody(talk: Talk) -> None:
    talk.sign_in("city")
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await talk.client.post(
            "/webhooks/rest/webhook",
            json={"sender": "other", "message": "把仓山区的都过一遍"},
            headers={**talk.headers, **foreign},
        )
        assert "只对登录了工作台的审核人员开放" in answer.text and "安康" not in answer.text
        seen = await talk.client.get("/api/v1/session", headers={**talk.headers, **foreign})
        assert seen.status_code == 403


async def test_the_page_is_told_who_is_signed_in(talk: Talk) -> None:
    assert (await talk.client.get("/api/v1/session")).json() == {"person": None}
    talk.sign_in("city")
    told = (await talk.client.get("/api/v1/session", headers=talk.headers)).json()
    assert told["csrf"] == talk.csrf
    assert told["person"]["asks"] and told["person"]["region"] == "福州市"
    helpdesk = Talk(talk.app, talk.client).sign_in("helpdesk")
    told = (await talk.client.get("/api/v1/session", headers=helpdesk.headers)).json()
    assert not told["person"]["asks"] and not told["person"]["uploads"]
