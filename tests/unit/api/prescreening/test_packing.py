"""出推荐函 in the conversation: for the city and the province, with what is still missing."""

import io
import zipfile
from typing import Any

import pytest

import storage
from recommendation import Package, build_package
from recommendation.keeping import KEEP
from review.store import Decision
from tests.unit.api.fake_engine import FakeEngine
from tests.unit.api.prescreening.conftest import Talk

KANGNING = "福州市康宁护理院"


def recommend(talk: Talk) -> None:
    """The county and the city recommend the first application."""
    services = talk.app.state.context.services
    accounts, desk = talk.app.state.context.accounts, services.review
    for role, region in (("county", "福州市/鼓楼区"), ("city", "福州市")):
        person = accounts.create(f"who-{role}", "某人", role, region)
        one = next(o for o in desk.store.seen_by(person) if o.name == KANGNING)
        desk.decide(one.id, Decision("recommend", one.version), person)


def zip_of(talk: Talk) -> str:
    """Where the package is that was made last."""
    return str(talk.last[0]["custom"]["package"]["zip"])


async def test_a_city_gets_the_letter_and_the_rest(talk: Talk, engine: FakeEngine) -> None:
    recommend(talk)
    talk.sign_in("city")
    await talk.say("出推荐函，联系人张三，电话0591-87654321")
    assert not engine.received
    assert "福州市的推荐材料已按2025年10月20日的内容生成" in talk.text
    assert "签字盖章" in talk.text and "还缺推荐单位的联系人" not in talk.text
    block = talk.last[0]["custom"]["package"]
    hrefs = {one["name"]: one["href"] for one in block["files"]}
    assert [name.partition("/")[0] for name in hrefs][:2] == ["00报送前核对.docx", "01推荐函.docx"]
    assert any(name.startswith("04工作报告/") for name in hrefs)
    letter = await talk.client.get(hrefs["01推荐函.docx"], headers=talk.headers)
    assert letter.headers["content-disposition"].endswith("01%E6%8E%A8%E8%8D%90%E5%87%BD.docx")
    assert letter.headers["cache-control"] == "no-store"
    assert "张三" in zipfile.ZipFile(io.BytesIO(letter.content)).read("word/document.xml").decode()
    whole = await talk.client.get(block["zip"], headers=talk.headers)
    assert zipfile.ZipFile(io.BytesIO(whole.content)).namelist() == list(hrefs)
    assert [action for action, _ in talk.audit()] == ["package_made"] + ["package_downloaded"] * 2
    again = await talk.client.get(f"/webhooks/{talk.sender}", headers=talk.headers)
    assert KANGNING not in again.text, "nothing of it is kept in the conversation"


async def test_what_stays_blank_is_told(talk: Talk) -> None:
    recommend(talk)
    talk.sign_in("city")
    await talk.say("生成推荐材料")
    assert "还缺推荐单位的联系人" in talk.text and "联系人张三" in talk.text


async def test_the_province_names_a_city_that_has_recommended(talk: Talk) -> None:
    talk.sign_in("province")
    await talk.say("出厦门市的推荐函")
    assert "厦门市还没有推荐到省的申报" in talk.text
    recommend(talk)
    await talk.say("出推荐函")
    assert "福州市的推荐材料" in talk.text
    await talk.say("出某某市的推荐函")
    assert "没有“某某市”这个推荐单位" in talk.text


async def test_it_is_made_once_for_all_its_files(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend(talk)
    talk.sign_in("city")
    made = []

    def counted(*given: Any) -> Package:
        made.append(given)
        return build_package(*given)

    monkeypatch.setattr("review.packing.build_package", counted)
    await talk.say("出推荐函")
    files = talk.last[0]["custom"]["package"]["files"]
    for one in files:
        answer = await talk.client.get(one["href"], headers=talk.headers)
        assert answer.status_code == 200, one["name"]
    unknown = await talk.client.get(f"{zip_of(talk)}?name=../about.json", headers=talk.headers)
    assert unknown.status_code == 404
    assert len(files) > 5 and len(made) == 1


async def test_a_colleague_may_take_it_and_after_a_day_nobody(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend(talk)
    talk.sign_in("city")
    await talk.say("出推荐函")
    link = zip_of(talk)
    talk.sign_in("province")
    assert (await talk.client.get(link, headers=talk.headers)).content[:2] == b"PK"
    packages = talk.app.state.context.packages
    monkeypatch.setattr(packages, "_now", lambda: storage.utc_now() + KEEP)
    late = await talk.client.get(link, headers=talk.headers)
    assert late.status_code == 410 and "24小时内有效" in late.text
    assert packages.purge() == 1
    assert list((talk.app.state.context.settings.var / "packages").iterdir()) == []


async def test_what_was_taken_back_is_not_handed_out(talk: Talk) -> None:
    recommend(talk)
    talk.sign_in("city")
    await talk.say("出推荐函")
    desk = talk.app.state.context.services.review
    one = next(o for o in desk.store.seen_by(talk.person) if o.name == KANGNING)
    desk.decide(one.id, Decision("take_back", one.version), talk.person)
    stale = await talk.client.get(zip_of(talk), headers=talk.headers)
    assert stale.status_code == 410 and "福州市的推荐情况有变化" in stale.text


async def test_an_erased_application_is_in_no_kept_package(talk: Talk) -> None:
    recommend(talk)
    talk.sign_in("city")
    await talk.say("出推荐函")
    link = zip_of(talk)
    applicant = Talk(talk.app, talk.client, sender="u-1")
    await applicant.say("删除我的数据")
    await applicant.say("确认删除我的数据")
    gone = await talk.client.get(link, headers=talk.headers)
    assert gone.status_code == 410 and "没有找到这份推荐材料" in gone.text
    assert list((talk.app.state.context.settings.var / "packages").iterdir()) == []


async def test_nobody_else_is_given_anything(talk: Talk, engine: FakeEngine) -> None:
    recommend(talk)
    for role in ("", "county"):
        if role:
            talk.sign_in(role)
        await talk.say("出推荐函")
        assert "package" not in talk.last[0]["custom"]
        refused = await talk.client.get("/console/package/file/any", headers=talk.headers)
        assert refused.status_code in (401, 403)
    assert len(engine.received) == 2, "the actions say how it is made"


async def test_a_city_never_gets_another_city_s(talk: Talk) -> None:
    recommend(talk)
    accounts = talk.app.state.context.accounts
    talk.sign_in("city")
    assert talk.person is not None
    await talk.say("出推荐函")
    link = zip_of(talk)
    other = accounts.create("xiamen", "某人", "city", "厦门市")
    talk.cookie = accounts.sessions.open(other.id)
    theirs = await talk.client.get(link, headers=talk.headers)
    nobodys = await talk.client.get(f"{link[:-3]}xyz", headers=talk.headers)
    assert theirs.status_code == nobodys.status_code == 410
    assert theirs.text == nobodys.text and "没有找到这份推荐材料" in theirs.text
    await talk.say("出福州市的推荐函")
    assert "福州市还没有推荐到省的申报" in talk.text
