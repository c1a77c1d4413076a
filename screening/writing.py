"""The ranked workbook: the ranking, every criterion of every institution, what was not read."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from eligibility import CriterionResult, RuleSet, Verdict
from eligibility.showing import show_day
from forms import Form
from forms.facts import facts_of
from policy import Citation
from screening.layout import Pen, set_page
from screening.model import Listing, Problem, Screened
from screening.progress import Tell, tell_nobody, told
from screening.ranking import counts
from screening.wording import columns, say

WHOLE = 2000
"""Institutions up to which every criterion of each is written: 20,000 of them would be half a
million rows, most of them the same."""


def write_result(
    listing: Listing,
    ranked: Sequence[Screened],
    form: Form,
    rules: RuleSet,
    as_of: date,
    tell: Tell = tell_nobody,
) -> bytes:
    """The result as .xlsx bytes."""
    book = Workbook(write_only=True)
    _ranking(book, listing, ranked, form, rules, as_of, tell)
    _criteria(book, ranked, rules, tell)
    _problems(book, listing, ranked)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, name: str, freeze: str) -> Any:
    sheet = book.create_sheet(name)
    set_page(sheet, freeze=freeze)
    return sheet


def _ranking(
    book: Workbook,
    listing: Listing,
    ranked: Sequence[Screened],
    form: Form,
    rules: RuleSet,
    as_of: date,
    tell: Tell,
) -> None:
    sheet = _sheet(book, say("sheet_ranking"), "C6")
    pen = Pen(
        sheet, [width for _, width in columns("ranking")], centred=(0, 2, 3, 4, 5, 6, 9, 11, 12)
    )
    numbers = "，".join(f"{verdict}{count}家" for verdict, count in counts(ranked).items())
    pen.line(say("title", title=rules.title), size=14, bold=True)
    notice = rules.criteria[0].citation.notice
    day = show_day(as_of)
    pen.line(
        say(
            "subtitle",
            notice=notice,
            as_of=day,
            version=rules.version,
            sheet=listing.sheet,
            total=len(ranked),
        )
    )
    pen.line(say("counts", counts=numbers))
    pen.line(say("caution"))
    pen.head([title for title, _ in columns("ranking")])
    for one in told(ranked, "writing", tell):
        pen.row(_ranking_row(one, form, rules))
    pen.finish(5, len(columns("ranking")))


def _ranking_row(one: Screened, form: Form, rules: RuleSet) -> list[str | int | Verdict]:
    report, institution = one.report, one.institution
    hard = [result for result in report.criteria if result.kind == "hard"]
    verdicts = [result.verdict for result in hard]
    known = facts_of(form, institution.values)
    told = [result for result in hard if _worth_telling(result, known)]
    open_ones = [result for result in hard if result.verdict is not Verdict.PASS]
    reasons = [f"{result.name}：{result.reason}{result.advice}" for result in told]
    if not open_ones:
        reasons = [say("all_met")]
    elif not told:
        reasons = [say("only_missing")]
    asked = [
        key for result in report.criteria if result.kind != "priority" for key in result.missing
    ]
    preferred = sum(
        result.kind == "priority" and result.verdict is Verdict.PASS for result in report.criteria
    )
    quotes = dict.fromkeys(_quoted(result.citation) for result in open_ones or hard)
    return [
        one.rank,
        institution.name,
        report.overall,
        report.basic,
        verdicts.count(Verdict.FAIL),
        verdicts.count(Verdict.UNKNOWN),
        verdicts.count(Verdict.EVIDENCE),
        "\n".join(reasons),
        "、".join(rules.labels(dict.fromkeys(asked))),
        preferred,
        "\n".join(quotes),
        institution.row,
        len(institution.problems),
    ]


def _worth_telling(result: CriterionResult, known: Mapping[str, Any]) -> bool:
    """Failed, doubtful, or open although something is known; the rest is in 还缺的信息."""
    if result.verdict is Verdict.UNKNOWN:
        return (
            result.contradiction
            or not result.missing
            or any(key in known for key in result.missing)
        )
    return result.verdict is not Verdict.PASS


def _quoted(citation: Citation) -> str:
    return f"{citation.clause}“{citation.quote}”"


def _criteria(book: Workbook, ranked: Sequence[Screened], rules: RuleSet, tell: Tell) -> None:
    brief = len(ranked) > WHOLE
    head = 2 if brief else 1
    sheet = _sheet(book, say("sheet_criteria"), f"C{head + 1}")
    pen = Pen(sheet, [width for _, width in columns("criteria")], centred=(0, 2, 4))
    if brief:
        pen.line(say("criteria_brief", most=WHOLE))
    pen.head([title for title, _ in columns("criteria")])
    sources: dict[str, tuple[str, str]] = {}
    for one in told(ranked, "detailing", tell):
        for result in one.report.criteria:
            if brief and not _decides(result):
                continue
            if result.id not in sources:
                cited = [result.citation, *result.further]
                sources[result.id] = (
                    "\n".join(citation.clause for citation in cited),
                    "\n".join(citation.quote for citation in cited),
                )
            clause, quote = sources[result.id]
            pen.row(
                [
                    one.rank,
                    one.institution.name,
                    say(f"kind_{result.kind}"),
                    result.name,
                    result.verdict,
                    f"{result.reason}{result.advice}",
                    "、".join(rules.labels(result.missing)),
                    clause,
                    quote,
                ]
            )
    pen.finish(head, len(columns("criteria")))


def _decides(result: CriterionResult) -> bool:
    """A condition that is not met, or a preference that is missed; what nobody has filled in about
    a preference, and what experts judge of every institution alike, tells nothing of this one."""
    if result.kind == "hard":
        return result.verdict is not Verdict.PASS
    return result.verdict is Verdict.FAIL


def _problems(book: Workbook, listing: Listing, ranked: Sequence[Screened]) -> None:
    sheet = _sheet(book, say("sheet_problems"), "A2")
    pen = Pen(sheet, [width for _, width in columns("problems")], centred=(0,))
    pen.head([title for title, _ in columns("problems")])
    found: list[Problem] = [*listing.problems]
    for one in sorted(ranked, key=lambda one: one.institution.row):
        found += one.institution.problems
    for problem in sorted(found, key=lambda problem: problem.row):
        pen.row(
            [problem.address, problem.institution, problem.column, problem.shown, problem.reason]
        )
    if not found:
        pen.row(["", "", "", "", say("no_problems")])
    pen.finish(1, len(columns("problems")))
