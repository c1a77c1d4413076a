"""Staff pre-screen in the conversation: the words of reviewers are answered before the engine.

The account comes from the channel (`Caller`): who is signed in on our own page, or for whom a
follower acts. What is told is never kept among the turns, which whoever names a sender may read;
see docs/decisions/023 and 028.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from accounts import Person, Region
from api.conversation import Caller, Messages, Withheld
from api.events import request_id
from api.permissions import rule_of
from api.prescreening_cards import application, message
from api.services import Services
from review import lists
from review.asking import Told, answer
from review.questions import Question, understood
from review.wording import say
from screening.jobs import Job, JobStore
from storage.turns import LoggedTurn

ASKS = ("POST", "/console/ask")
"""The route whose rule says who may ask: the same question on a page of the console."""
UPLOADS = ("POST", "/api/v1/screening/jobs")
TEMPLATE = "/api/v1/screening/template"
SHOWN = 20
"""Applications shown in one answer; the rest is in the console."""
BACK = 12
"""Turns looked back for what was spoken of before."""
BLOCK = "prescreening"
"""The part of a message's `custom` that is ours."""


def may(person: Person | None, route: tuple[str, str]) -> bool:
    """Whether somebody may do in the conversation what a route does."""
    rule = rule_of(*route)
    return person is not None and rule is not None and person.role in rule.roles


@dataclass(frozen=True)
class _Spoken:
    """What was spoken of: an application, a row of a list, a place, and the list itself."""

    last: int | None = None
    row: int | None = None
    place: Region | None = None
    listing: Job | None = None
    about_list: bool = False


class Prescreening:
    """Answers reviewers on the applications of their region, and on the list they sent."""

    def __init__(self, services: Services, screenings: JobStore) -> None:
        self._services = services
        self._lists = screenings

    async def before(
        self, turn: LoggedTurn, previous: Sequence[Mapping[str, Any]] | None, caller: Caller
    ) -> Messages | Withheld | None:
        """The answer to a reviewer's question; None for any other message."""
        read = understood(turn.text)
        if read is None or self._services.review is None:
            return None
        if not may(caller.person, ASKS) or caller.person is None:
            others = read.certain or (read.likely and not _own_business(previous))
            if not others and not (caller.lapsed and _block(previous)):
                return None
            refused = "ask_refused" if caller.channel == "web" else "ask_refused_wechat"
            return message(say("ask_lapsed" if caller.lapsed else refused), "error")
        if not read.certain and _own_business(previous):
            return None
        if read.kind == "upload":
            if caller.channel != "web":
                return message(say("ask_upload_wechat"), "checked")
            return message(say("ask_upload"), "checked", {"list_template": TEMPLATE})
        told_now = _block(previous) is not None
        who = (caller.person, caller.channel)
        return await asyncio.to_thread(self._answer, read, turn, *who, told_now=told_now)

    def _answer(
        self, read: Question, turn: LoggedTurn, person: Person, channel: str, *, told_now: bool
    ) -> Messages | Withheld | None:
        """`told_now`: the answer before this question was of ours."""
        spoken = self._spoken(turn, person)
        if lists.named(read):
            if self._lists.working(f"account:{person.id}", turn.sender):
                return message(say("list_working"), "checked")
            if spoken.listing is None:
                return message(say("list_none"), "checked")
        if _of_list(read, spoken):
            told = _from_list(read, spoken.row, spoken.listing)
            if told is not None and spoken.listing is not None:
                return self._on_list(told, spoken.listing, person, channel)
        assert self._services.review is not None
        store = self._services.review.store
        found = answer(read, spoken.last, store, person, spoken.place)
        if not found.known and spoken.listing is not None and not _of_list(read, spoken):
            told = _from_list(read, None, spoken.listing)
            if told is not None:
                return self._on_list(told, spoken.listing, person, channel)
        goes_on = told_now and read.that_one  # 为什么不符合, after a choice or several
        if not found.known and not (read.certain or read.likely or goes_on):
            return None  # said in the same words, but of nothing that is under review
        return self._on_applications(found, spoken, person, channel)

    def _on_applications(
        self, told: Told, spoken: _Spoken, person: Person, channel: str
    ) -> Messages | Withheld:
        shown, record = told.found[:SHOWN], self._recorder(person, channel)
        if told.place is not None:
            record("submissions_counted", f"account:{person.id}", len(told.found))
        for one in shown:
            record("submission_read", f"submission:{one.one.id}")
        for choice in told.choices:
            if all(choice.id != one.one.id for one in shown):
                record("submission_read", f"submission:{choice.id}")
        text = told.text
        if len(told.found) > SHOWN:
            text += say("ask_more", shown=SHOWN)
        last = told.found[0].one.id if len(told.found) == 1 else spoken.last
        place = told.place or spoken.place
        kept = {"last": last, "place": place.written if place is not None else None}
        buttons = [
            {
                "title": f"{one.name}（{one.region.shown}）",
                "payload": say("ask_number", number=one.number),
            }
            for one in told.choices
        ]
        rows = [application(one, told.whole) for one in shown]
        return _once(text, {"rows": rows, **kept}, kept, buttons)

    def _on_list(self, told: lists.Told, listing: Job, person: Person, channel: str) -> Withheld:
        self._recorder(person, channel)(
            "screening_asked", f"list:{listing.id[:16]}", len(told.found)
        )
        shown = told.found[:SHOWN]
        text = told.text if len(told.found) <= SHOWN else told.text + say("ask_list_more")
        row = told.found[0].row if len(told.found) == 1 else None
        kept = {"list": listing.id, "row": row}
        rows = [asdict(one) for one in shown]
        return _once(text, {"rows": rows, "of_list": True, **kept}, kept, [])

    def _spoken(self, turn: LoggedTurn, person: Person) -> _Spoken:
        """What the newest question of a reviewer in this conversation was about."""
        earlier = self._services.turns.before(turn.sender, turn.seq - 1, BACK)
        block, said_at = None, None
        for one in reversed(earlier):
            block = _block(one.response)
            if block is not None:
                said_at = one.created_at
                break
        listing = self._lists.newest(f"account:{person.id}", turn.sender)
        if block is None:
            return _Spoken(listing=listing, about_list=listing is not None)
        fresh = listing is not None and (
            block.get("list") == listing.id
            or (said_at is not None and listing.created_at > said_at)
        )
        place = block.get("place")
        return _Spoken(
            last=block.get("last"),
            row=block.get("row") if listing and block.get("list") == listing.id else None,
            place=Region.read(place) if place is not None else None,
            listing=listing,
            about_list=fresh,
        )

    def _recorder(self, person: Person, channel: str) -> Callable[..., None]:
        """Records before it is told: what cannot be recorded is not told."""

        def record(action: str, object: str, found: int | None = None) -> None:
            self._services.audit.record(
                f"account:{person.id}",
                action,
                object,
                channel=channel,
                request_id=request_id.get(),
                counts=None if found is None else {"found": found},
            )

        return record


def session_of(person: Person | None) -> dict[str, Any]:
    """What the page needs to know of who is signed in: who they are and what they may do here."""
    if person is None:
        return {"person": None}
    return {
        "person": {
            "display": person.display,
            "role": person.duty.label,
            "region": person.region.shown,
            "asks": may(person, ASKS),
            "uploads": may(person, UPLOADS),
        }
    }


def _of_list(read: Question, spoken: _Spoken) -> bool:
    """Whether a question is meant of the list that was sent."""
    return spoken.about_list or lists.named(read)


def _from_list(read: Question, row: int | None, listing: Job | None) -> lists.Told | None:
    """What the list says to a question; None when it says nothing, or has just been removed."""
    if listing is None:
        return None
    try:
        told = lists.answer(read, row, listing.summary())
    except OSError:
        return None
    return told if told.known else None


def _own_business(messages: Sequence[Mapping[str, Any]] | None) -> bool:
    """Whether a check or a form of the speaker's own is under way: what is asked is about that."""
    return any(
        custom.get("verdict") or custom.get("form")
        for custom in ((one.get("custom") or {}) for one in messages or ())
    )


def _once(
    text: str, block: dict[str, Any], kept: dict[str, Any], buttons: list[dict[str, str]]
) -> Withheld:
    told = message(text, "checked", {BLOCK: block}, buttons)
    stored = message(say("ask_not_kept"), "checked", {BLOCK: kept, "withheld": True})
    return Withheld(told, stored)


def _block(messages: Sequence[Mapping[str, Any]] | None) -> Mapping[str, Any] | None:
    for one in messages or ():
        found: Mapping[str, Any] | None = (one.get("custom") or {}).get(BLOCK)
        if found is not None:
            return found
    return None
