"""The verdict of a finished form as it was when the document was made, with its rule version.

It is kept in the draft's own state, so it lives and goes with the draft. What is changed later does
not touch it; the next document replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.drafting import Desk, open_desk
from actions.turn import Message
from actions.verdict import say_verdict
from actions.wording import says, words
from eligibility import CriterionResult, Report, Verdict
from eligibility.errors import FactError, NoRuleInForce
from eligibility.showing import show_day


def freeze(desk: Desk, values: dict[str, Any]) -> None:
    """Keep the verdict on these values with the draft, from its next save on."""
    if desk.form.rule_set is None:
        return
    try:
        report = services.current().check(desk.form, values)
    except (FactError, NoRuleInForce):
        return
    desk.frozen = report.model_dump(mode="json")


def unmet_of(desk: Desk) -> list[CriterionResult]:
    """What an application does not meet by the verdict kept with it; nothing of a self-check, whose
    document says so itself."""
    if not desk.frozen or desk.form.checking is not None:
        return []
    criteria = Report.model_validate(desk.frozen).criteria
    return [one for one in criteria if one.kind == "hard" and one.verdict is Verdict.FAIL]


def _handed_in(draft_id: str) -> tuple[Mapping[str, Any], str] | None:
    """The verdict of what was handed in last of this draft, and its number."""
    review = services.current().review
    one = review.store.of_draft(draft_id) if review is not None else None
    if review is None or one is None:
        return None
    last = review.store.snapshots(one.id)[-1]
    return (last.verdict, one.number) if last.verdict else None


def show_frozen(dispatcher: CollectingDispatcher, message: Message, draft_id: str | None) -> bool:
    """Show this draft's kept verdict when it is asked for; False when it is not, or is none."""
    if draft_id is None or not says("frozen_verdict", message.text):
        return False
    desk = open_desk(message, draft_id, finished=True)
    if desk.draft is None:
        return False
    handed_in = _handed_in(desk.draft.id) if says("submitted_verdict", message.text) else None
    kept, number = handed_in or (desk.frozen, "")
    if not kept:
        return False
    try:
        report = Report.model_validate(kept)
    except ValidationError:  # kept by an earlier version of the service
        return False
    rules = services.current().rules_of(desk.form)
    texts = {"day": show_day(report.as_of), "title": desk.form.title, "version": report.version}
    name = "submitted_head" if handed_in else "frozen_head"
    head = words(name, number=number, **texts)
    if rules.version != report.version:
        head = f"{head}{words('frozen_changed', version=rules.version)}"
    say_verdict(dispatcher, report, rules, head, desk.form)
    return True
