"""What applicants are told of the review: the office, never the person in it."""

from collections.abc import Callable

from accounts import Region, role
from forms import Form
from review.changes import changed
from review.model import Event, News, Submission
from review.store import SubmissionStore
from review.wording import say
from review.workflow import APPLICANT, BACK, load_workflow


class Telling:
    """Puts submissions and their news into words; `form_of` gives a submission's form."""

    def __init__(self, store: SubmissionStore, form_of: Callable[[Submission], Form]) -> None:
        self._store = store
        self._form_of = form_of
        self._flow = load_workflow()

    def news(self, one: News) -> str:
        """A piece of news in words."""
        known = {"number": one.submission.number, "state": one.submission.state_label}
        who = self._office(one.submission, one.event)
        lines = [say("news", who=who, done=one.event.done, **known, **one.submission.words)]
        lines += self.comments(one.submission, one.event)
        if one.submission.state == "returned":
            lines.append(say("fix_hint"))
        return "\n".join(lines)

    def submitted(self, made: Submission, form: Form) -> str:
        """What was handed in just now, and who looks at it."""
        whose = self.whose(made)
        if made.round == 1:
            return say("submitted", number=made.number, whose=whose, **made.words)
        before, after = self._store.snapshots(made.id)[-2:]
        count = len(changed(form, before.values, after.values))
        return say("resubmitted", number=made.number, count=count, whose=whose, **made.words)

    def comments(self, one: Submission, event: Event) -> list[str]:
        """What was written with a step, in general and by field."""
        fields = self._form_of(one).fields
        comment = event.comment
        said = [say("comment", comment=comment, **one.words)] if comment else []
        return said + [
            say("field_comment", label=fields[key].label, comment=text)
            for key, text in event.fields.items()
            if key in fields
        ]

    def whose(self, one: Submission) -> str:
        """Whose turn it is, as the applicant is told."""
        return _reviewer(_level(one), one.turn or "", "reviewer")

    def _office(self, one: Submission, event: Event) -> str:
        """Who took a step, for applicants: the office, not the person."""
        move = self._flow.named(event.move, event.source)
        by = APPLICANT if move is None else move.by
        if move is not None and move.target == BACK and by != APPLICANT:
            by = self._flow.states[event.target].turn or by  # the same step, of several levels
        if by == APPLICANT:
            return one.words["unit"]
        return _reviewer(_of_scope(role(by).scope, one.region), by, "reviewer_short")


def _level(one: Submission) -> Region:
    """The region of the level whose turn it is."""
    return _of_scope(role(one.turn or "").scope, one.region)


def _of_scope(scope: str, region: Region) -> Region:
    if scope == "county":
        return region
    return Region(region.city) if scope == "city" else Region()


def _reviewer(place: Region, role_id: str, key: str) -> str:
    """A level of the review; the province's role says by itself where it is."""
    label = role(role_id).label
    return say(key, region=place.shown, role=label) if place.city else label
