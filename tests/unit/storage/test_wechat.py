"""The memory of the WeChat channel, on every database: one row a message, one owner at a time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

import tests.databases as databases
from storage.turns import TurnLog
from storage.wechat import Allowance, Arrival, Item, NonceReused, WeChatLog
from storage.wechat_types import ANSWERED, ANSWERING, DELIVERED, FAILED, LEASE, PASSIVE, SERVICE

postgres_server = databases.postgres_server
postgres_url = databases.postgres_url
database_url = databases.database_url
factory = databases.factory

ALLOWED = Allowance(5, timedelta(hours=48))


class Clock:
    """A clock the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2025, 10, 20, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(factory: sessionmaker[Session], clock: Clock) -> WeChatLog:
    return WeChatLog(factory, "here", clock)


@pytest.fixture
def other(factory: sessionmaker[Session], clock: Clock) -> WeChatLog:
    return WeChatLog(factory, "there", clock)


def arrival(
    key: str = "k1", sender: str = "wechat:a", nonce: str = "", digest: str = ""
) -> Arrival:
    return Arrival(
        key, sender, f"wx-{key}", "say", "你好", nonce or f"n-{key}", digest or key, ALLOWED
    )


def taken(log: WeChatLog, key: str = "k1") -> Item:
    item, mine = log.receive(arrival(key))
    assert mine
    return item


def test_only_the_first_delivery_is_worked_on(log: WeChatLog, other: WeChatLog) -> None:
    first, mine = log.receive(arrival())
    again, yours = other.receive(arrival())
    assert (mine, yours) == (True, False)
    assert first.id == again.id
    assert first.state == ANSWERING


def test_many_deliveries_at_the_same_moment(factory: sessionmaker[Session]) -> None:
    won: list[bool] = []
    start = threading.Barrier(8)

    def deliver(number: int) -> None:
        start.wait()
        won.append(WeChatLog(factory, f"p{number}").receive(arrival())[1])

    threads = [threading.Thread(target=deliver, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_lease_that_ran_out_may_be_taken(log: WeChatLog, other: WeChatLog, clock: Clock) -> None:
    item = taken(log)
    clock.forward(seconds=10)
    log.renew([item.id])
    clock.forward(seconds=10)
    assert not other.receive(arrival())[1]
    assert other.claim_due() == []
    clock.forward(seconds=LEASE.total_seconds())
    assert [found.id for found in other.claim_due()] == [item.id]
    log.renew([item.id])  # too late: it has another owner
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert other.receive(arrival())[1]


def test_a_released_lease_is_free_at_once(log: WeChatLog, other: WeChatLog) -> None:
    item = taken(log)
    log.release([item.id])
    assert [found.id for found in other.claim_due()] == [item.id]


def test_a_nonce_is_tied_to_what_it_came_with(log: WeChatLog, clock: Clock) -> None:
    log.receive(arrival(nonce="n", digest="d"))
    log.receive(arrival(nonce="n", digest="d"))
    with pytest.raises(NonceReused):
        log.receive(arrival("k2", nonce="n", digest="e"))
    assert log.get(2) is None  # nothing of it was kept
    clock.forward(hours=1)
    log.purge()
    log.receive(arrival("k3", nonce="n", digest="f"))


def test_a_passive_reply_is_given_again_and_again(log: WeChatLog) -> None:
    item = taken(log)
    assert log.answered(item.id, ["答"])
    assert log.settle(item.id) == ("答", False)
    assert log.settle(item.id) == ("答", False)
    now = log.get(item.id)
    assert now is not None
    assert (now.state, now.route, now.sent) == (DELIVERED, PASSIVE, 1)


def test_an_answer_that_could_not_be_sent_yet_goes_with_a_repeat(log: WeChatLog) -> None:
    item = taken(log)
    log.settle(item.id)
    log.answered(item.id, ["答"])
    assert log.settle(item.id) == ("答", False)
    assert log.claim_due() == []


def test_what_went_to_service_is_not_given_to_a_callback_too(
    log: WeChatLog, other: WeChatLog
) -> None:
    item = taken(log)
    assert log.settle(item.id) == (None, True)
    log.answered(item.id, ["一", "二"])
    [claimed] = log.claim_due()
    assert claimed.state == ANSWERED
    assert other.settle(item.id) == (None, False)  # being sent
    log.part_sent(item.id)
    log.release([item.id])
    assert other.settle(item.id) == (None, False)  # partly sent
    done = log.part_sent(item.id)
    assert done is not None
    assert done.state == DELIVERED
    assert log.claim_due() == []
    assert log.person("wechat:a").quota == 3


def test_the_rest_of_a_passive_answer_follows(log: WeChatLog, clock: Clock) -> None:
    item = taken(log)
    log.answered(item.id, ["一", "二"])
    assert log.claim_due() == []
    assert log.settle(item.id) == ("一", False)
    assert log.claim_due() == []
    clock.forward(seconds=1)
    [claimed] = log.claim_due()
    assert claimed.sent == 1
    log.part_sent(item.id)
    assert log.person("wechat:a").quota == 4


def test_an_answer_nobody_fetched_is_sent(log: WeChatLog, clock: Clock) -> None:
    item = taken(log)
    log.answered(item.id, ["答"])
    clock.forward(seconds=26)
    [claimed] = log.claim_due()
    assert (claimed.route, claimed.sent) == (SERVICE, 0)


def test_answers_of_one_follower_wait_for_each_other(log: WeChatLog, clock: Clock) -> None:
    first, second = taken(log, "k1"), taken(log, "k2")
    for item in (first, second):
        log.settle(item.id)
        log.answered(item.id, ["答"])
    assert [item.id for item in log.claim_due()] == [first.id]
    log.later(first.id, "-1", clock.now + timedelta(seconds=2))
    assert log.claim_due() == []
    clock.forward(seconds=3)
    assert [item.id for item in log.claim_due()] == [first.id]
    log.part_sent(first.id)
    assert [item.id for item in log.claim_due()] == [second.id]


def test_what_was_put_off_waits_for_the_follower(log: WeChatLog, clock: Clock) -> None:
    item = taken(log)
    log.settle(item.id)
    log.answered(item.id, ["答"])
    log.claim_due()
    log.later(item.id, "45015", None)
    clock.forward(hours=1)
    assert log.claim_due() == []
    taken(log, "k2")
    clock.forward(seconds=3)
    assert [found.id for found in log.claim_due()] == [item.id]
    log.refused(item.id, "87014")
    refused = log.get(item.id)
    assert refused is not None
    assert refused.state == FAILED


def test_the_quota(log: WeChatLog, clock: Clock, factory: sessionmaker[Session]) -> None:
    assert log.person("wechat:a").quota == 0
    event = Arrival(
        "e", "wechat:a", "m", "welcome", "", "n", "d", Allowance(3, timedelta(minutes=1))
    )
    log.receive(event)
    assert log.person("wechat:a").quota == 3
    clock.forward(seconds=61)
    assert log.person("wechat:a").quota == 0
    log.receive(arrival())
    clock.forward(hours=47)
    assert log.person("wechat:a").quota == 5
    log.quota_used_up("wechat:a")
    assert log.person("wechat:a").quota == 0
    log.receive(arrival("k2"))
    clock.forward(hours=49)
    assert log.person("wechat:a").quota == 0


def test_old_rows_go_and_lost_answers_are_counted(log: WeChatLog, clock: Clock) -> None:
    done, lost = taken(log, "k1"), taken(log, "k2")
    log.answered(done.id, [])
    log.answered(lost.id, ["答"])
    clock.forward(days=8)
    assert log.purge() == 1
    assert log.get(done.id) is None


def test_what_is_sent_unasked_goes_with_its_turn_and_waits_longer(
    log: WeChatLog, clock: Clock, factory: sessionmaker[Session]
) -> None:
    turns = TurnLog(factory, clock)
    item = taken(log)
    log.answered(item.id, ["哪一个？"], options=[{"title": "示范县"}], turn=1)
    turns.begin("wechat:a", "条件", "wx-k1")
    for _ in range(2):
        also = log.post("n-1", "wechat:a", ["有新进展"], options_stay=True)
        turns.append("wechat:a", "review-1", [{"text": "有新进展"}], also)
    assert turns.last_seq("wechat:a") == 2
    assert log.person("wechat:a").options_turn == 2  # what was offered may still be chosen
    assert log.reachable(["wechat:a", "wechat:b"]) == {"wechat:a"}
    clock.forward(seconds=30)
    posts = {one.kind: one for one in log.claim_due()}
    assert "post" not in posts  # the answer before it is sent first
    log.part_sent(item.id)
    (post,) = log.claim_due()
    log.later(post.id, "45015", None)
    clock.forward(days=8)
    assert log.reachable(["wechat:a"]) == set()
    assert log.purge() == 0
    log.receive(arrival("k2"))
    clock.forward(seconds=3)
    assert [one.answer for one in log.claim_due()] == [["有新进展"]]
    clock.forward(days=100)
    assert log.purge() == 2


def test_a_turn_that_cannot_be_sent_is_not_kept(factory: sessionmaker[Session]) -> None:
    turns = TurnLog(factory)

    def fails(_: Session) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        turns.append("wechat:a", "review-1", [{"text": "有新进展"}], fails)
    assert not turns.has("wechat:a", "review-1")
    assert turns.last_seq("wechat:a") == 0
