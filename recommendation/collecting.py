"""From a list and codes of applications to one recommendation; a name that stands twice is one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.cleaning import clean, compact
from recommendation.applications import Drafts, find_application, joined, row_of
from recommendation.errors import RecommendationError
from recommendation.list_reading import read_list
from recommendation.model import Applicant, Finding, Recommendation, Sender
from recommendation.program import Program
from recommendation.wording import say

MOST_CODES = 20
LONGEST = 60
"""Characters of the sender's contact and telephone."""


@dataclass(frozen=True)
class Request:
    """What staff hand in: a workbook, codes of applications, or both.

    `picks` are the names to take out of a longer list, such as the ranking of a screening.
    """

    workbook: bytes | None = None
    codes: Sequence[str] = ()
    picks: Sequence[str] = ()
    city: str = ""
    contact: str = ""
    phone: str = ""


def collect(
    request: Request, program: Program, drafts: Drafts | None, as_of: date
) -> Recommendation:
    """Read everything. Raises RecommendationError for what cannot be used."""
    sender = Sender(
        program.city(request.city), _line(request.contact, "contact"), _line(request.phone, "phone")
    )
    codes = [code for code in request.codes if code.strip()]
    if len(codes) > MOST_CODES:
        raise RecommendationError("unusable", "too_many_codes", limit=MOST_CODES)
    applicants: list[Applicant] = []
    findings: list[Finding] = []
    if request.workbook is not None:
        listed = read_list(request.workbook, program, as_of)
        findings += listed.findings
        chosen = [row for row in listed.rows if _picked(row.applicant, request.picks)]
        _all_found(request.picks, [row.applicant for row in listed.rows])
        if len(chosen) > program.data.most_rows:
            limit, count = program.data.most_rows, len(chosen)
            raise RecommendationError("too_large", "not_a_recommendation", count=count, limit=limit)
        for row in chosen:
            applicant = row.applicant
            if row.code:
                table, draft = find_application(row.code, drafts, program)
                if table is not applicant.table:
                    place = applicant.place
                    raise RecommendationError("unusable", "code_of_other_table", place=place)
                applicant = joined(applicant, draft)
            applicants = _with(applicants, applicant)
    for code in codes:
        table, draft = find_application(code, drafts, program)
        applied = row_of(table, draft)
        same = next((one for one in applicants if _same(one, applied)), None)
        if same is None:
            applicants.append(applied)
        elif same.application is None:
            applicants[applicants.index(same)] = joined(same, draft)
        elif same.application.id != draft.id:
            raise RecommendationError("unusable", "two_applications", name=applied.shown)
    if not applicants:
        raise RecommendationError("unusable", "nobody")
    return Recommendation(sender, applicants, as_of, findings)


def _with(applicants: list[Applicant], new: Applicant) -> list[Applicant]:
    """The list with one more; a second row of one name is dropped if it says nothing else."""
    same = next((one for one in applicants if _same(one, new)), None)
    if same is None:
        return [*applicants, new]
    if dict(same.values) != dict(new.values) or same.application != new.application:
        raise RecommendationError(
            "unusable", "listed_twice", name=same.name[:40], first=same.place, second=new.place
        )
    told = Finding("ask", new.place, say("row_again", name=same.name[:40], place=same.place))
    return [replace(one).told(told) if one is same else one for one in applicants]


def _same(one: Applicant, other: Applicant) -> bool:
    name = compact(one.name)
    return bool(name) and one.table is other.table and name == compact(other.name)


def _picked(applicant: Applicant, picks: Sequence[str]) -> bool:
    return not picks or compact(applicant.name) in {compact(pick) for pick in picks}


def _all_found(picks: Sequence[str], applicants: Sequence[Applicant]) -> None:
    names = {compact(one.name) for one in applicants}
    for pick in picks:
        if not compact(pick) or compact(pick) not in names:
            raise RecommendationError("unusable", "pick_unknown", name=pick.strip()[:40])


def _line(text: str, what: str) -> str:
    line = " ".join(clean(text).split())
    if len(line) > LONGEST:
        raise RecommendationError("unusable", f"{what}_too_long", limit=LONGEST)
    return line
