"""A list handed in by staff: screened beside the request, asked about in the chat, downloaded."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import Workbook, load_workbook
from pydantic import SecretStr

from api.settings import Settings
from screening import jobs
from screening.progress import Progress
from storage import utc_now
from tests.unit.api.prescreening.conftest import Talk, here

TOKEN = "a-token-of-the-staff-0123"
ROWS = [("甲护理院", "96%"), ("乙护理院", "60%"), ("康宁护理院", None)]


def a_list(rows: list[tuple[str, Any]] = ROWS) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["机构名称", "满意度"])
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_list_in_a_ranking_out(talk: Talk) -> None:
    talk.sign_in("city")
    job = (await talk.upload(a_list(), "摸底表.xlsx".encode().hex())).json()
    assert job["state"] == "done" and job["total"] == 3
    assert job["institutions"][0]["rank"] == 1
    assert all(one["citation"]["quote"] for one in job["institutions"][0]["open"])
    book = await talk.client.get(job["result"], headers=talk.headers)
    assert load_workbook(io.BytesIO(book.content))["排名"]["B6"].value
    assert ("screening_result", f"list:{job['id'][:16]}") in talk.audit()
    assert any(action == "screening_upload" for action, _ in talk.audit())


async def test_whoever_waits_is_told_how_far_a_list_is(talk: Talk) -> None:
    go_on = asyncio.Event()

    async def slowly(job: jobs.Job) -> None:
        await go_on.wait()
        await here(job)

    talk.app.state.context.screenings.run = slowly
    talk.sign_in("city")
    job = (await talk.upload(a_list())).json()
    assert (job["state"], job["progress"]) == ("working", None)
    found = talk.app.state.context.screenings.store.get(job["id"], talk.owner)
    path = f"/api/v1/screening/jobs/{job['id']}"
    for progress, told in (
        (Progress("reading", 0, 0), "正在读名单"),
        (Progress("checking", 8400, 20000), "已核对8400家，共20000家。"),
    ):
        found.tell(progress)
        shown = (await talk.client.get(path, headers=talk.headers)).json()["progress"]
        assert (shown["phase"], shown["done"]) == (progress.phase, progress.done)
        assert told in shown["told"]
    assert (await talk.say("什么时候截止")).status_code == 200  # meanwhile
    await talk.say("名单里哪些只差一条")
    assert "您上传的名单还在核对" in talk.text
    go_on.set()
    await talk.app.state.context.screenings.settled(found, 10)
    done = (await talk.client.get(path, headers=talk.headers)).json()
    assert done["state"] == "done" and "progress" not in done


async def test_questions_on_the_list_that_was_sent(talk: Talk) -> None:
    talk.sign_in("city")
    await talk.upload(a_list())
    await talk.say("预审乙护理院")
    assert "您上传的名单里，“乙护理院”排第" in talk.text
    (card,) = talk.block["rows"]
    assert any(one["verdict"] == "不符合" for one in card["open"])
    await talk.say("为什么不符合")
    assert "“乙护理院”" in talk.text
    await talk.say("哪些只差五条")
    assert "您上传的名单里" in talk.text and "只差5条的" in talk.text
    assert ("screening_asked" in {action for action, _ in talk.audit()}) and talk.block["of_list"]
    for asked, told in (
        ("把不符合的列一下", "结论是“不符合”的有1家"),
        ("需佐证的有哪些", "没有结论是“需佐证”的机构"),
        ("第三名是谁", "“乙护理院”排第3名"),
        ("第3名为什么不符合", "“乙护理院”排第3名"),
        ("第三名不符合的原因是什么", "“乙护理院”排第3名"),
        ("乙护理院那家差什么", "“乙护理院”排第3名"),
        ("第9名是谁", "共3家，没有第9名"),
        ("为什么乙护理院不符合", "“乙护理院”排第3名"),
        ("哪些没有读出来", "都读出来了"),
        ("把不符合的列出来发我", "结论是“不符合”的有1家"),
        ("还缺材料的有哪些", "结论是“信息不足”的有2家"),
        ("乙护理院为什么排第三", "“乙护理院”排第3名"),
        ("为什么排第三", "“乙护理院”排第3名"),
        ("那第三名呢", "“乙护理院”排第3名"),
        ("排前两名的是哪些", "前2名有2家"),
        ("满意度不达标的有哪些", "“满意度”不符合的有1家"),
        ("哪几家差一点", "只差1条"),
    ):
        await talk.say(asked)
        assert told in talk.text, asked
    await talk.say("把仓山区的都过一遍")
    assert "福州市仓山区已提交的申报共1份" in talk.text, "a place means what is under review"
    await talk.say("哪些只差一条")
    assert "福州市仓山区已提交的申报里" in talk.text
    await talk.say("名单里哪些只差五条")
    assert "您上传的名单里" in talk.text


async def test_a_question_on_a_list_is_not_answered_with_what_is_under_review(talk: Talk) -> None:
    talk.sign_in("city")
    await talk.say("名单里哪些只差一条")
    assert "没有您上传的名单" in talk.text
    assert "已提交的申报里" not in talk.text


async def test_nobody_else_gets_at_it(talk: Talk) -> None:
    talk.sign_in("city")
    job = (await talk.upload(a_list())).json()
    other = Talk(talk.app, talk.client, sender=talk.sender).sign_in("province")
    for path in (f"{jobs_path()}/{job['id']}", job["result"]):
        for headers, status in ((other.headers, 404), ({}, 403), (talk.headers, 200)):
            assert (await talk.client.get(path, headers=headers)).status_code == status
    await other.say("预审乙护理院")
    assert "您上传的名单" not in other.text
    helpdesk = Talk(talk.app, talk.client).sign_in("helpdesk")
    assert (await helpdesk.upload(a_list())).status_code == 403
    assert (await talk.client.get(job["result"], headers=helpdesk.headers)).status_code == 403


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"", 422, "文件是空的"),
        (b"a,b", 415, "不是可以打开的 Excel"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 99, 415, "旧格式"),
        (b"PK" + b"x" * 5_000_000, 413, "超过"),
    ],
)
async def test_no_workbook(talk: Talk, data: bytes, status: int, words: str) -> None:
    talk.sign_in("city")
    answer = await talk.upload(data)
    assert answer.status_code == status and words in answer.json()["error"]["message"]
    assert list(talk.app.state.context.screenings.store.all()) == []


async def test_a_workbook_that_is_no_list(talk: Talk) -> None:
    talk.sign_in("city")
    job = (await talk.upload(a_list([]))).json()
    assert job["state"] == "refused" and "没有机构" in job["problem"]
    answer = await talk.client.get(f"{jobs_path()}/{job['id']}/result", headers=talk.headers)
    assert answer.status_code == 409


async def test_a_long_list_holds_no_request(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in at once, one after the other, and no more than may wait."""
    monkeypatch.setattr("api.routes.screening_jobs.SOON", 0.05)
    talk.sign_in("city")
    go = asyncio.Event()

    async def slow(job: jobs.Job) -> None:
        await go.wait()
        await here(job)

    screenings = talk.app.state.context.screenings
    screenings.run = slow
    first, second, third = [(await talk.upload(a_list())).json() for _ in range(3)]
    assert [one["state"] for one in (first, second, third)] == ["working"] * 3
    assert (first["ahead"], third["ahead"]) == (0, 2)
    assert (await talk.upload(a_list())).status_code == 429
    await talk.say("预审福州市仓山区安康护理院")
    assert "近2年" in talk.text, "the conversation goes on meanwhile"
    go.set()
    done = await screenings.settled(screenings.store.get(third["id"], owner(talk)), 8)
    assert done.state == "done"


async def test_a_process_that_dies_is_told(talk: Talk) -> None:
    async def dies(_: jobs.Job) -> None:
        raise OSError("killed")

    talk.app.state.context.screenings.run = dies
    talk.sign_in("city")
    job = (await talk.upload(a_list())).json()
    assert job["state"] == "refused" and "没有完成" in job["problem"]


async def test_removed_at_a_word_and_after_a_day(talk: Talk) -> None:
    talk.sign_in("city")
    store = talk.app.state.context.screenings.store
    job = (await talk.upload(a_list())).json()
    path = f"{jobs_path()}/{job['id']}"
    assert (await talk.client.delete(path, headers=talk.headers)).status_code == 204
    assert (await talk.client.get(path, headers=talk.headers)).status_code == 404
    await talk.upload(a_list())
    await talk.say("删除我的数据")
    await talk.say("确认删除我的数据")
    assert list(store.all()) == []
    await talk.upload(a_list())
    later = jobs.JobStore(store._folder, now=lambda: utc_now() + timedelta(hours=25))
    (kept,) = later.all()
    assert later.get(kept.id, kept.owner) is None
    assert later.purge() == 1 and list(store.all()) == []


async def test_a_new_start_goes_on_with_what_is_unfinished(talk: Talk) -> None:
    screenings = talk.app.state.context.screenings
    store = screenings.store
    job = store.add("account:1", "", "list.xlsx", a_list(), utc_now().date())
    assert [one.id for one in store.unfinished()] == [job.id]
    screenings.start()
    assert (await screenings.settled(job, 8)).state == "done"


async def test_programs_hand_in_lists_with_the_token(
    app: FastAPI, client: httpx.AsyncClient, settings: Settings
) -> None:
    settings.staff_token = SecretStr(TOKEN)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = await client.post(f"{jobs_path()}?as_of=2025-10-20", content=a_list(), headers=bearer)
    assert answer.status_code == 202
    job = answer.json()
    assert job["state"] == "done" and job["as_of"] == "2025-10-20"
    assert (await client.get(job["result"], headers=bearer)).status_code == 200
    assert (await client.get(job["result"])).status_code == 401


def owner(talk: Talk) -> str:
    return f"account:{talk.person.id if talk.person else 0}"


def jobs_path() -> str:
    return "/api/v1/screening/jobs"
