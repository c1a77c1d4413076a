"""The tables in cases/, one test each, and that together they reach every wording."""

from __future__ import annotations

import pytest

from eligibility import FactError, Report, RuleSet
from eligibility.facts import Facts
from tests.eligibility.tables import COUNTY, Case, Expect, all_cases

CASES = list(all_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(rule_sets: dict[str, RuleSet], case: Case) -> None:
    rules = rule_sets[case.rule_set]
    if not case.expect.refused:
        _compare(rules.check(case.facts(), case.as_of), case.expect)
        return
    with pytest.raises(FactError) as caught:
        rules.check(case.facts(), case.as_of)
    assert set(caught.value.problems) == set(case.expect.refused)
    for key, part in case.expect.refused.items():
        assert part in caught.value.problems[key]
        assert part in caught.value.message_zh


def _compare(report: Report, expect: Expect) -> None:
    results = {result.id: result for result in report.criteria}
    verdicts = {key: results[key].verdict.value for key in expect.verdicts}
    assert verdicts == expect.verdicts, {key: results[key].reason for key in verdicts}
    clauses = {key: results[key].citation.clause for key in expect.because}
    assert clauses == expect.because
    assert report.overall == (expect.overall or report.overall), report.summary
    assert report.basic == (expect.basic or report.basic), report.summary
    for key, parts in expect.says.items():
        assert [part for part in parts if part not in results[key].reason] == []
    for key, parts in expect.advice.items():
        assert [part for part in parts if part not in results[key].advice] == []
    assert [part for part in expect.summary if part not in report.summary] == []
    assert report.missing[: len(expect.missing_starts)] == expect.missing_starts
    if expect.missing is not None:
        assert report.missing == expect.missing
    if expect.missing_all is not None:
        assert report.missing_all == expect.missing_all
    if expect.contradictions is not None:
        assert [r.id for r in report.criteria if r.contradiction] == expect.contradictions
    if expect.notes is not None:
        assert len(report.notes) == len(expect.notes), report.notes
        for part, note in zip(expect.notes, report.notes, strict=True):
            assert part in note
    if expect.note_clauses is not None:
        assert [citation.clause for citation in report.note_citations] == expect.note_clauses


def test_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


def test_the_tables_reach_every_outcome_of_every_condition(rule_sets: dict[str, RuleSet]) -> None:
    """A wording no case shows is a wording nobody has checked.

    The national average of 老年医学科 is not in the notice, so nothing is over or under it yet;
    test_county.py shows those two with an average filled in.
    """
    unseen = {
        (rules.id, criterion.condition.kind, code)
        for rules in rule_sets.values()
        for criterion in rules.criteria
        for code in criterion.condition.outcomes
    }
    for case in (case for case in CASES if not case.expect.refused):
        rules = rule_sets[case.rule_set]
        facts = Facts.parse(rules.facts, case.facts(), case.as_of)
        for criterion in rules.criteria:
            finding = criterion.condition.evaluate(facts, case.as_of)
            unseen.discard((rules.id, criterion.condition.kind, finding.code))
    assert unseen == {(COUNTY, "share_over_average", code) for code in ("over", "not_over")}
