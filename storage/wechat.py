"""The WeChat channel's memory: each message worked on once, each answer kept until it is out.

Every method is one transaction. Several processes may work on the same rows: whoever holds a row's
lease works on it, and a lease that was not renewed may be taken over.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased, sessionmaker

from storage.connection import utc_now, writing
from storage.models import WeChatMessage, WeChatNonce, WeChatPerson
from storage.turns import InTransaction
from storage.upsert import insert_into
from storage.wechat_rows import (
    allow,
    forget,
    free,
    is_due,
    item,
    keep_options,
    locked,
    passive_part,
    told,
    use_nonce,
)
from storage.wechat_types import (
    ANSWERED,
    ANSWERING,
    CALLBACK_OVER,
    DELIVERED,
    FAILED,
    KEEP_MESSAGES,
    KEEP_NONCES,
    KEEP_PEOPLE,
    KEEP_POSTS,
    LEASE,
    POST,
    SERVICE,
    WITHHELD,
    Allowance,
    Arrival,
    Item,
    NonceReused,
    Person,
)

MOST_BEFORE = 20
"""Messages looked back upon."""

__all__ = ["Allowance", "Arrival", "Item", "NonceReused", "Person", "WeChatLog"]


class WeChatLog:
    """Rows of all followers. `owner` names this process in the leases it takes."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        owner: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._factory = factory
        self._owner = owner
        self._now = now

    def receive(self, arrival: Arrival) -> tuple[Item, bool]:
        """Store an arrival, or find the row of its first delivery. `True`: work on it now.

        Raises NonceReused. A new message of a follower also gives answers another try that the
        platform would not take before.
        """
        now = self._now()
        with writing(self._factory) as session:
            use_nonce(session, arrival.nonce, arrival.digest, now)
            fresh = session.scalar(
                insert_into(session, WeChatMessage)
                .values(
                    key=arrival.key, sender=arrival.sender, message_id=arrival.message_id,
                    kind=arrival.kind, text=arrival.text, state=ANSWERING, sent=0, attempts=0,
                    lease_until=now + LEASE, lease_owner=self._owner, received_at=now,
                )
                .on_conflict_do_nothing()
                .returning(WeChatMessage.id)
            )  # fmt: skip
            row = session.scalars(
                select(WeChatMessage).where(WeChatMessage.key == arrival.key).with_for_update()
            ).one()
            if fresh is not None:
                if arrival.allowance is not None:
                    allow(session, arrival.sender, arrival.allowance, now)
                return item(row), True
            mine = row.state == ANSWERING and free(row, now) and is_due(row, now)
            if mine:
                row.lease_until, row.lease_owner = now + LEASE, self._owner
            return item(row), mine

    def post(
        self, key: str, sender: str, parts: list[str], *, options_stay: bool = False
    ) -> InTransaction:
        """Has parts sent that answer no message of the follower, in a transaction of the caller.

        The same key once. `options_stay`: what the answer before offered may still be chosen by
        its number, although the turn that was just added is the last one now.
        """

        def add(session: Session) -> None:
            now = self._now()
            session.execute(
                insert_into(session, WeChatMessage)
                .values(
                    key=key, sender=sender, message_id=key, kind=POST, text="",
                    state=ANSWERED, route=SERVICE, answer=parts, sent=0, attempts=0,
                    due_at=now, received_at=now,
                )
                .on_conflict_do_nothing()
            )  # fmt: skip
            if options_stay:
                keep_options(session, sender)

        return add

    def reachable(self, senders: Iterable[str]) -> set[str]:
        """Those of the senders to whom something may be sent now, as far as is known."""
        now = self._now()
        wanted = select(WeChatPerson.sender).where(
            WeChatPerson.sender.in_(list(senders)),
            WeChatPerson.quota > 0,
            WeChatPerson.quota_until > now,
        )
        with self._factory() as session:
            return set(session.scalars(wanted))

    def get(self, item_id: int) -> Item | None:
        """The row as it is now; None when it was erased."""
        with self._factory() as session:
            row = session.get(WeChatMessage, item_id)
            return None if row is None else item(row)

    def before(self, one: Item, within: timedelta) -> list[Item]:
        """What the follower sent shortly before, words and pictures, the last first."""
        row = WeChatMessage
        wanted = (
            select(row)
            .where(
                row.sender == one.sender,
                row.id < one.id,
                row.kind.in_(("say", "image")),
                row.received_at > self._now() - within,
            )
            .order_by(row.id.desc())
            .limit(MOST_BEFORE)
        )
        with self._factory() as session:
            return [item(found) for found in session.scalars(wanted)]

    def answered(
        self,
        item_id: int,
        parts: list[str],
        *,
        options: list[dict[str, Any]] | None = None,
        turn: int | None = None,
        noticed: bool = False,
        once: bool = False,
    ) -> bool:
        """Keep the answer. `False` when the row is gone or was answered by another process.

        `turn`: the answer is one of the conversation, and `options` are what it offers. `once`:
        it is told to a reviewer, and kept only until it has been told.
        """
        now = self._now()
        with writing(self._factory) as session:
            row = locked(session, item_id)
            if row is None or row.state != ANSWERING:
                return False
            row.answer, row.state, row.attempts = parts, ANSWERED if parts else DELIVERED, 0
            row.lease_until = row.lease_owner = None
            row.due_at = now if row.route == SERVICE else row.received_at + CALLBACK_OVER
            row.forget_at = now + WITHHELD if once else None
            person = session.get(WeChatPerson, row.sender)
            if person is not None:
                if turn is not None:
                    person.options, person.options_turn = options, turn
                if noticed:
                    person.noticed_at = now
            return True

    def settle(self, item_id: int) -> tuple[str | None, bool]:
        """What a callback replies now, waiting no longer: its part of the answer, if it has one.

        Asked again for the same row, it gives the same part again; None when a customer-service
        message has it. The second value: the answer is still to come, as such a message.
        """
        now = self._now()
        with writing(self._factory) as session:
            row = locked(session, item_id)
            if row is None:
                return None, False
            if row.state == ANSWERING:
                row.route = row.route or SERVICE
                return None, True
            return passive_part(row, now), False

    def claim_due(self, limit: int = 20) -> list[Item]:
        """Take rows that wait to be sent or were left by a process that died, oldest first.

        Of one follower only the oldest unsent answer is given, so that answers keep their order.
        """
        now = self._now()
        earlier = aliased(WeChatMessage)
        unleased = or_(WeChatMessage.lease_until.is_(None), WeChatMessage.lease_until < now)
        waiting = or_(WeChatMessage.due_at.is_(None), WeChatMessage.due_at <= now)
        with writing(self._factory) as session:
            rows = session.scalars(
                select(WeChatMessage)
                .where(
                    unleased,
                    or_(
                        (WeChatMessage.state == ANSWERING) & waiting,
                        (WeChatMessage.state == ANSWERED) & (WeChatMessage.due_at <= now),
                    ),
                    ~exists().where(
                        earlier.sender == WeChatMessage.sender,
                        earlier.id < WeChatMessage.id,
                        earlier.state == ANSWERED,
                        earlier.due_at.is_not(None),
                        WeChatMessage.state == ANSWERED,
                    ),
                )
                .order_by(WeChatMessage.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.route = row.route or SERVICE
                row.lease_until, row.lease_owner = now + LEASE, self._owner
            return [item(row) for row in rows]

    def renew(self, item_ids: Iterable[int]) -> None:
        """Keep the leases of rows this process still works on."""
        self._lease(item_ids, self._now() + LEASE)

    def release(self, item_ids: Iterable[int]) -> None:
        """Let others take over at once what this process leaves unfinished."""
        self._lease(item_ids, None)

    def part_sent(self, item_id: int) -> Item | None:
        """The platform took one more part; the row as it is then, None when it was erased."""
        now = self._now()
        with writing(self._factory) as session:
            row = locked(session, item_id)
            if row is None:
                return None
            row.sent, row.attempts, row.error = row.sent + 1, 0, None
            row.lease_until = now + LEASE
            if row.sent >= len(row.answer or []):
                row.state, row.delivered_at = DELIVERED, now
                row.due_at = row.lease_until = row.lease_owner = None
                told(row, now)
            person = session.get(WeChatPerson, row.sender)
            if person is not None and person.quota > 0:
                person.quota -= 1
            return item(row)

    def later(self, item_id: int, error: str, due_at: datetime | None) -> None:
        """Not sent, or not answered; try again at `due_at`, or (None) when the follower writes."""
        self._put_off(item_id, error, due_at, failed=False)

    def forget(self) -> int:
        """Remove the answers to reviewers that were told, or wait too long; how many were not told.

        Rows that another process holds right now are left to the next time.
        """
        now = self._now()
        with writing(self._factory) as session:
            rows = session.scalars(
                select(WeChatMessage)
                .where(WeChatMessage.forget_at <= now)
                .with_for_update(skip_locked=True)
            ).all()
            return sum(forget(row, now) for row in rows)

    def refused(self, item_id: int, error: str) -> None:
        """The platform will never take this answer."""
        self._put_off(item_id, error, None, failed=True)

    def person(self, sender: str) -> Person:
        """What is known of a follower; the quota is 0 when its time is over."""
        with self._factory() as session:
            row = session.get(WeChatPerson, sender)
            if row is None:
                return Person()
            quota = row.quota if row.quota_until > self._now() else 0
            return Person(quota, row.options, row.options_turn, row.noticed_at is not None)

    def quota_used_up(self, sender: str) -> None:
        """The platform says that no more may be sent."""
        with writing(self._factory) as session:
            session.execute(
                update(WeChatPerson).where(WeChatPerson.sender == sender).values(quota=0)
            )

    def tombstone(self, erased: Item) -> None:
        """Remember of an erased row only that it was worked on."""
        now = self._now()
        with writing(self._factory) as session:
            session.execute(
                insert_into(session, WeChatMessage)
                .values(
                    key=erased.key, sender="", message_id="", kind=erased.kind, text="",
                    state=DELIVERED, sent=0, attempts=0, received_at=now, delivered_at=now,
                )
                .on_conflict_do_nothing()
            )  # fmt: skip

    def purge(self) -> int:
        """Remove what is past its time; how many answers among it never got through.

        What waits until a follower writes again although they asked for nothing, a decision on
        their application for one, waits longer than the answer to a question of last week.
        """
        now = self._now()
        waits = (WeChatMessage.kind == POST) & (WeChatMessage.state == ANSWERED)
        old = or_(
            (WeChatMessage.received_at < now - KEEP_MESSAGES) & ~waits,
            WeChatMessage.received_at < now - KEEP_POSTS,
        )
        with writing(self._factory) as session:
            lost = len(
                session.scalars(
                    select(WeChatMessage.id).where(old, WeChatMessage.state != DELIVERED)
                ).all()
            )
            session.execute(delete(WeChatMessage).where(old))
            session.execute(delete(WeChatNonce).where(WeChatNonce.seen_at < now - KEEP_NONCES))
            session.execute(delete(WeChatPerson).where(WeChatPerson.last_at < now - KEEP_PEOPLE))
        return lost

    def _lease(self, item_ids: Iterable[int], until: datetime | None) -> None:
        ids = list(item_ids)
        if ids:
            with writing(self._factory) as session:
                session.execute(
                    update(WeChatMessage)
                    .where(WeChatMessage.id.in_(ids), WeChatMessage.lease_owner == self._owner)
                    .values(lease_until=until)
                )

    def _put_off(self, item_id: int, error: str, due_at: datetime | None, *, failed: bool) -> None:
        with writing(self._factory) as session:
            row = locked(session, item_id)
            if row is None:
                return
            row.attempts, row.error, row.due_at = row.attempts + 1, error[:40], due_at
            row.lease_until = row.lease_owner = None
            if failed:
                row.state = FAILED
