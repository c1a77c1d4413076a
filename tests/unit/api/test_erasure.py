"""“删除我的数据” in the conversation, and what goes by itself when its time is over."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.erasure import Erasure
from api.services import Services
from storage import models
from storage.privacy import held
from storage.unanswered import list_unanswered, record_unanswered
from tests.unit.api.fake_engine import FakeEngine

Say = Callable[..., Any]
ALWAYS = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


@pytest.fixture
def document(services: Services) -> Any:
    """A draft of the person with a file made from it."""
    draft = services.drafts.create("f", "1", "u-1", {"values": {"legal_person": "王建国"}})
    return services.documents.save_document(draft.id, 1, b"PK word", "申请表-榕城.docx")


def recorded(services: Services) -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in services.audit.entries(*ALWAYS)]


async def test_the_person_s_data_are_removed_after_the_question(
    say: Say, client: httpx.AsyncClient, services: Services, engine: FakeEngine, document: Any
) -> None:
    await say("你好")
    [asked] = (await say("请删除我的数据。")).json()
    assert "对话 2 条" in asked["text"] and "文件 1 个" in asked["text"]
    assert "续填码" in asked["text"] and "不能恢复" in asked["text"]
    assert held(services.sessions, "u-1").drafts, "nothing goes before the answer"
    [done] = (await say("确认删除我的数据", message_id="m-9")).json()
    assert "已经删除" in done["text"] and "表格草稿 1 份" in done["text"]
    assert done["custom"]["privacy"] == "erased"
    assert done["recipient_id"] == "u-1"
    assert (await client.get("/api/v1/conversations/u-1/turns")).json()["turns"] == []
    assert (await client.get(f"/documents/{document.token}")).status_code == 404
    assert not Path(document.path).exists()
    assert engine.forgotten == ["u-1"]
    assert [m["message"] for m in engine.received] == ["你好"], "the engine never saw the words"
    assert recorded(services) == [("person", "erased_by_person")]
    [entry] = services.audit.entries(*ALWAYS)
    assert re.fullmatch("[0-9a-f]{16}", entry.request_id)
    # The answer was lost and the page sends the words again: nothing new is removed.
    [again] = (await say("确认删除我的数据", message_id="m-9")).json()
    assert again["custom"]["privacy"] == "late"


@pytest.mark.parametrize("answer", ["不删除", "什么时候截止"])
async def test_anything_but_a_yes_keeps_it(
    say: Say, services: Services, document: Any, answer: str
) -> None:
    await say("删除我的数据")
    await say(answer)
    [late] = (await say("确认删除我的数据")).json()
    assert "没有正在等待确认的删除" in late["text"]
    assert Path(document.path).exists()


async def test_while_the_engine_is_away_nothing_is_removed(
    say: Say, services: Services, engine: FakeEngine, document: Any
) -> None:
    await say("删除我的数据")
    engine.stop()
    [failed] = (await say("确认删除我的数据")).json()
    assert "数据都还在" in failed["text"]
    assert Path(document.path).exists()
    assert recorded(services) == []


async def test_drafts_of_others_are_not_touched(say: Say, services: Services) -> None:
    draft = services.drafts.create("f", "1", "u-1")
    services.drafts.attach(draft.id, "u-2")
    [asked] = (await say("删除我的数据")).json()
    assert "1 份表格已由他人" in asked["text"]
    await say("确认删除我的数据")
    assert services.drafts.get(draft.id) is not None
    assert services.drafts.latest_open("u-2") is not None
    assert services.drafts.latest_open("u-1") is None


@pytest.fixture
async def erasure(app: FastAPI, services: Services) -> Erasure:
    return Erasure(
        services,
        app.state.context.engine,
        services.documents._folder,
        app.state.context.screenings.store,
        app.state.context.staff_links,
        app.state.context.packages,
    )


def age(services: Services, sender: str, days: int) -> None:
    """Let a conversation have ended `days` ago."""
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with services.sessions() as session:
        row = models.Conversation
        session.execute(update(row).where(row.sender == sender).values(last_at=then))
        session.execute(update(models.Consent).values(at=then))
        session.commit()


async def test_old_conversations_go_and_young_ones_stay(
    say: Say, services: Services, erasure: Erasure, engine: FakeEngine
) -> None:
    for sender in ("old", "young", "fills-in"):
        await say("你好", sender=sender)
        services.consents.record(sender, "v", "agreed", "web")
        age(services, sender, 179 if sender == "young" else 181)
    services.drafts.create("f", "1", "fills-in")
    assert await erasure.purge() == 1
    with services.sessions() as session:
        left = session.scalars(select(models.Conversation.sender)).all()
        assert sorted(left) == ["fills-in", "young"]
        assert sorted(session.scalars(select(models.Consent.person))) == ["fills-in", "young"]
    assert engine.forgotten == ["old"]
    assert recorded(services) == [("schedule", "erased_by_schedule")]
    assert await erasure.purge() == 0


def submitted(services: Services, owner: str, days: int) -> int:
    """Something handed in whose last step was `days` ago; its number."""
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    with services.sessions() as session:
        row = models.Submission(
            draft_id=f"d-{owner}", owner=owner, form_id="f", subject="institution", name="某院",
            city="福州市", county="仓山区", state="accepted", back_to="province", version=1,
            round=1, told=1, submitted_at=then, updated_at=then,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            models.SubmissionSnapshot(
                submission_id=row.id, round=1, form_version="1", values={"a": "b"}, verdict=None,
                as_of=then.date(), submitted_at=then,
            )
        )  # fmt: skip
        session.commit()
        return row.id


async def test_who_handed_in_loses_the_conversation_in_time_and_the_submission_later(
    say: Say, services: Services, erasure: Erasure, engine: FakeEngine
) -> None:
    await say("你好")
    age(services, "u-1", 181)
    number = submitted(services, "u-1", 181)
    assert await erasure.purge() == 1
    assert engine.forgotten == ["u-1"]
    found = held(services.sessions, "u-1")
    assert (found.turns, found.submitted) == (0, 1)
    assert await erasure.purge() == 0, "the submission holds no conversation any more"
    with services.sessions() as session:
        then = dt.datetime.now(dt.UTC) - dt.timedelta(days=1096)
        session.execute(update(models.Submission).values(updated_at=then))
        session.commit()
    await erasure.purge()
    assert held(services.sessions, "u-1").submitted == 0
    with services.sessions() as session:
        assert session.scalars(select(models.SubmissionSnapshot.id)).all() == []
    entries = [entry.object for entry in services.audit.entries(*ALWAYS)]
    assert entries[-1] == f"submission:{number}"
    assert recorded(services) == [("schedule", "erased_by_schedule")] * 2


async def test_a_submission_that_moved_lately_stays(services: Services, erasure: Erasure) -> None:
    submitted(services, "u-1", 1094)
    await erasure.purge()
    assert held(services.sessions, "u-1").submitted == 1
    assert recorded(services) == []


async def test_what_the_engine_cannot_forget_now_goes_later(
    say: Say, services: Services, erasure: Erasure, engine: FakeEngine
) -> None:
    await say("你好", sender="old")
    age(services, "old", 400)
    engine.stop()
    assert await erasure.purge() == 0
    engine.start()
    assert await erasure.purge() == 1


async def test_questions_nobody_asks_any_more_go(services: Services, erasure: Erasure) -> None:
    now = dt.datetime.now(dt.UTC)
    record_unanswered(services.sessions, "旧", "旧？", now - dt.timedelta(days=366))
    record_unanswered(services.sessions, "新", "新？", now)
    await erasure.purge()
    assert [row.question for row in list_unanswered(services.sessions)] == ["新"]
