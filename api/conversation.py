"""One turn after another for each sender: stored first, forwarded, answered, stored again."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from accounts import Person
from api.engine import EngineClient, EngineDown, EngineSlow
from api.errors import ApiError
from api.events import EventLog, pseudonym
from api.limits import RateLimit
from api.merge import merged, note, outcomes
from api.text import cleaned, without_command
from api.wording import say
from storage.turns import LoggedTurn, TurnLog

_log = EventLog("api.conversation")
TRIES = 3
RETRY_AFTER = 5
SILENT_FOR = 1.0
"""Seconds before a message is put again to an engine that said nothing."""


Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Caller:
    """Who says something, where the channel knows: a member of staff, signed in or linked.
    `lapsed`: somebody whose session has ended."""

    person: Person | None = None
    lapsed: bool = False
    channel: str = "web"


NOBODY = Caller()


@dataclass(frozen=True)
class Withheld:
    """An answer that is given once and must not lie in the log; `kept` is stored in its place."""

    messages: Messages
    kept: Messages


Before = Callable[
    [LoggedTurn, Sequence[Mapping[str, Any]] | None, Caller], Awaitable[Messages | Withheld | None]
]
"""Gets a turn, the answer of the one before it, and who speaks; its answer, or None to leave it to
the next."""


@dataclass(frozen=True)
class Reply:
    """What goes back to the channel. `seq` numbers the turn; status is 200, 429 or 503. `once`:
    the messages must not be kept.

    At 429 and 503 the turn is still open: the same message may come again after `retry_after`.
    """

    messages: list[dict[str, Any]]
    seq: int
    message_id: str
    status: int = 200
    retry_after: int = RETRY_AFTER
    once: bool = False


class Conversations:
    """Takes messages of all senders. `wait` is how many seconds a turn waits for the engine."""

    def __init__(
        self,
        turns: TurnLog,
        engine: EngineClient,
        *,
        limit: int = 2000,
        wait: float = 20.0,
        before: Sequence[Before] = (),
        forms: RateLimit | None = None,
    ) -> None:
        """`before`: who sees a message before the engine does; `forms` limits each form."""
        self._turns = turns
        self._engine = engine
        self._limit = limit
        self._wait = wait
        self._before = before
        self._forms = forms
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def say(
        self,
        sender: str,
        message: str,
        *,
        message_id: str | None,
        seen_turn: int | None,
        caller: Caller = NOBODY,
    ) -> Reply:
        """Answer one message.

        The same `message_id` of the same sender gets the stored answer again; an unanswered one
        is taken up again, and one whose answer was not kept. Raises ApiError 409 when the id was
        used for another text.
        """
        text = cleaned(message)
        message_id = message_id or uuid.uuid4().hex
        if not text or len(text) > self._limit:
            seq = await asyncio.to_thread(self._turns.last_seq, sender)
            return Reply(note(sender, self._refusal(text)), seq, message_id)
        lock = self._locks.setdefault(sender, asyncio.Lock())
        async with lock:
            return await self._turn(sender, text, message_id, seen_turn, caller)

    def _refusal(self, text: str) -> str:
        return say("too_long", length=len(text), limit=self._limit) if text else say("empty")

    async def _turn(
        self, sender: str, text: str, message_id: str, seen_turn: int | None, caller: Caller
    ) -> Reply:
        turn, is_new = await asyncio.to_thread(self._turns.begin, sender, text, message_id)
        if not is_new and turn.text != text:
            raise ApiError(409, "message_id_reused")
        if turn.response is not None and not _withheld(turn.response):
            _log.info("turn_repeated", sender=pseudonym(sender), seq=turn.seq)
            return Reply(turn.response, turn.seq, message_id)
        previous = await asyncio.to_thread(self._turns.response, sender, turn.seq - 1)
        for before in self._before:
            answer = await before(turn, previous, caller)
            if answer is not None:
                kept = answer.kept if isinstance(answer, Withheld) else answer
                told = answer.messages if isinstance(answer, Withheld) else answer
                told, kept = _to(sender, told), _to(sender, kept)
                await asyncio.to_thread(self._turns.finish, sender, turn.seq, kept)
                _log.info("turn_answered", sender=pseudonym(sender), outcomes=outcomes(told))
                return Reply(told, turn.seq, message_id, once=isinstance(answer, Withheld))
        if turn.response is not None:
            return Reply(turn.response, turn.seq, message_id)
        seconds = await asyncio.to_thread(self._form_wait, previous)
        if seconds:
            messages = note(sender, say("form_too_often", seconds=seconds))
            return Reply(messages, turn.seq, message_id, 429, seconds)
        metadata = {
            "message_id": message_id,
            "seq": turn.seq,
            "seen_turn": seen_turn,
            "stale": seen_turn is not None and seen_turn < turn.seq - 1,
        }
        begun = time.perf_counter()
        entries = await self._ask(sender, text, metadata, turn)
        if entries is None:
            messages = note(sender, say("engine_down"))
            return Reply(messages, turn.seq, message_id, status=503)
        messages = merged(sender, entries) or note(sender, say("turn_failed"))
        await asyncio.to_thread(self._turns.finish, sender, turn.seq, messages)
        _log.info(
            "turn_answered",
            sender=pseudonym(sender),
            seq=turn.seq,
            outcomes=outcomes(messages),
            ms=round((time.perf_counter() - begun) * 1000),
        )
        return Reply(messages, turn.seq, message_id)

    def _form_wait(self, previous: Sequence[Mapping[str, Any]] | None) -> int:
        """Seconds until the form under way takes another message."""
        forms = [(message.get("custom") or {}).get("form") for message in previous or []]
        draft = next((form.get("draft_id") for form in forms if form), None)
        return self._forms.wait(f"form {draft}") if draft and self._forms else 0

    async def _ask(
        self, sender: str, text: str, metadata: dict[str, Any], turn: LoggedTurn
    ) -> list[dict[str, Any]] | None:
        """The engine's entries, empty when it says nothing at all; None when it is down or slow."""
        spoken = without_command(text) or text.replace("/", "／")
        deadline = time.monotonic() + self._wait
        silent = False
        for _ in range(TRIES):
            attempt = {**metadata, "attempt": uuid.uuid4().hex}
            try:
                entries = await self._engine.send(sender, spoken, attempt)
                if entries:
                    return entries
                # Every action says something: this one did not run, so that nothing is lost by
                # asking again (a message taken up while the service itself is still starting).
                _log.warning("engine_silent", sender=pseudonym(sender), seq=turn.seq)
                silent = True
                await asyncio.sleep(SILENT_FOR)
                continue
            except EngineSlow:
                _log.error("engine_slow", sender=pseudonym(sender), seq=turn.seq)
                return None
            except EngineDown:
                _log.warning("engine_down", sender=pseudonym(sender), seq=turn.seq)
            if not await self._engine.wait_ready(max(0.0, deadline - time.monotonic())):
                return None
        return [] if silent else None


def _to(sender: str, messages: Messages) -> Messages:
    return [{"recipient_id": sender, **message} for message in messages]


def _withheld(messages: Messages) -> bool:
    return any((message.get("custom") or {}).get("withheld") for message in messages)
