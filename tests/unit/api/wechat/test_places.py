"""A position in WeChat while a form is open: offered for its address, put in at a word."""

from typing import Any

import httpx
import pytest

from api.services import Services
from forms import Form
from tests.unit.api.conftest import FORM
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import said, says
from tests.wechat.fake_server import Platform

PLACE = "福建省福州市仓山区金山街道示例路8号"
OFFER = "请回复“填入”"

pytestmark = pytest.mark.usefixtures("forms_served")


def position(platform: Platform, label: str = PLACE) -> dict[str, Any]:
    where = {"Location_X": "26.0", "Location_Y": "119.3", "Scale": 20}
    return platform.message("oA", "location", Label=label, **where)


def begin(services: Services, form: Form, **values: Any) -> str:
    state = {"values": values, "phase": "filling"}
    return services.drafts.create(form.id, form.version, "wechat:oA", state).id


async def test_a_position_goes_into_the_address_at_a_word(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    services: Services,
    form_set: dict[str, Form],
) -> None:
    draft = begin(services, form_set[FORM])
    answer = await said(platform, client, position(platform))
    assert f"您的位置已收到：{PLACE}" in answer
    assert "《全国医养结合示范机构申请表》的“通讯地址”" in answer and OFFER in answer
    assert engine.received == [], "nothing is put in before it is said"
    engine.answer = says("接着填。")
    answer = await said(platform, client, platform.text("oA", "填入。"))
    assert f"通讯地址 {PLACE}" in answer and "接着填。" in answer
    assert [one["message"] for one in engine.received] == ["继续填写"]
    assert services.drafts.get(draft).values == {"address": PLACE}
    assert {one.channel for one in services.drafts.history(draft)} >= {"wechat"}
    assert "已经是这个地址" in await said(platform, client, position(platform))


async def test_another_address_is_told_and_replaced(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    form_set: dict[str, Form],
) -> None:
    draft = begin(services, form_set[FORM], address="福州市鼓楼区旧路1号")
    assert "表里现在写的是“福州市鼓楼区旧路1号”" in await said(platform, client, position(platform))
    assert services.drafts.get(draft).values["address"] == "福州市鼓楼区旧路1号"
    await said(platform, client, platform.text("oA", "填入"))
    assert services.drafts.get(draft).values["address"] == PLACE


async def test_the_question_before_the_position_is_still_open(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    services: Services,
    form_set: dict[str, Form],
) -> None:
    begin(services, form_set[FORM])
    engine.answer = says("哪一种？", [("公办", "公办"), ("民办", "民办")])
    await said(platform, client, platform.text("oA", "机构性质"))
    await said(platform, client, position(platform))
    await said(platform, client, platform.text("oA", "2"))
    assert engine.received[-1]["message"] == "民办"


async def test_without_a_form_or_its_address_a_position_is_told_what_to_do_with(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    form_set: dict[str, Form],
) -> None:
    assert f"“地址：{PLACE}”" in await said(platform, client, position(platform))
    begin(services, form_set["promotion_self_check"])
    assert OFFER not in await said(platform, client, position(platform))


async def test_a_position_without_a_name_is_not_offered(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    form_set: dict[str, Form],
) -> None:
    begin(services, form_set[FORM])
    assert "没有附地名" in await said(platform, client, position(platform, ""))
