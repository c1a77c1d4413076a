"""The link from WeChat to the page: the same conversation and draft, for a while."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

import storage
from api.services import Services
from api.wechat.links import LinkExpired, Links
from storage.wechat_links import LinkStore
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.wechat.conftest import says
from tests.wechat.fake_server import Platform


async def token_of(platform: Platform, client: httpx.AsyncClient, openid: str = "oAlice") -> str:
    outcome = await platform.deliver(client, platform.text(openid, "网页"))
    found = re.search(r'href="https://yiyang\.example\.cn/\?c=([^"]+)"', outcome.replies[0])
    assert found
    return found[1]


async def test_the_page_opens_the_same_conversation(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    await platform.deliver(client, platform.text("oAlice", "我要填申请表"))
    token = await token_of(platform, client)
    assert len(token) <= 128
    assert (await client.get("/", params={"c": token})).status_code == 200
    turns = (await client.get(f"/api/v1/conversations/{token}/turns")).json()
    assert [turn["text"] for turn in turns["turns"]] == ["我要填申请表"]
    assert "oAlice" not in str(turns)
    answer = await client.post(
        "/webhooks/rest/webhook", json={"sender": token, "message": "康宁护理院"}
    )
    assert answer.json()[0]["recipient_id"] == token
    assert [m["sender"] for m in engine.received] == ["wechat:oAlice"] * 2


async def test_numbers_of_wechat_are_stale_after_a_turn_on_the_page(
    platform: Platform, client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    engine.answer = says("哪一个？", [("示范县", "我问示范县")])
    await platform.deliver(client, platform.text("oAlice", "条件"))
    token = await token_of(platform, client)
    await client.post("/webhooks/rest/webhook", json={"sender": token, "message": "别的"})
    await platform.deliver(client, platform.text("oAlice", "1"))
    assert engine.received[-1]["message"] == "1"


async def test_a_link_is_used_again_while_it_is_young(
    platform: Platform, client: httpx.AsyncClient
) -> None:
    assert await token_of(platform, client) == await token_of(platform, client)
    assert await token_of(platform, client) != await token_of(platform, client, "oBob")


@pytest.mark.parametrize("sender", ["wechat:oAlice", "wechat:"])
async def test_the_follower_s_own_id_opens_nothing(client: httpx.AsyncClient, sender: str) -> None:
    answer = await client.post("/webhooks/rest/webhook", json={"sender": sender, "message": "x"})
    assert answer.status_code == 403
    turns = await client.get(f"/api/v1/conversations/{sender}/turns")
    assert turns.status_code == 403


async def test_forged_and_cut_links(platform: Platform, client: httpx.AsyncClient) -> None:
    token = await token_of(platform, client)
    for bad in (
        token[:-1],
        token + "x",
        "wxlink.",
        "wxlink.abc.def",
        token.replace("wxlink.", "x"),
    ):
        page = await client.get("/", params={"c": bad})
        assert page.status_code == 410
        assert "网页" in page.text
    for bad in (token[:-1], "wxlink.x"):
        answer = await client.post("/webhooks/rest/webhook", json={"sender": bad, "message": "x"})
        assert answer.status_code == 410
        assert answer.json()["error"]["code"] == "page_link_expired"


def test_links_expire_and_are_forgotten(services: Services) -> None:
    moments = [storage.utc_now()]
    store = LinkStore(services.sessions, now=lambda: moments[-1])
    links = Links(store, "k" * 40, "https://yiyang.example.cn")
    token = links.url_for("wechat:oAlice").partition("c=")[2]
    assert links.sender_of(token) == "wechat:oAlice"
    moments.append(moments[0] + timedelta(hours=30))
    assert links.url_for("wechat:oAlice").partition("c=")[2] != token
    assert links.sender_of(token) == "wechat:oAlice"
    moments.append(moments[0] + timedelta(hours=49))
    with pytest.raises(LinkExpired):
        links.sender_of(token)
    links.purge()
    with pytest.raises(LinkExpired):
        Links(store, "k" * 40, "").sender_of(token)


def test_a_link_of_another_installation(services: Services) -> None:
    store = LinkStore(services.sessions)
    token = Links(store, "k" * 40, "").url_for("wechat:oAlice").partition("c=")[2]
    with pytest.raises(LinkExpired):
        Links(store, "j" * 40, "").sender_of(token)


class TestOff:
    """The channel is not configured."""

    @pytest.fixture
    def settings(self, settings: Any) -> Any:
        off = {name: "" for name in ("wechat_appid", "wechat_mode")}
        secret = type(settings.wechat_secret)("")
        secrets = dict.fromkeys(("wechat_secret", "wechat_token", "wechat_aeskey"), secret)
        return settings.model_copy(update={**off, **secrets})

    async def test_there_is_no_callback(self, client: httpx.AsyncClient) -> None:
        for answer in (await client.get("/wechat"), await client.post("/wechat", content=b"x")):
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"

    async def test_links_are_over(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/", params={"c": "wxlink.x"})).status_code == 410
        turns = await client.get("/api/v1/conversations/wxlink.x/turns")
        assert turns.status_code == 410
