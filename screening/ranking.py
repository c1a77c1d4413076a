"""Check every institution and put them in order."""

from collections.abc import Sequence
from datetime import date

from eligibility import FactError, NoRuleInForce, Report, RuleSet, Verdict
from forms import Form
from forms.facts import facts_of
from screening.errors import ScreeningError
from screening.model import Institution, Listing, Problem, Screened
from screening.progress import Tell, tell_nobody, told
from screening.wording import say

ORDER = (Verdict.PASS, Verdict.EVIDENCE, Verdict.UNKNOWN, Verdict.FAIL)
"""From the best standing to the worst."""


def rank(
    listing: Listing, form: Form, rules: RuleSet, as_of: date, tell: Tell = tell_nobody
) -> list[Screened]:
    """The institutions from the best standing to the worst; equal standing, equal rank.

    Raises ScreeningError when the rules do not cover the day.
    """
    checked = []
    for institution in told(listing.institutions, "checking", tell):
        try:
            report = check(institution, form, rules, as_of)
        except NoRuleInForce as error:
            raise ScreeningError("unusable", "no_rule", problem=error.message_zh) from error
        checked.append((standing(report), institution, report))
    checked.sort(key=lambda one: (one[0], one[1].row))
    ranked: list[Screened] = []
    for place, (key, institution, report) in enumerate(checked, 1):
        same = place > 1 and checked[place - 2][0] == key
        ranked.append(Screened(ranked[-1].rank if same else place, institution, report))
    return ranked


def check(institution: Institution, form: Form, rules: RuleSet, as_of: date) -> Report:
    """The report of one institution. Facts that cannot be right are left out, and told of."""
    facts = facts_of(form, institution.values)
    try:
        return rules.check(facts, as_of)
    except FactError as error:
        for key, problem in error.problems.items():
            address = f"第{institution.row}行"
            label = rules.facts[key].label if key in rules.facts else key
            reason = say("cell_fact", problem=problem)
            shown = str(facts.pop(key))[:200]
            institution.problems.append(
                Problem(address, institution.row, institution.name, label, shown, reason)
            )
        return rules.check(facts, as_of)


def standing(report: Report) -> tuple[int, ...]:
    """Smaller is better: verdict, verdict of the conditions, unmet, unknown, unclear, preferences.

    The preferences (优先推荐) only decide between institutions that are otherwise equal.
    """
    hard = [result.verdict for result in report.criteria if result.kind == "hard"]
    preferred = sum(
        result.kind == "priority" and result.verdict is Verdict.PASS for result in report.criteria
    )
    return (
        ORDER.index(report.overall),
        ORDER.index(report.basic),
        hard.count(Verdict.FAIL),
        hard.count(Verdict.UNKNOWN),
        hard.count(Verdict.EVIDENCE),
        -preferred,
    )


def counts(ranked: Sequence[Screened]) -> dict[Verdict, int]:
    """How many institutions have each verdict, from the best to the worst."""
    return {verdict: sum(one.report.overall is verdict for one in ranked) for verdict in ORDER}
