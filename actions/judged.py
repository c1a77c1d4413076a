"""Figures in a question, judged by the criteria they decide: `120张床住了90个老人，入住率够吗`.

A figure that one threshold of a notice is about is judged with the answer to the question; here are
the facts that must first be counted together, or that a self-check's criteria are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.reply import say
from actions.verdict import line
from actions.wording import buttons, says, words
from eligibility import CriterionResult, FactValue, RuleSet, Verdict
from eligibility.errors import FactError, NoRuleInForce
from forms import Form
from forms.extraction import extract
from forms.facts import facts_of

_MOST = 3
"""Of more criteria a whole check is wanted."""


def judge_figures(dispatcher: CollectingDispatcher, text: str, subject: str | None) -> bool:
    """Say what the criteria make of the facts stated in a message that asks whether they suffice;
    False when it asks no such thing, when it wants everything checked, or when the facts decide
    nothing."""
    if not says("suffices", text) or (says("whole_wish", text) and not says("threshold", text)):
        return False
    for form in _forms(text, subject):
        decided = _decided(form, text)
        if decided:
            title = services.current().rules_of(form).title
            say(
                dispatcher,
                "\n".join([words("judged_by", title=title), *map(line, decided)]),
                "checked",
                citations=list(dict.fromkeys(criterion.citation for criterion in decided)),
                buttons=buttons("check"),
            )
            return True
    return False


def _forms(text: str, subject: str | None) -> Iterator[Form]:
    """The forms with rules, those of the notice first that the message is about."""
    now = services.current()
    route = now.policy.route(text)
    named = now.policy.notices_in(text)
    meant = named[0] if named else route.notice
    able = [form for form in now.forms.values() if form.rule_set is not None]
    able = [form for form in able if form.applicant in (None, subject or "institution")]
    return iter(sorted(able, key=lambda form: form.notice_id != meant))


def _decided(form: Form, text: str) -> list[CriterionResult]:
    """The hard criteria that the figures and days in a text decide; [] for too many. What a mere
    yes or no decides is not asked."""
    now = services.current()
    facts = facts_of(form, extract(form, text, [], now.today()).values)
    plain = {key: fact for key, fact in facts.items() if isinstance(fact, bool)}
    rules = now.rules_of(form)
    try:
        told, known = _settled(rules, facts), _settled(rules, plain)
    except (FactError, NoRuleInForce):
        return []
    decided = [criterion for key, criterion in told.items() if key not in known]
    return decided if len(decided) <= _MOST else []


def _settled(rules: RuleSet, facts: Mapping[str, FactValue]) -> dict[str, CriterionResult]:
    report = rules.check(facts, services.current().today())
    hard = (c for c in report.criteria if c.kind == "hard" and c.verdict is not Verdict.UNKNOWN)
    return {criterion.id: criterion for criterion in hard}
