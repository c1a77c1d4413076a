"""As what an application is handed in: where it is, who looks at it first, its verdict."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts import Region, region_of
from eligibility import FactError, NoRuleInForce, Report, RuleSet
from forms import Form
from forms.definition import STANDING
from forms.drafts import Draft, DraftStore
from forms.facts import day_of, facts_of
from forms.verdicts import with_verdicts, without_verdicts
from review.store import Entry
from review.wording import say
from review.workflow import Subject, load_workflow


class Entries:
    """Makes what is handed in of drafts."""

    def __init__(self, drafts: DraftStore, rule_sets: Mapping[str, RuleSet]) -> None:
        self._drafts = drafts
        self._rule_sets = rule_sets
        self._flow = load_workflow()

    def made_of(
        self, draft: Draft, form: Form, subject: Subject, region: Region, today: date
    ) -> Entry:
        """The entry of a draft, with the verdict of that day."""
        report = self._report(form, draft.values, today)
        values = draft.values
        if any(field.verdict_of for field in form.fields.values()):  # the form prints them
            none = without_verdicts(form, values)
            values = none if report is None else with_verdicts(form, values, report)
        return Entry(
            draft_id=draft.id,
            form_id=form.id,
            form_version=draft.form_version,
            subject=subject,
            name=str(draft.values.get(self._flow.name_from[subject], "")),
            region=region,
            values=values,
            verdict=None if report is None else report.model_dump(mode="json"),
            as_of=today,
            photos=self._drafts.photos(draft.id),
        )

    def _report(self, form: Form, values: Mapping[str, Any], today: date) -> Report | None:
        rules = self._rule_sets.get(form.rule_set or "")
        if rules is None:
            return None
        facts, day = facts_of(form, values), day_of(form, values, today)
        try:
            try:
                return rules.check(facts, day)
            except FactError as error:
                sound = {key: v for key, v in facts.items() if key not in error.problems}
                return rules.check(sound, day)
        except NoRuleInForce:
            return None

    def region(self, subject: Subject, values: Mapping[str, Any]) -> Region | None:
        """Where the applicant is, as exactly as the first level of the review needs it."""
        needed = self.first(subject)
        for key in self._flow.region_from[subject]:
            region = region_of(str(values.get(key) or ""))
            if region is not None and (region.county or needed != "county"):
                return region
        return None

    def first(self, subject: Subject) -> str:
        """Whose turn it is when something is handed in."""
        return self._flow.states[self._flow.begin[subject]].turn or ""


def subject_of(form: Form) -> Subject | None:
    """As what a form is handed in; None for what stays with whoever fills it in."""
    if form.applicant is not None:
        return form.applicant
    named = form.standing.review if form.standing else None
    return next((one for one in load_workflow().begin if one == named), None)


def why_not(form: Form) -> str:
    """Why a form is not handed in, with the words of its notice; empty where nothing is known."""
    if form.standing is None:
        return ""
    cited = form.citations[STANDING]
    quoted = say("quoted", notice=cited.notice, clause=cited.clause, quote=cited.quote)
    return form.standing.text + quoted
