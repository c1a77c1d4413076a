"""A loaded rule set and the check itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jinja2 import Template

from eligibility.conditions import Condition, Finding
from eligibility.errors import NoRuleInForce
from eligibility.facts import Facts, FactSpec, FactValue
from eligibility.report import CriterionResult, InForce, Report
from eligibility.schema import Period, Titles
from eligibility.showing import show_day
from eligibility.verdicts import Kind, Verdict, basic_verdict, overall_verdict
from policy import Citation


@dataclass(frozen=True)
class Criterion:
    """A criterion ready to decide: citations verified, sentences compiled."""

    id: str
    name: str
    kind: Kind
    effective: Period
    citation: Citation
    further: tuple[Citation, ...]
    condition: Condition
    reasons: Mapping[str, Template]
    advice: Mapping[str, Template]
    remarks: Mapping[str, Template]
    evidence: tuple[str, ...]

    def result(self, finding: Finding) -> CriterionResult:
        """Put a finding into words."""
        outcome = self.condition.outcomes[finding.code]
        advice = self.advice.get(finding.code)
        return CriterionResult(
            id=self.id,
            name=self.name,
            kind=self.kind,
            verdict=outcome.verdict,
            reason=self.reasons[finding.code].render(finding.values),
            citation=self.citation,
            further=list(self.further),
            evidence=list(self.evidence),
            missing=list(finding.missing),
            advice=advice.render(finding.values) if advice else "",
            contradiction=outcome.contradiction,
            effective=_in_force(self.effective),
        )

    def notes(self, finding: Finding) -> list[str]:
        """The finding's remarks in words."""
        return [self.remarks[remark.code].render(remark.values) for remark in finding.remarks]


@dataclass(frozen=True)
class Note:
    """A remark on the day of the check."""

    during: Period
    text: str
    citation: Citation


@dataclass(frozen=True, repr=False, eq=False)
class RuleSet:
    """Rules of one notice for one kind of applicant. Pure: no clock, no state.

    ``version`` is the declared version and a hash of the rule file's text; ``facts`` maps each
    fact key to its spec, in asking order.
    """

    id: str
    version: str
    title: str
    notice: str
    effective: Period
    effective_source: Citation
    evidence_note: str
    summaries: Mapping[Verdict, Template]
    facts: Mapping[str, FactSpec]
    criteria: Sequence[Criterion]
    day_notes: Sequence[Note]
    judged_by: str = "评审专家"
    titles: Titles = field(default_factory=Titles)
    asks_all: bool = False

    def check(self, facts: Mapping[str, FactValue], as_of: date) -> Report:
        """Decide every criterion on the given facts as of one day.

        Absent or None facts are unknown. Raises FactError for facts that cannot be right and
        NoRuleInForce when the rules do not cover the day.
        """
        if not self.effective.covers(as_of):
            raise NoRuleInForce(self.id, as_of, self.effective.start, self.effective.end)
        known = Facts.parse(self.facts, facts, as_of)
        results: list[CriterionResult] = []
        notes: list[str] = []
        for criterion in self.in_force(as_of):
            finding = criterion.condition.evaluate(known, as_of)
            results.append(criterion.result(finding))
            notes += criterion.notes(finding)
        dated = [note for note in self.day_notes if note.during.covers(as_of)]
        return self._report(results, as_of, notes, dated)

    def in_force(self, as_of: date) -> list[Criterion]:
        """The criteria that apply on a day, in the order of the rule file."""
        return [criterion for criterion in self.criteria if criterion.effective.covers(as_of)]

    def labels(self, keys: Iterable[str]) -> list[str]:
        """The Chinese names of facts, for display."""
        return [self.facts[key].label for key in keys]

    def _report(
        self, results: list[CriterionResult], as_of: date, notes: list[str], dated: list[Note]
    ) -> Report:
        hard = [result.verdict for result in results if result.kind == "hard"]
        judged = [result.verdict for result in results if result.kind == "evidence"]
        overall = overall_verdict(hard, judged)
        needed = {key for result in results for key in result.missing}
        deciding = {
            key for result in results if result.kind != "priority" for key in result.missing
        }
        settled = overall is Verdict.FAIL and not self.asks_all
        missing = [] if settled else self._in_order(deciding)
        return Report(
            rule_set=self.id,
            version=self.version,
            as_of=as_of,
            overall=overall,
            basic=basic_verdict(hard),
            summary=self._summary(overall, results, missing, as_of),
            criteria=results,
            missing=missing,
            missing_all=self._in_order(needed),
            notes=[note.text for note in dated] + notes,
            note_citations=[note.citation for note in dated],
            evidence_note=self.evidence_note,
            effective=_in_force(self.effective),
            effective_source=self.effective_source,
        )

    def _in_order(self, keys: set[str]) -> list[str]:
        return [key for key in self.facts if key in keys]

    def _summary(
        self,
        overall: Verdict,
        results: list[CriterionResult],
        missing: list[str],
        as_of: date,
    ) -> str:
        hard = _names_by_verdict(results, "hard")
        judged = _names_by_verdict(results, "evidence")
        missing_hard = [key for key in missing if self.facts[key].role == "hard"]
        text = self.summaries[overall].render(
            as_of=show_day(as_of),
            failed="、".join(hard[Verdict.FAIL]),
            open="、".join(hard[Verdict.UNKNOWN]),
            unclear="、".join(hard[Verdict.EVIDENCE]),
            passed=len(hard[Verdict.PASS]),
            total=sum(len(names) for names in hard.values()),
            unwritten="、".join(judged[Verdict.UNKNOWN]),
            questions=len(missing_hard),
        )
        return text.strip()


SUMMARY_VARIABLES = frozenset(
    {"as_of", "failed", "open", "unclear", "passed", "total", "unwritten", "questions"}
)


def _in_force(period: Period) -> InForce:
    return InForce(since=period.start, until=period.end)


def _names_by_verdict(results: list[CriterionResult], kind: Kind) -> dict[Verdict, list[str]]:
    names: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for result in results:
        if result.kind == kind:
            names[result.verdict].append(result.name)
    return names
