"""The desk: says where a message goes, and carries out what staff do with a conversation."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from helpdesk import hours
from helpdesk.cases import CLOSED, TALKING, WAITING, Case, CaseStore
from helpdesk.settings import DeskSettings
from helpdesk.summary import Summaries
from helpdesk.wording import say, when
from policy import Answer, Citation
from storage.turns import InTransaction, TurnLog

Messages = list[dict[str, Any]]
LONGEST = 2000
"""Characters of one reply of staff."""


class NotYours(Exception):
    """What staff wanted is not possible; the text says in Chinese why and what to do."""


Carrier = Callable[[str, str, Messages], InTransaction | None]
"""Brings messages to a sender who does not look at the page, the same key once: what it returns is
done in the transaction that keeps them."""


class Desk:
    """One help desk. `staffed` says whether anybody has the role at all.

    `contact` is the answer that names the notice's contact.
    """

    def __init__(
        self,
        settings: DeskSettings,
        cases: CaseStore,
        turns: TurnLog,
        summaries: Summaries,
        *,
        staffed: Callable[[], bool],
        contact: Callable[[date], Answer],
        channel_of: Callable[[str], str] = lambda sender: "web",
        carry: Carrier | None = None,
        now: Callable[[], datetime] = hours.now,
    ) -> None:
        self.settings = settings
        self.cases = cases
        self.summaries = summaries
        self._turns = turns
        self._staffed = staffed
        self._contact = contact
        self._channel_of = channel_of
        self.carry = carry
        self._now = now

    # what a sender says

    def take(self, sender: str, text: str, seq: int) -> Messages | None:
        """What is said to a message that is for a person; None when the assistant answers it.

        An empty list: it is for the person, and nothing is to be said.
        """
        case = self._running(sender)
        wants = self.settings.asks_for_person(text)
        if case is None:
            return self.hand_over(sender, seq) if wants else None
        if self.settings.ends_talk(text):
            self.cases.close(case.id, "person")
            return [self._note(sender, say("ended_by_person"), "ended")]
        if not wants and not self._is_for_person(case):
            return None
        if self.cases.said(case.id, seq) is None:
            return None  # closed meanwhile
        return self._received(case) if wants else []

    def hand_over(self, sender: str, seq: int) -> Messages | None:
        """Queue a conversation; None when there is nobody to hand it to."""
        if not self._staffed():
            return None
        headline = self.summaries.headline(sender, seq)
        return self._received(self.cases.open(sender, self._channel_of(sender), headline, seq))

    def state_of(self, sender: str) -> str | None:
        """waiting or talking while a person is asked for, else None."""
        case = self._running(sender)
        return None if case is None else case.state

    def is_silent(self, sender: str) -> bool:
        """Whether what the sender says is for a person, and the assistant keeps out of it."""
        return self._is_for_person(self._running(sender))

    def end_idle(self) -> None:
        """End the talks in which nobody has written for long."""
        for case in self.cases.idle_since(self.settings.idle_hours):
            self.cases.close(case.id, "idle")

    def _running(self, sender: str) -> Case | None:
        """The open case; one in which nobody has written for long ends here."""
        case = self.cases.open_of(sender)
        if case is None or case.state != TALKING:
            return case
        idle = (datetime.now(case.said_at.tzinfo) - case.said_at).total_seconds() / 3600
        if idle < self.settings.idle_hours:
            return case
        self.cases.close(case.id, "idle")
        return None

    def _is_for_person(self, case: Case | None) -> bool:
        """Who waits while nobody is there goes on with the assistant."""
        if case is None or case.state != WAITING:
            return case is not None
        return hours.is_open(self.settings, self._now())

    def _received(self, case: Case) -> Messages:
        """What a sender is told who wants a person."""
        if case.state == TALKING:
            return [self._note(case.sender, say("talking_already"), TALKING)]
        now = self._now()
        if hours.is_open(self.settings, now):
            ahead = self.cases.ahead_of(case)
            text = say("queued_behind", count=ahead) if ahead else say("queued")
            if not hours.is_certain(self.settings, now):
                text = f"{text}\n{say('queued_unsure')}"
            return [self._note(case.sender, text, WAITING)]
        opening = hours.next_opening(self.settings, now)
        text = say("outside_unknown")
        if opening:
            sure = hours.is_certain(self.settings, now) and hours.is_certain(self.settings, opening)
            text = say("outside" if sure else "outside_unsure", when=when(opening, now))
        contact = self._contact(now.date())
        text = "\n".join((text, say("outside_contact"), contact.text))
        return [self._note(case.sender, text, WAITING, contact.citations)]

    # what staff do

    def accept(self, case_id: int, staff: str, *, over: bool = False) -> Case:
        """Take a case, or take it over from somebody else. Raises NotYours."""
        case, fresh = self.cases.take(case_id, staff, over=over)
        if case is None:
            raise NotYours(say("case_unknown"))
        self._check(case, staff)
        if fresh:
            self._speak(case, f"taken-{case.id}-{staff}", [self._note_of(case, "taken", TALKING)])
        return case

    def reply(
        self,
        case_id: int,
        staff: str,
        text: str,
        token: str,
        citations: list[Citation],
        to: int | None = None,
    ) -> None:
        """Send a reply, `to` one turn or to all that was said; the same `token` once. A waiting
        case is taken. Raises NotYours."""
        text = text.strip()
        if not text:
            raise NotYours(say("reply_empty"))
        if len(text) > LONGEST:
            raise NotYours(say("reply_long", length=len(text), limit=LONGEST))
        case, _ = self.cases.take(case_id, staff)
        if case is None:
            raise NotYours(say("case_unknown"))
        self._check(case, staff)
        message = self._note(case.sender, text, TALKING, citations, by=staff)
        if to is not None:
            message["custom"]["person"]["to"] = to
        seq = self._speak(case, f"staff-{token}", [message])
        if seq is not None:
            self.cases.answered(case.id, staff, by_seq=seq)

    def close(self, case_id: int, staff: str, *, back: bool) -> None:
        """End a case, or give it back to the assistant. Raises NotYours."""
        case = self.cases.get(case_id)
        if case is None:
            raise NotYours(say("case_unknown"))
        self._check(case, staff)
        if self.cases.close(case_id, "back" if back else "staff"):
            key = "given_back" if back else "ended_by_staff"
            self._speak(case, f"closed-{case.id}", [self._note_of(case, key, "ended")])

    def _check(self, case: Case, staff: str) -> None:
        if case.state == CLOSED:
            raise NotYours(say("case_gone", by=say(f"by_{case.closed_by}")))
        if case.state == TALKING and case.staff != staff:
            raise NotYours(say("case_others", staff=case.staff))

    def _speak(self, case: Case, key: str, messages: Messages) -> int | None:
        """Keep what is said and have it brought to the sender: both, or (None) said before."""
        carry = None
        if self.carry is not None:
            carry = self.carry(case.sender, f"{case.id}-{key}"[:64], messages)
        return self._turns.append(case.sender, key, messages, carry)

    def _note_of(self, case: Case, key: str, state: str) -> dict[str, Any]:
        return self._note(case.sender, say(key), state)

    def _note(
        self,
        sender: str,
        text: str,
        state: str,
        citations: list[Citation] | None = None,
        by: str | None = None,
    ) -> dict[str, Any]:
        """One message in the shape of the contract; `by` is set when a person speaks."""
        person = {"state": state, "by": "staff" if by is not None else "desk"}
        custom: dict[str, Any] = {
            "outcome": "handoff" if state != "ended" else "smalltalk",
            "citations": [citation.model_dump() for citation in citations or []],
            "person": person,
        }
        message: dict[str, Any] = {"recipient_id": sender, "text": text, "custom": custom}
        if state != "ended" and by is None:
            title = say("end_button")
            message["buttons"] = [{"title": title, "payload": title}]
        return message
