"""The notice's deadline, brought to mind of those whose application is not handed in yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.announcing.reminders import reminders
from api.announcing.wording import message, say
from forms import Form
from forms.drafts import DONE, OPEN, Draft, DraftStore
from recommendation import Program
from review import ReviewDesk
from review.clock import local
from review.workflow import APPLICANT
from storage import utc_now


@dataclass(frozen=True)
class Reminder:
    """What a sender is to be told; the same `key` once."""

    key: str
    message: dict[str, Any]


class Deadlines:
    """Finds who is to be reminded, and says it. `today` is the assistant's, `now` the clock."""

    def __init__(
        self,
        program: Program,
        review: ReviewDesk,
        drafts: DraftStore,
        today: Callable[[], date],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._program = program
        self._review = review
        self._drafts = drafts
        self._today = today
        self._now = now
        self._forms = {form.id: form for form in review.forms.values() if form.applicant}

    def by_day(self) -> bool:
        """Whether people may be written to at this hour."""
        first, last = reminders().hours
        return first <= local(self._now()).hour < last

    def key(self) -> str | None:
        """Names the reminder whose time it is; None while it is nobody's."""
        alarm = reminders().alarm(self._days())
        return None if alarm is None else f"deadline-{self._program.data.notice}-{alarm}"

    def owners(self, prefix: str) -> list[str]:
        """The senders beginning with `prefix` who have an application at hand."""
        return self._drafts.owners(prefix, tuple(self._forms), (OPEN, DONE))

    def due(self, sender: str) -> Reminder | None:
        """What the sender is to be told now, whether or not it was told before."""
        key, alarm = self.key(), reminders().alarm(self._days())
        if key is None or alarm is None:
            return None
        before = self._program.deadline.until - timedelta(days=alarm)
        for draft in self._drafts.of_member(sender):
            form = self._forms.get(draft.form_id)
            if form is None or draft.owner != sender or self._begun(draft) >= before:
                continue
            state = self._state(draft, form)
            if state is not None:
                return Reminder(key, self._say(sender, form, state))
        return None

    def _days(self) -> int:
        return (self._program.deadline.until - self._today()).days

    def _begun(self, draft: Draft) -> date:
        """The day a draft was begun, by the assistant's calendar."""
        age = local(self._now()).date() - local(draft.created_at).date()
        return self._today() - age

    def _state(self, draft: Draft, form: Form) -> str | None:
        """What is still to be done; None when nothing is, or not here."""
        handed_in = self._review.store.of_draft(draft.id)
        if handed_in is not None and handed_in.turn != APPLICANT:
            return None
        if handed_in is not None and handed_in.state == "returned":
            return "returned"
        if draft.status == OPEN:
            return "open"
        return "done" if self._review.offered(form, draft.values) else None

    def _say(self, sender: str, form: Form, state: str) -> dict[str, Any]:
        deadline, days = self._program.deadline, self._days()
        left = say("left", days=days, today=_day(self._today())) if days else say("left_none")
        text = say(
            "deadline",
            who=deadline.who,
            to=deadline.to,
            day=_day(deadline.until, year=True),
            left=left,
            title=form.title,
            state=say(f"state_{state}"),
            next=say(f"next_{state}"),
        )
        cited = self._program.cite_fact(deadline.id).model_dump()
        return message(sender, text, state, citations=[cited])


def _day(day: date, *, year: bool = False) -> str:
    plain = f"{day.month}月{day.day}日"
    return f"{day.year}年{plain}" if year else plain
