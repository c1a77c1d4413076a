"""The stable contract over HTTP, with the real engine."""

import re
import uuid
from typing import Any

import httpx
import pytest

from tests import web

OUTCOMES = {
    "answered", "declined", "clarify", "form", "checked", "rendered", "handoff", "smalltalk",
    "error",
}  # fmt: skip


def say(base: str, message: str, sender: str | None = None, **more: Any) -> httpx.Response:
    body = {"sender": sender or uuid.uuid4().hex, "message": message, **more}
    return web.post(f"{base}/webhooks/rest/webhook", json=body, timeout=60)


def test_healthz(product: str) -> None:
    answer = web.get(f"{product}/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["checks"] == {"database": "ok", "engine": "ok"}


def test_an_answer_has_the_contract_s_shape(product: str) -> None:
    sender = uuid.uuid4().hex
    answer = say(product, "设区市什么时候之前要把材料报到省里？", sender)
    assert answer.status_code == 200
    assert answer.headers["X-Turn"] == "1"
    messages = answer.json()
    assert isinstance(messages, list)
    assert messages
    for message in messages:
        assert set(message) <= {"recipient_id", "text", "buttons", "custom"}
        assert message["recipient_id"] == sender
        assert message["custom"]["outcome"] in OUTCOMES
        for citation in message["custom"]["citations"]:
            assert set(citation) == {"notice", "clause", "quote"}
    assert messages[0]["custom"]["outcome"] == "answered"
    assert messages[0]["custom"]["citations"][0]["notice"] == "闽卫老龄函〔2025〕714号"


def test_an_answer_with_empty_lines_is_one_message(product: str) -> None:
    messages = say(product, "你好").json()
    assert len(messages) == 1
    assert messages[0]["custom"]["outcome"] == "smalltalk"


@pytest.mark.parametrize(
    "message",
    ["", "   ", "字" * 10_000, "👍👍👍", "\x00\x01\x02", "<script>alert(1)</script>", "{{ 7*7 }}",
     "/restart", "/no_such_intent", '/ask{"topic": "x"}', "？？？", "a" * 1999, "\u202e倒写"],
    ids=["empty", "blank", "ten_thousand", "emoji", "control", "html", "jinja", "restart",
         "unknown_intent", "payload", "marks", "one_long_word", "direction_override"],
)  # fmt: skip
def test_any_input_gets_a_clear_answer(product: str, message: str) -> None:
    answer = say(product, message)
    assert answer.status_code == 200
    messages = answer.json()
    assert messages
    for entry in messages:
        assert re.search("[\u4e00-\u9fff]{2}", entry["text"])
        assert "Traceback" not in entry["text"]
        assert entry["custom"]["outcome"] in OUTCOMES
    assert "49" not in messages[0]["text"] or message != "{{ 7*7 }}"


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"message": "x"}', b"\xff\xff"])
def test_a_malformed_body(product: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = web.post(f"{product}/webhooks/rest/webhook", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message"}


def test_a_repeated_message_is_answered_once(product: str) -> None:
    sender = uuid.uuid4().hex
    first = say(product, "申报截止到什么时候？", sender, message_id="m-1")
    again = say(product, "申报截止到什么时候？", sender, message_id="m-1")
    assert again.json() == first.json()
    turns = web.get(f"{product}/api/v1/conversations/{sender}/turns?after=0").json()
    assert [turn["seq"] for turn in turns["turns"]] == [1]
    assert turns["turns"][0]["response"] == first.json()


def test_the_engine_s_actions_are_closed(product: str) -> None:
    answer = web.post(f"{product}/webhook", json={"next_action": "action_answer"})
    assert answer.status_code == 403
    assert "action_answer" not in answer.text


def test_a_restart_command_does_not_wipe_the_conversation(product: str) -> None:
    sender = uuid.uuid4().hex
    say(product, "我们是养老机构", sender)
    asked = say(product, "申报条件是什么？", sender).json()
    say(product, "/restart", sender)
    again = say(product, "申报条件是什么？", sender).json()
    assert [m["custom"]["outcome"] for m in again] == [m["custom"]["outcome"] for m in asked]


def test_unknown_links_and_codes(product: str) -> None:
    page = web.get(f"{product}/documents/abc", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert "下载" in page.text
    assert web.get(f"{product}/documents/abc").json()["error"]["code"] == "link_unknown"
    assert web.get(f"{product}/api/v1/drafts/K7QM-3F9T").status_code == 404


def test_the_page_and_its_assets_come_from_the_app(product: str) -> None:
    page = web.get(f"{product}/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert web.get(f"{product}{path}").status_code == 200, path


def test_timeline(product: str) -> None:
    answer = web.get(f"{product}/api/v1/timeline").json()
    assert answer["today"] == "2025-10-20"
    assert [s["state"] for s in answer["stages"]].count("current") == 1
    assert len(answer["stages"]) == 5


def test_forms(product: str) -> None:
    listed = web.get(f"{product}/api/v1/forms").json()["forms"]
    assert {form["id"] for form in listed} >= {
        "demonstration_county_application",
        "demonstration_institution_application",
    }
    form = web.get(f"{product}/api/v1/forms/demonstration_institution_application").json()
    keys = [field["key"] for group in form["groups"] for field in group["fields"]]
    assert len(keys) == len(set(keys)) > 30
    assert web.get(f"{product}/api/v1/forms/none").status_code == 404


def test_eligibility_check(product: str) -> None:
    url = f"{product}/api/v1/eligibility/check"
    nothing = web.post(url, json={"facts": {}}).json()
    assert nothing["overall"] == "信息不足"
    assert nothing["missing"]
    bad = {"incident_fire": True}
    assert web.post(url, json={"facts": bad}).json()["overall"] == "不符合"
    given = {"facts": {"operating_beds": 180}, "as_of": "2025-10-20"}
    assert web.post(url, json=given).json() == web.post(url, json=given).json()


def test_eligibility_check_of_a_county(product: str) -> None:
    url = f"{product}/api/v1/eligibility/check"
    given = {"care_homes": 26, "care_homes_with_medical": 25}
    county = web.post(url, json={"facts": given, "rule_set": "demonstration_county"}).json()
    assert (county["rule_set"], county["overall"]) == ("demonstration_county", "不符合")
    assert web.post(url, json={"facts": given}).status_code == 422
    unknown = web.post(url, json={"facts": {}, "rule_set": "village"})
    assert unknown.status_code == 422
    assert "demonstration_county" in unknown.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [{}, {"facts": []}, {"facts": {"no_such_fact": 1}}, {"facts": {"operating_beds": "many"}},
     {"facts": {"operating_beds": -1}}, {"facts": {"occupancy_last_year": 1e309}},
     {"facts": {}, "as_of": "tomorrow"}, {"facts": {}, "as_of": "1990-01-01"},
     {"facts": {"medical_qualified_on": "2019-13"}}],
)  # fmt: skip
def test_eligibility_check_refuses_what_cannot_be(product: str, body: Any) -> None:
    content = str(body).replace("'", '"').replace("inf", "1e309")
    answer = web.post(
        f"{product}/api/v1/eligibility/check",
        content=content,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422, answer.text
    assert re.search("[\u4e00-\u9fff]{2}", answer.json()["error"]["message"])
