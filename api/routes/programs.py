"""For programs: timeline, eligibility check, forms, and the state of a draft."""

from typing import Any

from fastapi import APIRouter, Depends

from api.context import Ctx, limited, lookup_limited
from api.errors import ApiError
from api.schemas import EligibilityQuestion, Id
from api.wording import say
from eligibility import RuleSet
from eligibility.errors import FactError, NoRuleInForce
from eligibility.what_if import what_if
from forms import Form
from forms.drafts import DraftExpired

router = APIRouter(prefix="/api/v1", dependencies=[Depends(limited)])


@router.get("/timeline", tags=["policy"])
def timeline(ctx: Ctx) -> dict[str, Any]:
    """The stages of the programme, with the clause of each and its state today."""
    today = ctx.services.today()
    return {"today": today.isoformat(), "stages": ctx.services.policy.timeline(today)}


@router.post("/eligibility/check", tags=["eligibility"])
def check(question: EligibilityQuestion, ctx: Ctx) -> dict[str, Any]:
    """Check facts against the criteria; the same facts, day and rule version, the same verdict.

    With `what_if`, also the verdict on the facts so changed, and what differs.
    """
    as_of = question.as_of or ctx.services.today()
    rules = _rules(question.rule_set, ctx)
    try:
        report = rules.check(question.facts, as_of)
        supposed = (
            what_if(rules, question.facts, question.what_if, as_of) if question.what_if else None
        )
    except FactError as error:
        place = "、".join(error.problems)
        raise ApiError(
            422, "invalid_request", place=place, problem=error.message_zh.rstrip("。")
        ) from error
    except NoRuleInForce as error:
        raise ApiError(
            422, "invalid_request", place="as_of", problem=error.message_zh.rstrip("。")
        ) from error
    found = report.model_dump(mode="json")
    if supposed is not None:
        found["what_if"] = supposed.model_dump(mode="json", exclude={"present"})
    return found


def _rules(rule_set: str | None, ctx: Ctx) -> RuleSet:
    """The rule set asked for; 422 naming those there are when it is none of them."""
    if rule_set is None:
        return ctx.services.rules
    rules = ctx.services.rule_sets.get(rule_set)
    if rules is None:
        known = "、".join(
            f"{key}（{found.title}）" for key, found in ctx.services.rule_sets.items()
        )
        problem = say("problem_rule_set", known=known)
        raise ApiError(422, "invalid_request", place="rule_set", problem=problem)
    return rules


@router.get("/forms", tags=["forms"])
def forms(ctx: Ctx) -> dict[str, Any]:
    """The forms that can be filled in."""
    return {"forms": [_summary(form) for form in ctx.services.forms.values()]}


@router.get("/forms/{form_id}", tags=["forms"])
def form(form_id: Id, ctx: Ctx) -> dict[str, Any]:
    """One form with its groups and fields."""
    found = ctx.services.forms.get(form_id)
    if found is None:
        raise ApiError(404, "form_unknown")
    groups = [group.model_dump(mode="json") for group in found.groups]
    return {**_summary(found), "layout_note": found.layout_note, "groups": groups}


@router.get("/drafts/{resume_code}", tags=["forms"], dependencies=[Depends(lookup_limited)])
def draft(resume_code: Id, ctx: Ctx) -> dict[str, Any]:
    """The state of a draft, without anything that was filled in."""
    try:
        found = ctx.services.drafts.by_resume_code(resume_code)
    except DraftExpired as error:
        raise ApiError(410, "draft_expired", message=str(error)) from error
    if found is None:
        raise ApiError(404, "draft_unknown")
    return {
        "form_id": found.form_id,
        "form_version": found.form_version,
        "status": found.status,
        "revision": found.revision,
        "updated_at": found.updated_at.isoformat(),
        "expires_at": found.expires_at.isoformat(),
    }


def _summary(form: Form) -> dict[str, Any]:
    return {
        "id": form.id,
        "version": form.version,
        "title": form.title,
        "notice_id": form.notice_id,
        "attachment": form.attachment,
    }
