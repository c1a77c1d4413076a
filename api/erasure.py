"""Removes what is stored about a person: at their word in the conversation, and after its time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import storage
from api.conversation import Caller
from api.engine import EngineClient, EngineDown
from api.events import EventLog, pseudonym, request_id
from api.services import Services
from api.staff_links import StaffLinks
from api.wechat.incoming import PREFIX
from privacy import ErasureTalk, periods
from recommendation.keeping import PackageStore
from screening.jobs import JobStore
from storage.privacy import held
from storage.retention import (
    delete_conversation,
    delete_submissions,
    old_submissions,
    purge_consents,
    silent_people,
)
from storage.turns import LoggedTurn
from storage.unanswered import purge_unanswered

_log = EventLog("api.erasure")


class Erasure:
    """Works on the database, the documents' folder and the engine's memory together."""

    def __init__(
        self,
        services: Services,
        engine: EngineClient,
        documents: Path,
        lists: JobStore,
        staff_links: StaffLinks,
        packages: PackageStore,
    ) -> None:
        self._services = services
        self._engine = engine
        self._documents = documents
        self._lists = lists
        self._staff_links = staff_links
        self._packages = packages
        titles = {key: form.title for key, form in services.forms.items()}
        self._talk = ErasureTalk(titles)

    async def before(
        self, turn: LoggedTurn, previous: Sequence[Mapping[str, Any]] | None, _: Caller
    ) -> list[dict[str, Any]] | None:
        """The answer to a message about erasure; None for any other. `previous`: the last one."""
        step = self._talk.step(turn.text, previous)
        if step is None:
            return None
        if step == "ask":
            found = await asyncio.to_thread(held, self._services.sessions, turn.sender)
            return self._talk.ask(found)
        if step == "delete":
            return await self._erase(turn)
        return self._talk.kept() if step == "keep" else self._talk.late()

    async def _erase(self, turn: LoggedTurn) -> list[dict[str, Any]]:
        """The engine first: when it is away nothing is removed, and the person is told so."""
        try:
            await self._engine.forget(turn.sender)
        except EngineDown:
            _log.warning("not_erased", sender=pseudonym(turn.sender))
            return self._talk.failed()
        in_wechat = turn.sender.startswith(PREFIX)
        erased = await asyncio.to_thread(
            self._remove,
            turn.sender,
            "erased_by_person",
            "person",
            "wechat" if in_wechat else "web",
            turn.message_id if in_wechat else None,
        )
        return self._talk.done(erased)

    async def purge(self) -> int:
        """Remove everything about people who have been silent for longer than is kept; of those
        who have handed something in the conversation alone. Then what has a date of its own."""
        kept = periods()
        since = storage.utc_now() - kept.conversations
        people = await asyncio.to_thread(silent_people, self._services.sessions, since)
        gone = 0
        for person, handed_in in people:
            try:
                await self._engine.forget(person)
            except EngineDown:
                break  # in the next hour
            if handed_in:
                await asyncio.to_thread(self._remove_conversation, person)
            else:
                await asyncio.to_thread(
                    self._remove, person, "erased_by_schedule", "schedule", "schedule", None
                )
            gone += 1
        rest = await asyncio.to_thread(self._purge_rest)
        if gone or any(rest.values()):
            _log.info("retention", conversations=gone, **rest)
        return gone

    def _purge_rest(self) -> dict[str, int]:
        kept, now = periods(), storage.utc_now()
        sessions = self._services.sessions
        return {
            "submissions": self._purge_submissions(now - kept.submissions),
            "consents": purge_consents(sessions, now - kept.conversations),
            "unanswered": purge_unanswered(sessions, now - kept.unanswered),
            "audit": self._services.audit.purge(),
        }

    def _purge_submissions(self, before: datetime) -> int:
        old = old_submissions(self._services.sessions, before)
        for number in old:
            self._by_schedule(f"submission:{number}", {})
        gone = delete_submissions(self._services.sessions, old, before) if old else 0
        if gone:
            self._packages.clear()
        return gone

    def _remove_conversation(self, person: str) -> None:
        found = held(self._services.sessions, person)
        self._by_schedule(f"person:{pseudonym(person)}", {"turns": found.turns})
        delete_conversation(self._services.sessions, person)

    def _by_schedule(self, object: str, counts: dict[str, int]) -> None:
        self._services.audit.record(
            "schedule", "erased_by_schedule", object, channel="schedule",
            request_id=request_id.get(), counts=counts,
        )  # fmt: skip

    def _remove(
        self, person: str, action: str, actor: str, channel: str, answering: str | None
    ) -> storage.Erased:
        found = held(self._services.sessions, person)
        self._services.audit.record(
            actor,
            action,
            f"person:{pseudonym(person)}",
            channel=channel,
            request_id=request_id.get(),
            counts={
                "turns": found.turns, "drafts": len(found.drafts), "documents": found.documents,
            },
        )  # fmt: skip
        self._staff_links.unlink(person, channel)
        self._lists.forget(person)
        erased = storage.delete_person(
            self._services.sessions, person, self._documents, answering=answering
        )
        if erased.submissions:
            self._packages.clear()
        return erased
