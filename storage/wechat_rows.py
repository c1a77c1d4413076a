"""Reading and changing single rows of the WeChat channel, inside a transaction of the caller."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import Conversation, WeChatMessage, WeChatNonce, WeChatPerson
from storage.upsert import insert_into
from storage.wechat_types import (
    ANSWERED,
    CALLBACK_OVER,
    DELIVERED,
    PASSIVE,
    Allowance,
    Item,
    NonceReused,
)


def locked(session: Session, item_id: int) -> WeChatMessage | None:
    return session.get(WeChatMessage, item_id, with_for_update=True)


def free(row: WeChatMessage, now: datetime) -> bool:
    return row.lease_until is None or row.lease_until < now


def is_due(row: WeChatMessage, now: datetime) -> bool:
    return row.due_at is None or row.due_at <= now


def passive_part(row: WeChatMessage, now: datetime) -> str | None:
    """The part a callback carries, which from then on is the callback's; the rest follows soon."""
    if row.state not in (ANSWERED, DELIVERED) or not row.answer:
        return None
    if row.route != PASSIVE:
        if row.state == DELIVERED or row.sent or not free(row, now):
            return None
        row.route, row.sent, row.error = PASSIVE, 1, None
        more = len(row.answer) > 1
        row.due_at = now + timedelta(seconds=1) if more else None
        if not more:
            row.state, row.delivered_at = DELIVERED, now
            told(row, now)
    return str(row.answer[0])


def told(row: WeChatMessage, now: datetime) -> None:
    """What a reviewer was told goes as soon as no callback asks for it any more."""
    if row.forget_at is not None:
        row.forget_at = min(row.forget_at, max(now, row.received_at + CALLBACK_OVER))


def forget(row: WeChatMessage, now: datetime) -> bool:
    """Remove what a reviewer was told; True when it had not been sent, and now never will be."""
    lost = row.state == ANSWERED
    row.answer, row.forget_at = None, None
    row.due_at = row.lease_until = row.lease_owner = None
    if lost:
        row.state, row.delivered_at = DELIVERED, now
    return lost


def withdraw(session: Session, sender: str, now: datetime) -> None:
    """Remove what a follower was told as a reviewer, and what was still to be sent of it."""
    for row in session.scalars(
        select(WeChatMessage)
        .where(WeChatMessage.sender == sender, WeChatMessage.forget_at.is_not(None))
        .with_for_update()
    ):
        forget(row, now)
    session.execute(update(WeChatPerson).where(WeChatPerson.sender == sender).values(options=None))


def use_nonce(session: Session, nonce: str, digest: str, now: datetime) -> None:
    key = hashlib.sha256(nonce.encode()).hexdigest()
    session.execute(
        insert_into(session, WeChatNonce)
        .values(id=key, digest=digest, seen_at=now)
        .on_conflict_do_nothing()
    )
    if session.get_one(WeChatNonce, key).digest != digest:
        raise NonceReused


def allow(session: Session, sender: str, allowance: Allowance, now: datetime) -> None:
    """Grant the allowance, unless a better one still runs; try again what had been put off."""
    until = now + allowance.window
    session.execute(
        insert_into(session, WeChatPerson)
        .values(sender=sender, quota=0, quota_until=now, options_turn=0, last_at=now)
        .on_conflict_do_nothing()
    )
    person = session.get_one(WeChatPerson, sender, with_for_update=True)
    running = person.quota_until > now
    person.quota = max(person.quota if running else 0, allowance.count)
    person.quota_until = max(person.quota_until, until) if running else until
    person.last_at = now
    session.execute(
        update(WeChatMessage)
        .where(
            WeChatMessage.sender == sender,
            WeChatMessage.state == ANSWERED,
            WeChatMessage.due_at.is_(None),
        )
        .values(due_at=now + timedelta(seconds=2), attempts=0)
    )


def keep_options(session: Session, sender: str) -> None:
    """After a turn was added: the options of the turn before it are those of the last one."""
    last = select(Conversation.last_seq).where(Conversation.sender == sender).scalar_subquery()
    session.execute(
        update(WeChatPerson)
        .where(WeChatPerson.sender == sender, WeChatPerson.options_turn == last - 1)
        .values(options_turn=last)
        .execution_options(synchronize_session=False)
    )


def item(row: WeChatMessage) -> Item:
    answer = None if row.answer is None else [str(part) for part in row.answer]
    return Item(
        row.id, row.key, row.sender, row.message_id, row.kind, row.text, row.state, row.route,
        answer, row.sent, row.attempts,
    )  # fmt: skip
