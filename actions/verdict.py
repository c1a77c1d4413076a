"""How a verdict is said: in words for any channel, and as a card for a screen."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import say, verdict_of
from actions.wording import buttons, words
from eligibility import CriterionResult, Report, RuleSet, Verdict

_ORDER = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.EVIDENCE)


def say_verdict(
    dispatcher: CollectingDispatcher, report: Report, rules: RuleSet, before: str = ""
) -> None:
    """Utter the verdict with reasons; ``before`` is what was just noted down."""
    hard = [criterion for criterion in report.criteria if criterion.kind == "hard"]
    lines = [before, words("verdict_head", verdict=report.basic.value), report.summary]
    failed = report.basic is Verdict.FAIL
    for verdict in _ORDER:
        these = [c for c in hard if c.verdict is verdict]
        if failed and verdict is Verdict.UNKNOWN:  # decided already: naming them is enough
            lines += _named("verdict_open", these)
        else:
            lines += [_line(c) for c in these]
    lines += _named("verdict_held", [c for c in hard if c.verdict is Verdict.PASS])
    lines += report.notes
    say(
        dispatcher,
        "\n".join(line for line in lines if line),
        "checked",
        citations=list(dict.fromkeys([*(c.citation for c in _told(hard)), *report.note_citations])),
        buttons=buttons("contact") if failed else buttons("form", "contact"),
        verdict=verdict_of(report, {key: spec.label for key, spec in rules.facts.items()}),
    )


def _named(key: str, criteria: list[CriterionResult]) -> list[str]:
    names = "、".join(criterion.name for criterion in criteria)
    return [words(key, names=names)] if names else []


def _line(criterion: CriterionResult) -> str:
    line = words("verdict_line", verdict=criterion.verdict.value, reason=criterion.reason)
    return f"{line}{criterion.advice}" if criterion.advice else line


def _told(hard: Iterable[CriterionResult]) -> list[CriterionResult]:
    """The criteria that decide come first; all of them are cited."""
    return sorted(hard, key=lambda c: _ORDER.index(c.verdict) if c.verdict in _ORDER else 9)
