"""The platform's API as the product calls it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.wechat.client import ApiRefused, Client, Unreachable
from tests.wechat.fake_server import APP_ID, DROP, GARBAGE, GATEWAY, SECRET, Platform

TOKEN_CALL, SEND = "/cgi-bin/stable_token", "/cgi-bin/message/custom/send"


@pytest.fixture
async def api(platform: Platform) -> AsyncIterator[Client]:
    platform.message("oAlice", "text", Content="x")  # allows five messages
    made = Client(platform.url, APP_ID, SECRET)
    yield made
    await made.close()


async def test_chinese_goes_out_as_it_is(platform: Platform, api: Client) -> None:
    await api.send_text("oAlice", '您好 ]]> \\u6c49 "引号" 👍')
    assert platform.shown("oAlice") == ['您好 ]]> \\u6c49 "引号" 👍']
    platform.complaints.clear()  # the backslash was the text's own


async def test_one_token_for_all_calls_also_at_once(platform: Platform, api: Client) -> None:
    await asyncio.gather(*(api.send_text("oAlice", f"第{n}条") for n in range(5)))
    assert platform.calls.count(TOKEN_CALL) == 1
    assert len(platform.shown("oAlice")) == 5


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_became_bad_is_replaced_once(
    platform: Platform, api: Client, code: int
) -> None:
    await api.send_text("oAlice", "一")
    platform.expire_token()
    platform.faults = [code]
    await api.send_text("oAlice", "二")
    assert platform.shown("oAlice") == ["一", "二"]
    assert platform.calls.count(TOKEN_CALL) == 2
    platform.faults = [code, code]
    with pytest.raises(ApiRefused) as refused:
        await api.send_text("oAlice", "三")
    assert refused.value.code == code
    assert platform.calls.count(SEND) == 5


async def test_a_token_is_forced_out_only_when_the_platform_keeps_it(
    platform: Platform, api: Client
) -> None:
    await api.send_text("oAlice", "一")
    for _ in range(3):
        platform.faults = [40001]
        await api.send_text("oAlice", "二")
    assert platform.forced == 1


async def test_other_errors_do_not_touch_the_token(platform: Platform, api: Client) -> None:
    await api.send_text("oAlice", "一")
    for code in (45015, 45047, 45009, -1):
        platform.faults = [code]
        with pytest.raises(ApiRefused) as refused:
            await api.send_text("oAlice", "二")
        assert refused.value.code == code
    assert platform.calls.count(TOKEN_CALL) == 1


@pytest.mark.parametrize("fault", [GATEWAY, GARBAGE, DROP])
async def test_no_answer_or_none_that_makes_sense(
    platform: Platform, api: Client, fault: str
) -> None:
    platform.faults = [fault]
    with pytest.raises(Unreachable):
        await api.send_text("oAlice", "一")
    platform.token_faults = [fault]
    platform.expire_token()
    with pytest.raises(Unreachable):
        await api.send_text("oAlice", "一")
    await api.send_text("oAlice", "二")
    assert platform.shown("oAlice") == ["二"]


async def test_wrong_settings_are_told(platform: Platform) -> None:
    api = Client(platform.url, APP_ID, "not the secret")
    with pytest.raises(ApiRefused) as refused:
        await api.send_text("oAlice", "一")
    assert refused.value.code == 40125
    await api.close()


async def test_typing(platform: Platform, api: Client) -> None:
    await api.typing("oAlice")
    assert platform.follower("oAlice").typing == 1
