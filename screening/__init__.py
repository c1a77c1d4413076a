"""Batch pre-screening: an Excel list of institutions in, a ranked workbook out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from eligibility import RuleSet, Verdict
from forms import Form
from screening.errors import ScreeningError
from screening.model import Screened
from screening.opening import MAX_BYTES
from screening.progress import Progress, Tell, tell_nobody
from screening.ranking import counts, rank
from screening.reading import read_list
from screening.template import write_template
from screening.writing import write_result

FORM_ID = "demonstration_institution_application"
"""The form whose fields give the columns their names and their parsers."""


@dataclass(frozen=True)
class Result:
    """The ranked workbook, how many institutions have each verdict, how many places to look at, and
    the institutions in their order."""

    workbook: bytes
    counts: Mapping[Verdict, int]
    problems: int
    ranked: Sequence[Screened] = ()


def screen(
    data: bytes, form: Form, rules: RuleSet, as_of: date, tell: Tell = tell_nobody
) -> Result:
    """Screen the list in an .xlsx file, telling how far it is. Raises ScreeningError when the list
    cannot be used."""
    tell(Progress("reading", 0, 0))
    listing = read_list(data, form, list(rules.facts), as_of)
    ranked = rank(listing, form, rules, as_of, tell)
    problems = len(listing.problems) + sum(len(one.institution.problems) for one in ranked)
    workbook = write_result(listing, ranked, form, rules, as_of, tell)
    return Result(workbook, counts(ranked), problems, ranked)


__all__ = ["FORM_ID", "MAX_BYTES", "Result", "ScreeningError", "screen", "write_template"]
