"""Cleaning, merging, limiting, logging: the service's parts by themselves."""

import asyncio
import io
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import events
from api.errors import ApiError
from api.limits import RateLimit
from api.masking import masked
from api.merge import merged
from api.middleware import Guard
from api.text import cleaned, printable, without_command
from api.wording import keys, say


def text(content: str, **more: Any) -> dict[str, Any]:
    return {"recipient_id": "u", "text": content, **more}


def custom(outcome: str) -> dict[str, Any]:
    return {"recipient_id": "u", "custom": {"outcome": outcome}}


def complete(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "citations": []}


BUTTONS = [{"title": "示范县", "payload": "示范县"}]


@pytest.mark.parametrize(
    ("entries", "messages"),
    [
        ([], []),
        ([text("一")], [text("一")]),
        ([text("一"), text("二"), custom("form")], [text("一\n\n二", custom=complete("form"))]),
        (
            [text("答"), custom("answered"), text("再问"), custom("form")],
            [text("答", custom=complete("answered")), text("再问", custom=complete("form"))],
        ),
        (
            [text("选哪个？", buttons=BUTTONS), custom("clarify")],
            [text("选哪个？", buttons=BUTTONS, custom=complete("clarify"))],
        ),
        (
            [text("一", buttons=BUTTONS), text("二")],
            [text("一", buttons=BUTTONS), text("二")],
        ),
        ([custom("form")], [{"recipient_id": "u", "custom": complete("form")}]),
        (
            [text("图"), {"recipient_id": "x", "image": "i.png"}, text("二")],
            [text("图"), {"recipient_id": "u", "image": "i.png"}, text("二")],
        ),
    ],
)
def test_merging(entries: list[dict[str, Any]], messages: list[dict[str, Any]]) -> None:
    assert merged("u", entries) == messages


@given(st.text())
def test_cleaning_is_done_once(typed: str) -> None:
    once = cleaned(typed)
    assert cleaned(once) == once
    assert printable(once) or "\n" in once
    once.encode("utf-8")
    assert "\x00" not in once


@given(st.text())
def test_no_command_gets_through(typed: str) -> None:
    assert not without_command(cleaned(typed)).startswith("/")


def test_a_limit_refills_and_keeps_senders_apart() -> None:
    now = 0.0
    limit = RateLimit(60, clock=lambda: now)
    assert [limit.wait("a") for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait("b") == 0
    now = 2.0
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 1]
    with pytest.raises(ApiError) as refused:
        limit.check("a")
    assert refused.value.status == 429


def test_a_limit_s_memory_is_bounded() -> None:
    limit = RateLimit(1, remember=10)
    for number in range(1000):
        limit.wait(str(number))
    assert len(limit._buckets) == 10


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("电话13805910001", "电话138****0001"),
        ("138 0591 0001", "138****0001"),
        ("0591-83300000", "0591****000"),
        ("0591—83300000", "0591****000"),
        ("联系人和电话是多少", "联系人和电话是多少"),
        ("119号文的联系人电话", "119号文的联系人电话"),
        ("联系人：王建国，", "联系人：王**，"),
        ("负责人是欧阳建国", "负责人是欧**"),
        ("我叫张三丰，电话13805910001", "我叫张**，电话138****0001"),
        ("我叫了人工，没有人", "我叫了人工，没有人"),
        ("联系人是省卫健委老龄处的", "联系人是省卫健委老龄处的"),
        ("350102199001011234可以吗", "350****4可以吗"),
        ("发到zhang.san@example.com吗", "发到**@example.com吗"),
        ("统一社会信用代码91350100M000100Y43", "统一社会信用代码91350100M000100Y43"),
        ("/webhook?token=abc_-1&x=2", "/webhook?token=***&x=2"),
        ("2025年11月14日，120张床位", "2025年11月14日，120张床位"),
    ],
)
def test_masking(line: str, shown: str) -> None:
    assert masked(line) == shown


PUBLISHED = ("059187272803", "孙晓惠", "office@example.gov.cn")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("电话0591-87272803", "电话0591-87272803"),
        ("拨0591 87272803，我的是0591-87272804", "拨0591 87272803，我的是0591****804"),
        ("联系人：孙晓惠，联系人：孙晓", "联系人：孙晓惠，联系人：孙**"),
        ("发office@example.gov.cn或me@example.com", "发office@example.gov.cn或**@example.com"),
    ],
)
def test_what_the_notices_print_stays_readable(line: str, shown: str) -> None:
    assert masked(line, PUBLISHED) == shown
    assert masked(line) != line, "logs cannot tell them apart"


def logged(write: Any) -> dict[str, Any]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(events.JsonFormatter())
    logger = logging.getLogger("test.events")
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    write(logger)
    loaded: dict[str, Any] = json.loads(stream.getvalue())
    return loaded


def test_an_event_names_what_happened_and_where_not_what_was_typed() -> None:
    def fail(_: Any) -> None:
        try:
            raise ValueError("王建国 13805910001")
        except ValueError as error:
            events.EventLog("test.events").error("action_failed", error, action="x")

    entry = logged(fail)
    assert entry["event"] == "action_failed"
    assert entry["error"] == "ValueError"
    assert entry["action"] == "x"
    assert "test_parts.py" in entry["places"][-1]
    assert "王建国" not in json.dumps(entry, ensure_ascii=False)


def test_a_library_s_traceback_is_reduced_to_its_type() -> None:
    trace = "Traceback (most recent call last):\n  File x\nKeyError: '王建国'"
    entry = logged(lambda logger: logger.error(trace))
    assert entry["error"] == "KeyError"
    assert "王建国" not in json.dumps(entry, ensure_ascii=False)


def test_a_pseudonym_does_not_show_the_sender() -> None:
    assert events.pseudonym("u-1") == events.pseudonym("u-1") != events.pseudonym("u-2")
    assert "u-1" not in events.pseudonym("u-1")


def test_every_wording_can_be_filled_in() -> None:
    values = {
        "length": 1, "limit": 2, "place": "x", "problem": "y", "seconds": 3, "what": "z",
        "message": "m", "sender": "s", "filled": 1, "total": 2, "known": "k", "file": "f",
        "value": "v", "names": "n", "role": "r", "count": 4, "id": 5,
        "reason": "r", "port": 8000, "other": 8001,
    }  # fmt: skip
    for key in keys():
        assert "{" not in say(key, **values).replace('{"sender"', "")


async def test_who_waits_while_the_service_stops_is_told_to_come_back() -> None:
    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        raise asyncio.CancelledError

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with pytest.raises(asyncio.CancelledError):
        await Guard(waiting)(scope, None, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 503
    assert json.loads(sent[1]["body"])["error"]["code"] == "stopping"
