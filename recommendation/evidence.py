"""The list of supporting material by criterion, to be ticked off."""

from collections.abc import Iterator
from datetime import date

from eligibility import RuleSet
from recommendation.checking import Rules
from recommendation.model import Applicant
from recommendation.paper import Paper
from recommendation.program import Program
from recommendation.wording import say

WIDTHS = (12, 78, 22, 36, 12)


def write_evidence(applicant: Applicant, program: Program, rules: Rules, as_of: date) -> bytes:
    """The list as .docx."""
    table = applicant.table
    paper = Paper(say("evidence_title", name=applicant.name))
    rule_set = rules.get(table.data.rules or "")
    paper.text(say("evidence_note_blank" if rule_set is None else "evidence_note"))
    rows = _items(applicant, program) if rule_set is None else _ruled(rule_set, as_of)
    header = [say(f"evidence_head_{n}") for n in range(1, len(WIDTHS) + 1)]
    lines = [[str(number), *row, say("tick")] for number, row in enumerate(rows, 1)]
    paper.table(WIDTHS, header, lines, centred=(0, 2, 4))
    return paper.finish()


def _ruled(rule_set: RuleSet, as_of: date) -> Iterator[tuple[str, str, str]]:
    """Criterion by criterion, as the rules suggest."""
    for criterion in rule_set.in_force(as_of):
        quote = say("criterion", name=criterion.name, quote=criterion.citation.quote)
        yield quote, criterion.citation.clause, "\n".join(criterion.evidence)


def _items(applicant: Applicant, program: Program) -> Iterator[tuple[str, str, str]]:
    """The notice's own words one by one; which material shows them is left to the office."""
    for part in applicant.table.data.report:
        for item in part.facts:
            fact, citation = program.fact(item.fact), program.cite_fact(item.fact)
            for one in fact.items:
                yield one.words, citation.clause, ""
