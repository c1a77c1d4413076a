"""What is recorded cannot be changed or removed before its time, and holds nothing personal."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

import tests.databases as databases
from audit import AuditLog, NotRecordable, as_csv
from storage.models import AuditEntry

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def log(factory: sessionmaker[Session]) -> AuditLog:
    made = AuditLog(factory)
    made.record(
        "person",
        "document_download",
        "draft:d1",
        channel="web",
        request_id="r1",
        counts={"turns": 3, "kb": 1},
    )
    return made


@pytest.mark.parametrize(
    "change",
    [update(AuditEntry).values(actor="nobody"), delete(AuditEntry), text("TRUNCATE audit_entries")],
    ids=["update", "delete", "truncate"],
)
def test_an_entry_can_be_neither_changed_nor_removed(
    log: AuditLog, factory: sessionmaker[Session], change: object
) -> None:
    with factory() as session, pytest.raises(DBAPIError):
        session.execute(change)  # type: ignore[call-overload]
        session.commit()
    [kept] = log.entries(*ALWAYS)
    assert (kept.actor, kept.object, kept.request_id) == ("person", "draft:d1", "r1")
    assert kept.detail == {"turns": 3, "kb": 1}


def test_only_what_is_past_its_date_leaves(log: AuditLog, factory: sessionmaker[Session]) -> None:
    old = AuditLog(factory, keep=timedelta(days=30), now=lambda: LONG_AGO)
    old.record("schedule", "erased_by_schedule", "all", channel="schedule")
    assert log.purge() == 1
    assert [entry.action for entry in log.entries(*ALWAYS)] == ["document_download"]
    assert log.purge() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "looked_at"),
        ("actor", "王建国"),
        ("object", "13805910001"),
        ("object", "phone:13805910001"),
        ("object", "福州市康宁护理院"),
        ("object", ""),
        ("request_id", "a b"),
        ("channel", "x" * 81),
    ],
)
def test_what_could_be_personal_is_refused(log: AuditLog, field: str, value: str) -> None:
    given = {"actor": "a", "action": "draft_read", "object": "draft:1", "channel": "api"}
    with pytest.raises(NotRecordable):
        log.record(**{**given, field: value})  # type: ignore[arg-type]


def test_the_list_for_excel(log: AuditLog) -> None:
    log.record("-1", "draft_read", "-x", channel="console")
    content = b"".join(as_csv(log.entries(*ALWAYS))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["操作"] for row in rows] == ["下载申请表", "工作人员查看申请表"]
    assert rows[0]["操作者"] == "本人（凭链接或会话）"
    assert rows[0]["数量"] == "对话条数 3；kb 1"
    assert rows[1]["操作者"] == "'-1"


def test_a_long_list_is_read_in_portions(
    log: AuditLog, factory: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.audit.CHUNK", 2)
    for number in range(4):
        log.record("person", "draft_read", f"draft:{number}", channel="api")
    found = [entry.object for entry in log.entries(*ALWAYS)]
    assert found == ["draft:d1", "draft:0", "draft:1", "draft:2", "draft:3"]
