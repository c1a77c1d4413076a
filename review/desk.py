"""What applicant and reviewer do with the review, in whole steps with words for the chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from accounts import AccountStore, Person, Region, region_of, role
from eligibility import FactError, NoRuleInForce, RuleSet
from forms import Form, State
from forms.drafts import DONE, Draft, DraftStore
from forms.facts import day_of, facts_of
from forms.steps import missing_required
from recommendation import Program
from review.changes import changed
from review.clock import local
from review.errors import ReviewError
from review.model import Event, News, Submission
from review.news import NewsStore
from review.quota import require_place
from review.store import Decision, Entry, SubmissionStore
from review.wording import say
from review.workflow import APPLICANT, BACK, Subject, load_workflow
from storage import utc_now

NAMED = 6
"""Missing fields that are named; the form asks for all of them anyway."""

KEEP_SUBMITTED = timedelta(days=180)
"""How long the draft of a submission is kept, so that it can be mended when it is returned."""


@dataclass(frozen=True)
class Fix:
    """What an applicant is asked to mend: the draft, the fields, and the comments in words."""

    draft_id: str
    keys: tuple[str, ...]
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
        self._rule_sets = rule_sets
        self._program = program
        self._flow = load_workflow()

    def offered(self, form: Form, values: Mapping[str, Any]) -> bool:
        """Whether somebody is there to review this application."""
        region = self._region(form, values) if form.applicant else None
        return region is not None and self._reviewer(form, region)

    def submit(self, draft: Draft, owner: str, today: date) -> str:
        """Hand a finished draft in; what to say. Raises ReviewError."""
        form = self.forms[draft.form_id]
        known = self.store.of_draft(draft.id)
        if known is not None and known.turn != APPLICANT:
            code = "already" if known.turn else "closed"
            raise ReviewError(code, number=known.number, state=known.state_label)
        if draft.status != DONE:
            raise ReviewError("not_finished")
        filled_in = form.at(draft.form_version)
        lacking = missing_required(filled_in, State(values=dict(draft.values)))
        if lacking:
            items = "、".join(field.short for field in lacking[:NAMED])
            items += say("and_more") if len(lacking) > NAMED else ""
            raise ReviewError("missing", count=len(lacking), items=items)
        region = self._region(form, draft.values)
        if region is None:
            begin = self._flow.begin[_subject(form)]
            raise ReviewError("no_region", what=say(f"what_{begin}"))
        if not self._reviewer(form, region):
            raise ReviewError("no_reviewer", region=region.shown)
        made = self.store.submit(self._entry(draft, form, region, today), owner)
        self._drafts.keep_until(draft.id, utc_now() + KEEP_SUBMITTED)
        return self._submitted(made, form)

    def withdraw(self, draft_id: str, owner: str) -> str:
        """Take it back; what to say. Raises ReviewError."""
        return say("withdrawn", number=self.store.withdraw(draft_id, owner).number)

    def progress(self, owner: str, draft_id: str | None) -> str:
        """Where the sender's application stands, with what the reviewers wrote last."""
        one = self._own(owner, draft_id)
        day = f"{local(one.updated_at):%Y年%m月%d日}"
        known = {"number": one.number, "name": one.name, "state": one.state_label}
        lines = [say("progress", day=day, **known)]
        if one.turn not in (None, APPLICANT):
            lines.append(say("progress_with", whose=self._whose(one)))
        elif (last := self.store.events(one.id)[-1]).comment or last.fields:
            lines += self._comments(one, last)
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
        known = {"number": one.submission.number, "state": one.submission.state_label}
        who = self._office(one.submission, one.event)
        lines = [say("news", who=who, done=one.event.done, **known)]
        lines += self._comments(one.submission, one.event)
        if one.submission.state == "returned":
            lines.append(say("fix_hint"))
        return "\n".join(lines)

    def to_fix(self, owner: str, draft_id: str | None) -> Fix:
        """What the reviewers want mended. Raises ReviewError when there is nothing."""
        one = self._own(owner, draft_id)
        last = self.store.events(one.id)[-1]
        if one.state != "returned":
            raise ReviewError("nothing_to_fix")
        form = self._form_of(one)
        keys = tuple(key for key in form.fields if key in last.fields)
        return Fix(one.draft_id, keys, "\n".join([say("fix_started"), *self._comments(one, last)]))

    def decide(self, submission_id: int, decision: Decision, person: Person) -> Submission:
        """One step of a reviewer. Raises ReviewError."""
        known = self._form_of(self.store.get(submission_id, person)).fields
        fields = {k: v for k, v in (decision.fields or {}).items() if k in known}
        kept = Decision(decision.move, decision.version, decision.comment, fields)
        return self.store.decide(
            submission_id, kept, person, lambda one, taken: require_place(self._program, one, taken)
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

    def _comments(self, one: Submission, event: Event) -> list[str]:
        fields = self._form_of(one).fields
        said = [say("comment", comment=event.comment)] if event.comment else []
        return said + [
            say("field_comment", label=fields[key].label, comment=text)
            for key, text in event.fields.items()
            if key in fields
        ]

    def _office(self, one: Submission, event: Event) -> str:
        """Who took a step, for applicants: the office, not the person."""
        move = self._flow.named(event.move, event.source)
        by = APPLICANT if move is None else move.by
        if move is not None and move.target == BACK and by != APPLICANT:
            by = self._flow.states[event.target].turn or by  # the same step, of several levels
        if by == APPLICANT:
            return say("applicant")
        return _reviewer(_of_scope(role(by).scope, one.region), by, "reviewer_short")

    def _submitted(self, made: Submission, form: Form) -> str:
        whose = self._whose(made)
        if made.round == 1:
            return say("submitted", number=made.number, whose=whose)
        before, after = self.store.snapshots(made.id)[-2:]
        count = len(changed(form, before.values, after.values))
        return say("resubmitted", number=made.number, count=count, whose=whose)

    def _whose(self, one: Submission) -> str:
        """Whose turn it is, as the applicant is told."""
        return _reviewer(self._level(one), one.turn or "", "reviewer")

    def _entry(self, draft: Draft, form: Form, region: Region, today: date) -> Entry:
        table = next(table for table in self._program.tables if table.form is form)
        return Entry(
            draft_id=draft.id,
            form_id=form.id,
            form_version=draft.form_version,
            subject=_subject(form),
            name=str(draft.values.get(table.data.name_field, "")),
            region=region,
            values=draft.values,
            verdict=self._verdict(form, draft.values, today),
            as_of=today,
            photos=self._drafts.photos(draft.id),
        )

    def _verdict(
        self, form: Form, values: Mapping[str, Any], today: date
    ) -> Mapping[str, Any] | None:
        rules = self._rule_sets.get(form.rule_set or "")
        if rules is None:
            return None
        facts, day = facts_of(form, values), day_of(form, values, today)
        try:
            try:
                report = rules.check(facts, day)
            except FactError as error:
                sound = {key: v for key, v in facts.items() if key not in error.problems}
                report = rules.check(sound, day)
        except NoRuleInForce:
            return None
        return report.model_dump(mode="json")

    def _region(self, form: Form, values: Mapping[str, Any]) -> Region | None:
        """Where the applicant is, as exactly as the first level of the review needs it."""
        needed = self._flow.begin[_subject(form)]
        for key in self._flow.region_from[_subject(form)]:
            region = region_of(str(values.get(key) or ""))
            if region is not None and (region.county or needed != "county"):
                return region
        return None

    def _reviewer(self, form: Form, region: Region) -> bool:
        turn = self._flow.states[self._flow.begin[_subject(form)]].turn
        return turn is not None and self._accounts.covered(turn, region)

    @staticmethod
    def _level(one: Submission) -> Region:
        """The region of the level whose turn it is."""
        return _of_scope(role(one.turn or "").scope, one.region)


def _of_scope(scope: str, region: Region) -> Region:
    if scope == "county":
        return region
    return Region(region.city) if scope == "city" else Region()


def _subject(form: Form) -> Subject:
    return "county" if form.applicant == "county" else "institution"


def _reviewer(place: Region, role_id: str, key: str) -> str:
    """A level of the review; the province's role says by itself where it is."""
    label = role(role_id).label
    return say(key, region=place.shown, role=label) if place.city else label
