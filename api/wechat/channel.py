"""The channel: takes what arrives, answers within the platform's time or sends the answer later."""

import asyncio
import secrets
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import storage
from api.engine import EngineClient, EngineDown
from api.events import EventLog, pseudonym
from api.services import Services
from api.wechat import options
from api.wechat.answers import Answers, NotAnswered
from api.wechat.client import ApiRefused, Client, Unreachable
from api.wechat.config import WeChatConfig
from api.wechat.delivery import Delivery
from api.wechat.incoming import PREFIX, Incoming
from api.wechat.links import Links
from api.wechat.photographs import Photographs
from api.wechat.pictures import Pictures
from api.wechat.places import Places
from api.wechat.staff import Staff
from api.wechat.threads import Threads
from api.wechat.wording import say
from recommendation.keeping import PackageStore
from storage import utc_now
from storage.turns import InTransaction
from storage.wechat import Arrival, Item, WeChatLog
from storage.wechat_types import ANSWERING, SERVICE

_log = EventLog("api.wechat")

POLL, RENEW, LOOK = 0.15, 5.0, 1.0
"""Seconds between looks at another process's work, lease renewals, and looks for work."""
TYPING_LASTS, TYPING_TIMES = 14.0, 3
TRIES, WAITS = 6, (2.0, 5.0, 15.0, 30.0, 60.0)
"""How often, and after how many seconds, a message is put to a silent engine again."""


class WeChat:
    """One account. `start` before use, `stop` at the end."""

    def __init__(
        self,
        config: WeChatConfig,
        services: Services,
        engine: EngineClient,
        answers: Answers,
        links: Links,
        documents: Path,
        threads: Threads,
        staff: Staff,
        packages: PackageStore,
    ) -> None:
        self.config = config
        self.links = links
        self._services = services
        self._engine = engine
        self._answers = answers
        self._staff = staff
        self._documents = documents
        self._packages = packages
        self._threads = threads
        self._messages = WeChatLog(services.sessions, secrets.token_hex(8))
        self._client = Client(config.api_host, config.app_id, config.secret)
        photographs = Photographs(self._client, services, self._messages, threads)
        self._pictures = Pictures(self._client, services, answers, links, threads, photographs)
        self._places = Places(services, threads)
        self._delivery = Delivery(self._messages, self._client, threads)
        self._running: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()

    def start(self) -> None:
        """Begin to look for unfinished work."""
        self._loops = [asyncio.create_task(self._look()), asyncio.create_task(self._renew())]

    async def stop(self) -> None:
        """Stop at once; what is unfinished is taken up by the next process."""
        tasks = [*self._loops, *(task for _, task in self._running.values())]
        unfinished = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._threads.run(self._messages.release, unfinished)
        await self._client.close()
        self._threads.close()

    def purge(self) -> None:
        """Remove what is past its time."""
        lost = self._messages.purge()
        self.links.purge()
        if lost:
            _log.error("wechat_answers_never_sent", count=lost)

    async def receive(self, incoming: Incoming, nonce: str, digest: str, until: float) -> str:
        """The text to reply with, "" for none. `until`: the loop's time to have replied by.

        Raises storage.wechat.NonceReused.
        """
        if incoming.kind == "ignored":
            return ""
        item, mine = await self._threads.run(self._store, incoming, nonce, digest)
        if mine:
            self._begin(item, self._work(item))
        if item.kind == "unsubscribe":
            return ""
        return await self._reply(item, until)

    def post(
        self, sender: str, key: str, messages: list[dict[str, Any]], *, by_person: bool = True
    ) -> InTransaction:
        """Has messages sent that answer nothing, once they are kept; the same key once.

        `by_person`: somebody takes part in the talk, so that what the assistant offered before is
        no longer meant by its number. Not from the event loop, and not called in a transaction:
        it may make a link.
        """
        plain = [{**message, "buttons": []} for message in messages]
        parts = self._answers.parts_of(sender, plain)
        stay = not by_person and not any(map(options.has_numbers, parts))
        return self._messages.post(key, sender, parts, options_stay=stay)

    def reachable(self, senders: Iterable[str]) -> set[str]:
        """Those of the senders to whom the platform lets us write now."""
        return self._messages.reachable(senders)

    def _store(self, incoming: Incoming, nonce: str, digest: str) -> tuple[Item, bool]:
        person = self._messages.person(incoming.sender)
        said = self._answers.words_of(incoming, person)
        return self._messages.receive(
            Arrival(
                incoming.key, incoming.sender, incoming.message_id, incoming.kind, said, nonce,
                digest, incoming.allowance,
            )
        )  # fmt: skip

    async def _reply(self, item: Item, until: float) -> str:
        if item.route != SERVICE:
            await self._wait(item, until)
        return await self._threads.run(self._settled, item)

    def _settled(self, item: Item) -> str:
        text, coming = self._messages.settle(item.id)
        return self._answers.notice(item) if coming else text or ""

    async def _wait(self, item: Item, until: float) -> None:
        """Wait until the item is answered here or by another process, but not beyond `until`."""
        loop = asyncio.get_running_loop()
        running = self._running.get(item.id)
        if running is not None:
            await asyncio.wait({running[1]}, timeout=max(0.0, until - loop.time()))
            return
        while loop.time() + POLL < until:
            now = await self._threads.run(self._messages.get, item.id)
            if now is None or now.state != ANSWERING:
                return
            await asyncio.sleep(POLL)

    def _begin(self, item: Item, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running[item.id] = (item.sender, task)

        def done(_: object) -> None:
            self._running.pop(item.id, None)
            self._wake.set()

        task.add_done_callback(done)

    async def _work(self, item: Item) -> None:
        """Answer one item, or erase its sender; a failure is tried again later."""
        try:
            if item.kind == "unsubscribe":
                await self._erase(item)
            else:
                await self._answer(item)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if not isinstance(error, NotAnswered | EngineDown):
                _log.error("wechat_failed", error, sender=pseudonym(item.sender), kind=item.kind)
            await self._later(item, type(error).__name__)

    async def _answer(self, item: Item) -> None:
        person = await self._threads.run(self._messages.person, item.sender)
        typing = asyncio.create_task(self._type(item))
        try:
            answer = await self._staff.to(item)
            if answer is None:
                answer = await self._answers.beside_a_talk(item, person)
            if answer is None:
                answer = await self._pictures.to(item, person)
            if answer is None:
                answer = await self._places.to(item)
            if answer is None:
                answer = await self._answers.to(item, person)
        finally:
            typing.cancel()
        kept = await self._threads.run(
            self._messages.answered,
            item.id,
            answer.parts,
            options=answer.options,
            turn=answer.turn,
            noticed=answer.noticed,
            once=answer.once,
        )
        _log.info("wechat_answered", sender=pseudonym(item.sender), kind=item.kind, kept=kept)

    async def _later(self, item: Item, error: str) -> None:
        if item.attempts + 1 >= TRIES and item.kind != "unsubscribe":
            await self._threads.run(self._messages.answered, item.id, [say("gave_up")])
            return
        wait = WAITS[min(item.attempts, len(WAITS) - 1)]
        due = utc_now() + timedelta(seconds=wait)
        await self._threads.run(self._messages.later, item.id, error, due)

    async def _erase(self, item: Item) -> None:
        """Erase everything about the sender, after what still runs for them has ended."""
        others = {
            task
            for number, (sender, task) in self._running.items()
            if sender == item.sender and number != item.id
        }
        if others:
            await asyncio.wait(others, timeout=60)
        try:
            await self._engine.forget(item.sender)
        except EngineDown:
            if item.attempts < TRIES:
                raise
            _log.error("wechat_engine_remembers", sender=pseudonym(item.sender))
        await self._staff.unlink(item.sender)
        await self._threads.run(
            self._services.audit.record,
            "person",
            "erased_by_unsubscribing",
            f"person:{pseudonym(item.sender)}",
            channel="wechat",
        )
        erased = await self._threads.run(
            storage.delete_person, self._services.sessions, item.sender, self._documents
        )
        if erased.submissions:
            await self._threads.run(self._packages.clear)
        await self._threads.run(self._messages.tombstone, item)
        _log.info("wechat_erased", drafts=erased.drafts, turns=erased.turns)

    async def _type(self, item: Item) -> None:
        """Show that an answer is on its way, once the callback had to reply without it."""
        await asyncio.sleep(self.config.answer_seconds + 0.3)
        for _ in range(TYPING_TIMES):
            try:
                await self._client.typing(item.sender.removeprefix(PREFIX))
            except (ApiRefused, Unreachable):
                return
            await asyncio.sleep(TYPING_LASTS)

    async def _look(self) -> None:
        """Take up what is to be sent and what other processes left."""
        while True:
            try:
                for item in await self._threads.run(self._messages.claim_due):
                    if item.state == ANSWERING:
                        self._begin(item, self._work(item))
                    else:
                        self._begin(item, self._send(item))
            except Exception as error:
                _log.error("wechat_look_failed", error)
                await asyncio.sleep(LOOK)
            try:
                # Not wait_for: in Python 3.11 it loses a cancellation that meets the event.
                async with asyncio.timeout(LOOK):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _send(self, item: Item) -> None:
        try:
            await self._delivery.send(item)
        except Exception as error:
            _log.error("wechat_send_failed", error, sender=pseudonym(item.sender))
            due = utc_now() + timedelta(seconds=30)
            await self._threads.run(self._messages.later, item.id, type(error).__name__, due)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            try:
                await self._threads.run(self._messages.renew, list(self._running))
                untold = await self._threads.run(self._messages.forget)
                if untold:
                    _log.warning("wechat_withheld_not_sent", count=untold)
            except Exception as error:
                _log.error("wechat_renew_failed", error)
