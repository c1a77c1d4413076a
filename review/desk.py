"""What applicant and reviewer do with the review, in whole steps with words for the chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from accounts import AccountStore, Person, Region
from eligibility import RuleSet
from forms import Form, State
from forms.drafts import DONE, Draft, DraftStore
from forms.steps import missing_required
from recommendation import Program
from review.clock import local
from review.entries import Entries, subject_of, why_not
from review.errors import ReviewError
from review.model import News, Submission
from review.news import NewsStore
from review.quota import require_place
from review.store import Also, Decision, SubmissionStore
from review.telling import Telling
from review.wording import say
from review.workflow import APPLICANT, Subject, load_workflow
from storage import utc_now

NAMED = 6
"""Missing fields that are named; the form asks for all of them anyway."""

KEEP_SUBMITTED = timedelta(days=180)
"""How long the draft of a submission is kept, so that it can be mended when it is returned."""


@dataclass(frozen=True)
class Fix:
    """What an applicant is asked to mend: the draft, what was written about which field, and
    what is said before they are asked."""

    draft_id: str
    remarks: Mapping[str, str]
    text: str


class ReviewDesk:
    """The review with everything it works with."""

    def __init__(
        self,
        factory: sessionmaker[Session],
        accounts: AccountStore,
        drafts: DraftStore,
        forms: Mapping[str, Form],
        rule_sets: Mapping[str, RuleSet],
        program: Program,
    ) -> None:
        self.store = SubmissionStore(factory)
        self.unheard = NewsStore(factory)
        self.forms = forms
        self._accounts = accounts
        self._drafts = drafts
        self._program = program
        self._entries = Entries(drafts, rule_sets)
        self._telling = Telling(self.store, self._form_of)
        self._flow = load_workflow()

    def takes(self, form: Form) -> bool:
        """Whether a form is one that is handed in, whoever is there to review it."""
        return subject_of(form) is not None

    def offered(self, form: Form, values: Mapping[str, Any]) -> bool:
        """Whether somebody is there to review this application."""
        subject = subject_of(form)
        region = self._entries.region(subject, values) if subject else None
        return bool(subject and region and self._reviewer(subject, region))

    def place_field(self, form: Form) -> str | None:
        """The field that tells where the applicant is; None where the form has none."""
        subject = subject_of(form)
        named = self._flow.region_from[subject] if subject else ()
        return next((key for key in named if key in form.fields), None)

    def submit(self, draft: Draft, owner: str, today: date) -> str:
        """Hand a finished draft in; what to say. Raises ReviewError."""
        form = self.forms[draft.form_id]
        subject = subject_of(form)
        if subject is None:
            raise ReviewError("not_for_review", title=form.title, why=why_not(form))
        words = self._flow.words[subject]
        known = self.store.of_draft(draft.id)
        if known is not None and known.turn != APPLICANT:
            code = "already" if known.turn else "closed"
            raise ReviewError(code, number=known.number, state=known.state_label, **words)
        if draft.status != DONE:
            raise ReviewError("not_finished", **words)
        filled_in = form.at(draft.form_version)
        lacking = missing_required(filled_in, State(values=dict(draft.values)))
        if lacking:
            items = "、".join(field.short for field in lacking[:NAMED])
            items += say("and_more") if len(lacking) > NAMED else ""
            raise ReviewError("missing", count=len(lacking), items=items, **words)
        region = self._entries.region(subject, draft.values)
        if region is None:
            what = say(f"what_{self._entries.first(subject)}")
            raise ReviewError("no_region", what=what, **words)
        if not self._reviewer(subject, region):
            raise ReviewError("no_reviewer", region=region.shown, **words)
        made = self.store.submit(self._entries.made_of(draft, form, subject, region, today), owner)
        self._drafts.keep_until(draft.id, utc_now() + KEEP_SUBMITTED)
        return self._telling.submitted(made, form)

    def withdraw(self, draft_id: str, owner: str) -> str:
        """Take it back; what to say. Raises ReviewError."""
        one = self.store.withdraw(draft_id, owner)
        return say("withdrawn", number=one.number, **one.words)

    def progress(self, owner: str, draft_id: str | None) -> str:
        """Where the sender's application stands, with what the reviewers wrote last."""
        one = self._own(owner, draft_id)
        day = f"{local(one.updated_at):%Y年%m月%d日}"
        known = {"number": one.number, "name": one.name, "state": one.state_label}
        lines = [say("progress", day=day, **known, **one.words)]
        if one.turn not in (None, APPLICANT):
            lines.append(say("progress_with", whose=self._telling.whose(one), **one.words))
        elif (last := self.store.events(one.id)[-1]).comment or last.fields:
            lines += self._telling.comments(one, last)
        if one.state == "returned":
            lines.append(say("fix_hint"))
        return "\n".join(lines)

    def knows(self, owner: str, draft_id: str | None) -> bool:
        """Whether the sender has ever submitted anything."""
        found = self.store.of_draft(draft_id) if draft_id else None
        return found is not None or self.store.latest(owner) is not None

    def returned(self, owner: str, draft_id: str | None) -> bool:
        """Whether it is the sender's turn to mend something."""
        return self._own(owner, draft_id).state == "returned"

    def news(self, owner: str) -> list[str]:
        """What the sender has not been told yet, each said once."""
        return [self.told(one) for one in self.unheard.take(owner)]

    def told(self, one: News) -> str:
        """A piece of news in words."""
        return self._telling.news(one)

    def to_fix(self, owner: str, draft_id: str | None) -> Fix:
        """What the reviewers want mended. Raises ReviewError when there is nothing."""
        one = self._own(owner, draft_id)
        last = self.store.events(one.id)[-1]
        if one.state != "returned":
            raise ReviewError("nothing_to_fix")
        fields = self._form_of(one).fields
        remarks = {key: last.fields[key] for key in fields if key in last.fields}
        key = "fix_started" if remarks else "fix_whole"
        said = [say(key, count=len(remarks), **one.words)]
        if last.comment:
            said.append(say("comment", comment=last.comment, **one.words))
        return Fix(one.draft_id, remarks, "\n".join(said))

    def decide(
        self, submission_id: int, decision: Decision, person: Person, also: Also | None = None
    ) -> Submission:
        """One step of a reviewer, `also` in the same transaction. Raises ReviewError."""
        known = self._form_of(self.store.get(submission_id, person)).fields
        fields = {k: v for k, v in (decision.fields or {}).items() if k in known}
        kept = Decision(decision.move, decision.version, decision.comment, fields)
        return self.store.decide(
            submission_id,
            kept,
            person,
            lambda one, taken: require_place(self._program, one, taken),
            also,
        )

    def _form_of(self, one: Submission) -> Form:
        """The form in the version that was submitted last."""
        return self.forms[one.form_id].at(self.store.snapshots(one.id)[-1].form_version)

    def _own(self, owner: str, draft_id: str | None) -> Submission:
        one = self.store.of_draft(draft_id) if draft_id else None
        one = one or self.store.latest(owner)
        if one is None:
            raise ReviewError("not_submitted")
        return one

    def _reviewer(self, subject: Subject, region: Region) -> bool:
        return self._accounts.covered(self._entries.first(subject), region)

    def _first(self, subject: Subject) -> str:
        """Whose turn it is when something is handed in."""
        return self._flow.states[self._flow.begin[subject]].turn or ""
