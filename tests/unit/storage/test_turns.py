"""Every message is stored once, numbered without gaps, and answered once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy.orm import Session, sessionmaker

import tests.databases as databases
from storage.turns import TurnLog
from storage.unanswered import list_unanswered, record_unanswered

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory


def test_a_message_is_there_before_it_is_answered(factory: sessionmaker[Session]) -> None:
    log = TurnLog(factory)
    turn, new = log.begin("wx-1", "你好", "m1")
    assert (turn.seq, new) == (1, True)
    assert TurnLog(factory).after("wx-1", 0)[0].response is None
    log.finish("wx-1", 1, [{"text": "您好"}])
    assert log.after("wx-1", 0)[0].response == [{"text": "您好"}]
    assert log.after("wx-1", 1) == []


def test_the_same_message_counts_once_for_its_sender_only(factory: sessionmaker[Session]) -> None:
    log = TurnLog(factory)
    log.begin("a", "床位120张", "m1")
    log.finish("a", 1, [{"text": "已记下"}])
    again, new = log.begin("a", "床位120张", "m1")
    assert (again.seq, new, again.response) == (1, False, [{"text": "已记下"}])
    assert log.begin("b", "床位120张", "m1")[1] is True
    assert log.begin("a", "没有编号", None)[0].seq == 2
    assert log.begin("a", "没有编号", None)[0].seq == 3
    assert log.last_seq("a") == 3
    assert log.last_seq("nobody") == 0


def test_turns_at_the_same_moment_get_different_numbers(factory: sessionmaker[Session]) -> None:
    log = TurnLog(factory)
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda n: log.begin("a", f"{n}", f"m{n % 10}"), range(20)))
    assert sorted(turn.seq for turn, new in turns if new) == list(range(1, 11))
    assert sum(new for _, new in turns) == 10


def test_characters_no_database_takes_are_dropped(factory: sessionmaker[Session]) -> None:
    log = TurnLog(factory)
    log.begin("a", "床\x00位\ud83d120😀", "m1")
    assert log.after("a", 0)[0].text == "床位120😀"
    log.finish("a", 1, [{"text": "x\x00\ud83d"}])
    assert log.after("a", 0)[0].response == [{"text": "x\x00\ud83d"}]


def test_unanswered_questions_are_counted(factory: sessionmaker[Session]) -> None:
    first, later = datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 10, 2, tzinfo=UTC)
    assert record_unanswered(factory, "奖励多少", "奖励多少钱？", first) == 1
    assert record_unanswered(factory, "食堂", "有食堂吗", first) == 1
    assert record_unanswered(factory, "奖励多少", "给多少奖励", later) == 2
    top = list_unanswered(factory)
    assert [(q.question, q.count, q.sample) for q in top] == [
        ("奖励多少", 2, "奖励多少钱？"),
        ("食堂", 1, "有食堂吗"),
    ]
    assert (top[0].first_at, top[0].last_at) == (first, later)
