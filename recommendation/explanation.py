"""The first document of the package: what is missing, by when, where to, what is inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from eligibility.showing import show_day
from recommendation.model import Finding, Level, Recommendation
from recommendation.paper import Paper
from recommendation.program import Program
from recommendation.wording import say

FOUND = (13, 35, 66, 46)
INSIDE = (13, 85, 62)


@dataclass(frozen=True)
class Item:
    """A file of the package and what is still to be done with it."""

    filename: str
    remark: str


def write_explanation(
    recommendation: Recommendation,
    findings: Sequence[Finding],
    items: Sequence[Item],
    program: Program,
) -> bytes:
    """The explanation as .docx."""
    meta = program.policy.notice(program.data.notice).meta
    sender = recommendation.sender
    paper = Paper(say("explanation_title"))
    unit = sender.city.unit if sender.city else program.data.blank_unit
    day = show_day(recommendation.as_of)
    paper.text(say("explanation_lead", unit=unit, as_of=day, notice=meta.cited_as))
    paper.text(verdict(findings), bold=True)
    paper.heading(say("heading_where"))
    for line in sending(recommendation, program):
        paper.text(line)
    for fact in (program.data.facts.deadline, program.data.facts.contact):
        citation = program.cite_fact(fact)
        paper.quote(say("quoted", clause=citation.clause, quote=citation.quote))
    levels: list[Level] = ["stop", "missing", "ask"]
    for level in levels:
        rows = [_row(number, one) for number, one in enumerate(_of(findings, level), 1)]
        paper.heading(say(f"heading_{level}", count=len(rows)))
        if rows:
            paper.table(FOUND, say("head_found").split("|"), rows)
        else:
            paper.text(say(f"none_{level}"))
    paper.heading(say("heading_inside"))
    lines = [[str(number), item.filename, item.remark] for number, item in enumerate(items, 1)]
    paper.table(INSIDE, say("head_inside").split("|"), lines)
    return paper.finish()


def verdict(findings: Sequence[Finding]) -> str:
    """One sentence: can it be sent?"""
    stops, missing = len(_of(findings, "stop")), len(_of(findings, "missing"))
    return say("verdict_stop" if stops else "verdict_missing", stops=stops, missing=missing)


def sending(recommendation: Recommendation, program: Program) -> list[str]:
    """By when, in which way, where to: facts of the notice, and what it leaves open."""
    deadline, contact = program.deadline, program.contact
    left = (deadline.until - recommendation.as_of).days
    return [
        say(
            "deadline_left" if left > 0 else "deadline_today" if left == 0 else "deadline_past",
            who=deadline.who,
            until=show_day(deadline.until),
            to=deadline.to,
            days=abs(left),
        ),
        say("what", what="、".join(deadline.what)),
        say(
            "how",
            copies="和".join(deadline.copies),
            platform=deadline.platform,
            mailbox=deadline.mailbox,
            unit=contact.unit,
            person=contact.person,
            phone=contact.phone,
        ),
        say("address", address=contact.address, postcode=contact.postcode),
    ]


def _of(findings: Sequence[Finding], level: Level) -> list[Finding]:
    return [finding for finding in findings if finding.level == level]


def _row(number: int, finding: Finding) -> list[str]:
    citation = finding.citation
    quoted = say("cited", clause=citation.clause, quote=citation.quote) if citation else ""
    return [str(number), finding.where, finding.text, quoted]
