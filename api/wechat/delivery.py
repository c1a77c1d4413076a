"""Sends answers as customer-service messages: in order, within the quota, until they are out."""

from datetime import timedelta

from api.events import EventLog, pseudonym
from api.wechat.client import ApiRefused, Client, Unreachable
from api.wechat.incoming import PREFIX
from api.wechat.threads import Threads
from storage import utc_now
from storage.wechat import Item, WeChatLog

_log = EventLog("api.wechat")

USED_UP = {45047}
"""More messages than the follower's last message allows."""
NOT_NOW = {45015, 43004, 48001, 48004, 40003}
"""Outside the 48 hours, unsubscribed, or not permitted: wait until the follower writes again."""
NEVER = {87014, 45002, 44004, 47001, 40035}
"""The text itself is refused."""
SLOWLY = {45009: 3600.0, 45011: 60.0, 40013: 60.0, 40125: 60.0, 40164: 60.0, 50002: 600.0}
"""Rate limits and wrong settings of the account: seconds until another try."""

FIRST_WAIT, LONGEST_WAIT, TRIES, SELDOM = 2.0, 60.0, 8, 600.0


class Delivery:
    """Sends the parts of one answer after another; `log` remembers how far it came."""

    def __init__(self, log: WeChatLog, client: Client, threads: Threads) -> None:
        self._messages = log
        self._threads = threads
        self._client = client

    async def send(self, item: Item) -> None:
        """Send what is unsent of `item`; what cannot be sent now is put off, never dropped."""
        current: Item | None = item
        while current is not None and current.sent < len(current.answer or []):
            person = await self._threads.run(self._messages.person, current.sender)
            if person.quota <= 0:
                await self._put_off(current, "quota", None)
                return
            part = (current.answer or [])[current.sent]
            try:
                await self._client.send_text(current.sender.removeprefix(PREFIX), part)
            except ApiRefused as refused:
                await self._refused(current, refused.code)
                return
            except Unreachable:
                await self._again(current, "unreachable", self._wait(current))
                return
            current = await self._threads.run(self._messages.part_sent, current.id)
        if current is not None:
            _log.info("wechat_sent", sender=pseudonym(item.sender), parts=current.sent)

    async def _refused(self, item: Item, code: int) -> None:
        if code in NEVER:
            _log.error("wechat_text_refused", sender=pseudonym(item.sender), errcode=code)
            await self._threads.run(self._messages.refused, item.id, str(code))
        elif code in USED_UP:
            await self._threads.run(self._messages.quota_used_up, item.sender)
            await self._put_off(item, str(code), None)
        elif code in NOT_NOW:
            await self._put_off(item, str(code), None)
        else:
            await self._again(item, str(code), SLOWLY.get(code) or self._wait(item))

    async def _again(self, item: Item, error: str, wait: float) -> None:
        """After many tries seldom, until the time in which the follower may be written to ends."""
        await self._put_off(item, error, max(wait, SELDOM) if item.attempts + 1 >= TRIES else wait)

    async def _put_off(self, item: Item, error: str, wait: float | None) -> None:
        """Try again after `wait` seconds, or (None) when the follower writes again."""
        _log.warning(
            "wechat_not_sent", sender=pseudonym(item.sender), reason=error, wait=wait,
            sent=item.sent, parts=len(item.answer or []), attempt=item.attempts + 1,
        )  # fmt: skip
        due = None if wait is None else utc_now() + timedelta(seconds=wait)
        await self._threads.run(self._messages.later, item.id, error, due)

    def _wait(self, item: Item) -> float:
        return float(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(item.attempts, TRIES)))
