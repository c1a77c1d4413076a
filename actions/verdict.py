"""How a verdict is said: in words for any channel, and as a card for a screen."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import say, verdict_of
from actions.wording import buttons, words
from eligibility import CriterionResult, Report, RuleSet, Verdict
from eligibility.errors import FactError, NoRuleInForce
from eligibility.showing import show_period
from forms import Form
from forms.definition import Checking

_ORDER = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.EVIDENCE)


def say_verdict(
    dispatcher: CollectingDispatcher,
    report: Report,
    rules: RuleSet,
    before: str = "",
    form: Form | None = None,
) -> None:
    """Utter the verdict with reasons; ``before`` is what was just noted down.

    ``form``: the one whose facts were checked; a self-check's says what it is called.
    """
    own = form.checking if form else None
    head = own.head.format(verdict=report.basic.value) if own else ""
    hard = [criterion for criterion in report.criteria if criterion.kind == "hard"]
    head = head or words("verdict_head", verdict=report.basic.value)
    lines = [before, head, report.summary]
    failed = report.basic is Verdict.FAIL
    for verdict in _ORDER:
        these = [c for c in hard if c.verdict is verdict]
        if failed and verdict is Verdict.UNKNOWN:  # decided already: naming them is enough
            lines += _named("verdict_open", these)
        else:
            lines += [line(c) for c in these]
    lines += _named("verdict_held", [c for c in hard if c.verdict is Verdict.PASS])
    lines += [*report.notes, _in_force(report)]
    say(
        dispatcher,
        "\n".join(line for line in lines if line),
        "checked",
        citations=list(dict.fromkeys([*(c.citation for c in _told(hard)), *report.note_citations])),
        buttons=_next(own) if own else buttons(*(() if failed else ("form",)), "contact"),
        verdict={
            **verdict_of(report, {key: spec.label for key, spec in rules.facts.items()}),
            **({"titles": _titles(rules)} if own else {}),
        },
    )


def refusal(problem: FactError | NoRuleInForce, form: Form) -> str:
    """Why there is no verdict, and which day to tell where the rules are of a time that is over."""
    own = form.checking
    if own is None or own.day is None or isinstance(problem, FactError):
        return problem.message_zh
    return f"{problem.message_zh}{own.day_wanted}"


def _in_force(report: Report) -> str:
    """From when to when the criteria apply, and where the notice says so."""
    one, source = report.effective, report.effective_source
    if one is None or source is None:
        return ""
    period = show_period(one.since, one.until)
    return words("verdict_in_force", period=period, clause=source.clause, quote=source.quote)


def _titles(rules: RuleSet) -> dict[str, str]:
    """What the card calls the criteria that decide nothing by themselves."""
    judged = sum(criterion.kind == "evidence" for criterion in rules.criteria)
    evidence = rules.titles.evidence.format(aspects=judged)
    return {"evidence": evidence, "priority": rules.titles.priority}


def _next(own: Checking) -> list[dict[str, str]]:
    return [own.button.model_dump(), own.again.model_dump()]


def _named(key: str, criteria: list[CriterionResult]) -> list[str]:
    names = "、".join(criterion.name for criterion in criteria)
    return [words(key, names=names)] if names else []


def line(criterion: CriterionResult) -> str:
    """One criterion in words: its verdict, the reason, and what to do."""
    told = words("verdict_line", verdict=criterion.verdict.value, reason=criterion.reason)
    return f"{told}{criterion.advice}" if criterion.advice else told


def _told(hard: Iterable[CriterionResult]) -> list[CriterionResult]:
    """The criteria that decide come first; all of them are cited."""
    return sorted(hard, key=lambda c: _ORDER.index(c.verdict) if c.verdict in _ORDER else 9)
