"""Brings news to applicants: each piece once, on the page when they look, in WeChat by itself.

What is told becomes a turn of the conversation in the transaction that remembers that it was told
and, for WeChat, puts it among the messages that are sent until they are out. Whoever cannot be
written to in WeChat now, since the platform's 48 hours are over, hears it with their next message.
"""

import asyncio
import hashlib
import time
from contextlib import suppress

from sqlalchemy.orm import Session

from api.announcing.deadlines import Deadlines
from api.announcing.wording import message
from api.events import EventLog, pseudonym
from api.services import Services
from api.wechat.channel import WeChat
from api.wechat.incoming import PREFIX
from review import ReviewDesk
from review.model import News
from storage import utc_now
from storage.turns import InTransaction, TurnLog, append_turn

_log = EventLog("api.announcing")

LOOK, REMIND = 3.0, 60.0
"""Seconds between looks for decisions, and for followers to be reminded of a deadline."""


class Announcer:
    """One for the service. `start` it where there is a WeChat channel, `stop` at the end."""

    def __init__(
        self,
        turns: TurnLog,
        review: ReviewDesk | None,
        deadlines: Deadlines | None,
        channel: WeChat | None,
    ) -> None:
        self._turns = turns
        self._review = review
        self._deadlines = deadlines
        self._channel = channel
        self._loop: asyncio.Task[None] | None = None
        self._reminded = -REMIND

    def start(self) -> None:
        """Begin to look for what followers are to be told."""
        if self._channel is not None and self._review is not None:
            self._loop = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """End looking; what is not told yet is told by the next process."""
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop

    def visit(self, sender: str) -> None:
        """Add what is new to the conversation of somebody who is looking at it."""
        self._decisions(sender)
        self._deadline(sender)

    def _decisions(self, sender: str) -> None:
        if self._review is None:
            return
        for news in self._review.unheard.untold(sender):
            self._decision(self._review, sender, news)

    def _decision(self, review: ReviewDesk, sender: str, news: News) -> None:
        one = news.submission
        quick = ("returned", "progress") if one.state == "returned" else ("progress",)
        messages = [message(sender, review.told(news), *quick)]
        key = f"review-{one.draft_id}-{one.version}"
        carry = self._carry(sender, key, messages)

        def keep(session: Session) -> None:
            append_turn(session, sender, key, messages, utc_now(), carry)

        if review.unheard.tell(news, keep):
            _log.info("decision_told", sender=pseudonym(sender), in_wechat=carry is not None)

    def _deadline(self, sender: str) -> None:
        key = self._deadlines.key() if self._deadlines is not None else None
        if self._deadlines is None or key is None or self._turns.has(sender, key):
            return
        due = self._deadlines.due(sender)
        if due is None:
            return
        carry = self._carry(sender, key, [due.message])
        if self._turns.append(sender, key, [due.message], carry) is not None:
            _log.info("deadline_told", sender=pseudonym(sender), in_wechat=carry is not None)

    def _carry(
        self, sender: str, key: str, messages: list[dict[str, object]]
    ) -> InTransaction | None:
        """Has followers written to whom the platform lets us write to; others see the page."""
        if self._channel is None or not self._channel.reachable([sender]):
            return None
        unique = hashlib.sha256(f"{sender}\0{key}".encode()).hexdigest()
        return self._channel.post(sender, unique, messages, by_person=False)

    async def _look(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._write_to_followers)
            except Exception as error:
                _log.error("announcing_failed", error)
            await asyncio.sleep(LOOK)

    def _write_to_followers(self) -> None:
        assert self._channel is not None and self._review is not None
        waiting = self._review.unheard.owners(PREFIX)
        for sender in self._channel.reachable(waiting) if waiting else ():
            self._decisions(sender)
        if time.monotonic() < self._reminded + REMIND or self._deadlines is None:
            return
        self._reminded = time.monotonic()
        if self._deadlines.key() is None or not self._deadlines.by_day():
            return
        for sender in self._channel.reachable(self._deadlines.owners(PREFIX)):
            self._deadline(sender)


def build_announcer(services: Services, channel: WeChat | None) -> Announcer:
    """For the service's database; `channel` where followers are written to."""
    deadlines = None
    if services.review is not None:
        deadlines = Deadlines(services.program, services.review, services.drafts, services.today)
    return Announcer(services.turns, services.review, deadlines, channel)
