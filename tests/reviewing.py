"""A review to test with: the real notices, forms and rules, reviewers, and finished drafts."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session, sessionmaker

import eligibility
import forms
import policy
import recommendation
from accounts import AccountStore, Person
from forms.drafts import DONE, Draft, DraftStore
from review import ReviewDesk, ReviewError, Submission
from review.store import Decision
from storage import models, writing
from tests import known

ROOT = Path(__file__).parents[1]
TODAY = date(2025, 10, 20)
INSTITUTION = "demonstration_institution_application"
COUNTY = "demonstration_county_application"


@dataclass(frozen=True)
class Knowledge:
    """What the review works with, as served."""

    policy: policy.PolicyBase
    rules: dict[str, eligibility.RuleSet]
    forms: dict[str, forms.Form]
    program: recommendation.Program


@cache
def knowledge() -> Knowledge:
    """Loaded once."""
    base = known.base()
    rules = eligibility.load_all(ROOT / "eligibility" / "rules", base)
    form_set = forms.load_forms(ROOT / "forms", base)
    return Knowledge(base, rules, form_set, recommendation.load_program(base, form_set))


def sample(form_id: str, **changed: Any) -> dict[str, Any]:
    """The values of the form's invented application; None takes one away."""
    text = (ROOT / "forms" / form_id / "sample.yml").read_text(encoding="utf-8")
    values = {**yaml.safe_load(text), **changed}
    return {key: value for key, value in values.items() if value is not None}


@dataclass
class Office:
    """A database with reviewers in it, and applicants who hand in."""

    factory: sessionmaker[Session]
    accounts: AccountStore
    drafts: DraftStore
    desk: ReviewDesk

    def reviewer(self, role: str, region: str = "", name: str = "") -> Person:
        """Somebody who can sign in."""
        made = self.accounts.create(
            name or f"{role}-{region}".replace("/", "-"), "某人", role, region
        )
        with writing(self.factory) as session:
            session.get_one(models.StaffUser, made.id).password_hash = "set"
        return self.accounts.get(made.id)

    def draft(self, form_id: str = INSTITUTION, owner: str = "u-1", **changed: Any) -> Draft:
        """A finished application."""
        form = knowledge().forms[form_id]
        state = {"values": sample(form_id, **changed), "phase": "done"}
        made = self.drafts.create(form_id, form.version, owner, state)
        made.status = DONE
        return self.drafts.save(made, made.revision, owner, "web")

    def change(self, draft: Draft, **changed: Any) -> Draft:
        """The applicant corrects and confirms again."""
        draft.state = {**draft.state, "values": {**draft.values, **changed}}
        return self.drafts.save(draft, draft.revision, draft.owner, "web")


def office_on(factory: sessionmaker[Session], documents: Path) -> Office:
    """An office on a migrated database."""
    known = knowledge()
    accounts, drafts = AccountStore(factory), DraftStore(factory, documents=documents)
    desk = ReviewDesk(factory, accounts, drafts, known.forms, known.rules, known.program)
    return Office(factory, accounts, drafts, desk)


def refused(code: str) -> "pytest.RaisesExc[ReviewError]":
    """A refusal of the review of this code."""
    return pytest.raises(ReviewError, check=lambda error: error.code == code)


def submit(office: Office, **changed: object) -> Submission:
    """A finished draft, handed in."""
    draft = office.draft(**changed)  # type: ignore[arg-type]
    office.desk.submit(draft, draft.owner, TODAY)
    found = office.desk.store.of_draft(draft.id)
    assert found is not None
    return found


def go(office: Office, one: Submission, move: str, who: Person, **more: object) -> Submission:
    """One step of a reviewer on what they see now."""
    decision = Decision(move, one.version, **more)  # type: ignore[arg-type]
    return office.desk.decide(one.id, decision, who)
