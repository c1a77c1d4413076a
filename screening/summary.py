"""A screened list in short: what a page shows of it, and what is asked about it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility import Verdict
from screening.model import Screened


@dataclass(frozen=True)
class OpenOne:
    """A necessary condition that is not met or not shown to be, with its clause."""

    name: str
    verdict: str
    reason: str
    citation: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """How one institution stands. `row` is its row in the list. Its fields are what the page and
    the API show of it, under the same names."""

    rank: int
    row: int
    name: str
    overall: str
    basic: str
    open: Sequence[OpenOne]


@dataclass(frozen=True)
class Summary:
    """The whole list from the best standing to the worst, how many have each verdict, and at how
    many places it could not be read."""

    as_of: str
    counts: Mapping[str, int]
    problems: int
    institutions: Sequence[Standing]

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Summary":
        """From what `written` gave."""
        cited = written["clauses"]
        return cls(
            as_of=written["as_of"],
            counts=written["counts"],
            problems=written["problems"],
            institutions=[
                Standing(
                    rank=rank,
                    row=row,
                    name=name,
                    overall=overall,
                    basic=basic,
                    open=[
                        OpenOne(condition, verdict, reason, cited[key])
                        for key, condition, verdict, reason in still
                    ],
                )
                for rank, row, name, overall, basic, still in written["institutions"]
            ],
        )


def written(
    ranked: Sequence[Screened], counts: Mapping[Verdict, int], problems: int, as_of: str
) -> dict[str, Any]:
    """The summary as JSON: each clause once, whatever the number of institutions."""
    clauses: dict[str, Any] = {}
    institutions = []
    for one in ranked:
        still = []
        for result in one.report.criteria:
            if result.kind != "hard" or result.verdict is Verdict.PASS:
                continue
            clauses.setdefault(result.id, result.citation.model_dump(mode="json"))
            reason = f"{result.reason}{result.advice}"
            still.append([result.id, result.name, str(result.verdict), reason])
        report, institution = one.report, one.institution
        institutions.append(
            [one.rank, institution.row, institution.name, str(report.overall), str(report.basic),
             still]
        )  # fmt: skip
    return {
        "as_of": as_of,
        "counts": {str(verdict): count for verdict, count in counts.items()},
        "problems": problems,
        "clauses": clauses,
        "institutions": institutions,
    }
