"""Figures in a question, judged by the criteria they decide: `住100人，失能40失智20，占比够不够`.

A figure that one threshold of a notice is about is judged with the answer to the question; here are
the facts that must first be counted together, or that a self-check's criteria are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.reply import say, say_answer
from actions.verdict import line
from actions.wording import buttons, says, words
from eligibility import CriterionResult, Verdict
from eligibility.errors import FactError, NoRuleInForce
from forms import Form
from forms.extraction import extract
from policy import Answer, Subject

_MOST = 3
"""Of more criteria a whole check is wanted."""


def asks_if_enough(text: str) -> bool:
    """Whether a message asks if what it states suffices, and does not want everything checked."""
    return says("suffices", text) and (says("threshold", text) or not says("whole_wish", text))


def figures_in(text: str) -> int:
    """For how many thresholds of the programme's notice a message states figures, each by its name;
    0 for fewer than two."""
    now = services.current()
    return now.policy.figures_in(text, now.today())


def figure_topic(text: str) -> str | None:
    """The topic of the threshold of the one figure in a message that asks no more than whether it
    is enough."""
    now = services.current()
    return now.policy.figure_topic(text, now.today())


def judge_figures(dispatcher: CollectingDispatcher, text: str, subject: Subject | None) -> bool:
    """Say what the criteria make of the facts stated in a message that asks whether they suffice;
    False when they decide nothing. Figures by their names are judged as the notice's answers do,
    where the criteria decide no more than these."""
    named = figures_in(text)
    for form in _forms(text, subject):
        decided = _decided(form, text)
        if named > len(decided):
            break
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
    if named:
        tell_figures(dispatcher, text, subject)
    return named > 0


def tell_figures(dispatcher: CollectingDispatcher, text: str, subject: Subject | None) -> Answer:
    """Say what each of the figures in a message comes to, as the notice's answers do."""
    now = services.current()
    topic = figure_topic(text)
    answer = (
        now.policy.answer(topic, question=text, subject=subject, today=now.today())
        if topic is not None
        else now.policy.reply(text, subject=subject, today=now.today())
    )
    say_answer(dispatcher, answer)
    return answer


def _forms(text: str, subject: Subject | None) -> Iterator[Form]:
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
    values = extract(form, text, [], services.current().today()).values
    plain = {key: value for key, value in values.items() if isinstance(value, bool)}
    try:
        told, known = _settled(form, values), _settled(form, plain)
    except (FactError, NoRuleInForce):
        return []
    decided = [criterion for key, criterion in told.items() if key not in known]
    return decided if len(decided) <= _MOST else []


def _settled(form: Form, values: Mapping[str, Any]) -> dict[str, CriterionResult]:
    criteria = services.current().check(form, values).criteria
    hard = (c for c in criteria if c.kind == "hard" and c.verdict is not Verdict.UNKNOWN)
    return {criterion.id: criterion for criterion in hard}
