"""A photographed certificate in WeChat: fetched, read, listed, filled in by its numbers."""

import threading
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from api.services import Services
from api.wechat.pictures import chosen_in
from forms import Form
from prefill import Offer, ocr
from prefill.layout import Line
from tests.unit.api.conftest import FORM
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import hurried, said, says
from tests.unit.prefill.conftest import recorded
from tests.wechat.fake_server import Platform

pytestmark = pytest.mark.usefixtures("forms_served")


def reads(monkeypatch: pytest.MonkeyPatch, lines: list[Line]) -> bytes:
    """A picture in which the reader finds these lines."""
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("rapidocr")
    from tests.unit.prefill.papers import jpeg

    monkeypatch.setattr(ocr, "read_lines", lambda picture: lines)
    return jpeg(image.new("RGB", (1600, 1600), "white"))


def other_picture() -> bytes:
    image = pytest.importorskip("PIL.Image")
    from tests.unit.prefill.papers import jpeg

    return jpeg(image.new("RGB", (800, 600), "blue"))


async def test_a_licence_is_read_and_filled_in_by_its_numbers(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform.pictures["m-1"] = reads(monkeypatch, recorded("business_licence.photo"))
    picture = platform.message("oA", "image", PicUrl="http://mmbiz.example/x", MediaId="m-1")
    answer = await said(platform, client, picture)
    assert "从《营业执照》读出" in answer
    assert "1. 机构名称：福州市康宁护理院有限公司" in answer
    assert "这是登记的住所" in answer
    assert "填入第1、2、4项" in answer
    assert "原图没有保存" in answer
    assert engine.received == []
    assert services.drafts.of_member("wechat:oA") == []

    engine.answer = says("接着填。")
    answer = await said(platform, client, platform.text("oA", "填入1、2"))
    assert "已记下：机构名称 福州市康宁护理院有限公司" in answer
    assert "接着填。" in answer
    assert [message["message"] for message in engine.received] == ["继续填写"]
    (draft,) = services.drafts.of_member("wechat:oA")
    assert set(draft.values) == {"institution_name", "credit_code"}
    assert {change.channel for change in services.drafts.history(draft.id)} == {"wechat"}


@hurried
async def test_while_a_picture_is_read_nothing_of_another_is_filled_in(
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    until: Callable[[Callable[[], Any]], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()
    platform.pictures["m-1"] = reads(monkeypatch, recorded("business_licence.photo"))
    first = platform.message("oA", "image", PicUrl="", MediaId="m-1")
    await platform.deliver(client, first)
    await until(lambda: any("从《营业执照》读出" in text for text in platform.shown("oA")))

    def slowly(picture: Any) -> list[Line]:
        go_on.wait(20)
        return recorded("medical_licence.photo")

    monkeypatch.setattr(ocr, "read_lines", slowly)
    await platform.deliver(client, platform.message("oA", "image", PicUrl="", MediaId="m-1"))
    assert "图片还在识别" in await said(platform, client, platform.text("oA", "填入"))
    assert services.drafts.of_member("wechat:oA") == []
    go_on.set()
    await until(lambda: any("医疗机构执业许可证》读出" in t for t in platform.shown("oA")))


@pytest.mark.parametrize(
    ("media", "lines", "expected"),
    [("gone", "business_licence.photo", "没有从微信取到"), ("m-1", "", "没有读出文字")],
)
async def test_a_picture_that_gives_nothing(
    media: str,
    lines: str,
    expected: str,
    platform: Platform,
    client: httpx.AsyncClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform.pictures["m-1"] = reads(monkeypatch, recorded(lines) if lines else [])
    picture = platform.message("oA", "image", PicUrl="", MediaId=media)
    answer = await said(platform, client, picture)
    assert expected in answer
    assert "申请表没有变" in answer
    assert services.drafts.of_member("wechat:oA") == []


async def _photograph(platform: Platform, client: httpx.AsyncClient, media: str) -> str:
    return await said(platform, client, platform.message("oA", "image", PicUrl="", MediaId=media))


async def test_a_picture_that_is_no_certificate_is_attached_by_a_word(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    services: Services,
    form_set: dict[str, Form],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Offered where it can be attached; fetched again then, and the same one only once."""
    platform.pictures["m-1"] = reads(monkeypatch, [])
    assert "附上" not in await _photograph(platform, client, "m-1")
    draft = services.drafts.create(FORM, form_set[FORM].version, "wechat:oA")
    answer = await _photograph(platform, client, "m-1")
    assert "没有读出文字" in answer
    assert "附在《全国医养结合示范机构申请表》后面的照片，请回复“附上”" in answer
    assert services.drafts.photos(draft.id) == []
    answer = await said(platform, client, platform.text("oA", "附上。"))
    assert "照片已附在《全国医养结合示范机构申请表》后面，现在共1张" in answer
    await said(platform, client, platform.text("oA", "附上"))
    (photo,) = services.drafts.photos(draft.id)
    assert photo.content[:3] == b"\xff\xd8\xff"
    assert {c.channel for c in services.drafts.history(draft.id)} == {"wechat"}
    assert engine.received == []


async def test_after_the_wish_pictures_are_attached_and_not_read(
    platform: Platform,
    client: httpx.AsyncClient,
    engine: FakeEngine,
    services: Services,
    form_set: dict[str, Form],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform.pictures["m-1"] = reads(monkeypatch, recorded("business_licence.photo"))
    platform.pictures["m-2"] = other_picture()
    engine.answer = says("请发照片。")
    assert "请发照片" in await said(platform, client, platform.text("oA", "我要附几张照片"))
    assert "还没有正在填的申请表" in await _photograph(platform, client, "m-1")
    draft = services.drafts.create(FORM, form_set[FORM].version, "wechat:oA")
    assert "现在共1张" in await _photograph(platform, client, "m-1")
    assert "现在共2张" in await _photograph(platform, client, "m-2")
    assert "没有从微信取到" in await _photograph(platform, client, "gone")
    assert len(services.drafts.photos(draft.id)) == 2
    await said(platform, client, platform.text("oA", "不附照片了"))
    answer = await _photograph(platform, client, "m-1")
    assert "从《营业执照》读出" in answer and "请回复“附上”" in answer


async def test_without_a_picture_the_word_goes_to_the_conversation(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    await said(platform, client, platform.text("oA", "附上"))
    assert [message["message"] for message in engine.received] == ["附上"]


async def test_without_the_extra_a_picture_asks_for_words(
    platform: Platform, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "PARTS", ("a_package_that_is_not_there",))
    picture = platform.message("oA", "image", PicUrl="", MediaId="m-1")
    assert "用文字发来" in await said(platform, client, picture)


async def test_the_words_mean_nothing_without_a_picture(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    await said(platform, client, platform.text("oA", "填入1"))
    assert [message["message"] for message in engine.received] == ["填入1"]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("填入", ["a"]),
        ("填入。", ["a"]),
        ("填入1、3", ["a", "c"]),
        ("填入 第2和第3", ["b", "c"]),
        ("填进去全部", ["a", "c"]),
        ("填入9", []),
        ("填入床位120张", None),
        ("什么时候截止", None),
    ],
)
def test_which_values_are_meant(words: str, keys: list[str] | None) -> None:
    offers = [
        Offer("a", "甲", "1", 1),
        Offer("b", "乙", "?", None, sure=False),
        Offer("c", "丙", "3", 3, sure=False),
    ]
    chosen = chosen_in(words, offers)
    assert (None if chosen is None else [offer.key for offer in chosen]) == keys
