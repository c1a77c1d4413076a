"""Institutions for property tests: a consistent truth, and what somebody may have told of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.eligibility.tables import DEFAULT_DAY

Facts = dict[str, Any]

FLAGS = (
    "incident_safety",
    "incident_fire",
    "incident_medical",
    "incident_illegal",
    "service_prevention",
    "service_treatment",
    "service_rehabilitation",
    "service_daily_care",
    "service_hospice",
    "priority_assessment",
    "priority_tcm",
)
TEXTS = ("self_environment", "self_staffing", "self_management", "self_service", "self_effect")
DATES = ("medical_qualified_on", "care_filed_on", "title_revoked_on")

_edges = st.sampled_from(["0", "29.9", "30", "64.9", "64.99", "65", "65.01", "65.1", "94.9", "95"])
percents = st.one_of(
    _edges, st.decimals(0, 100, places=2).map(str), st.decimals(60, 70, places=1).map(str)
).map(Decimal)


def days(first: date, last: date) -> st.SearchStrategy[date]:
    """Days, with those about the five-year cut-off more often than chance would have it."""
    near = st.integers(-40, 40).map(lambda n: date(2021, 3, 31) + timedelta(days=n))
    return st.one_of(st.dates(first, last), near.filter(lambda day: first <= day <= last))


@st.composite
def truths(draw: st.DrawFn) -> Facts:
    """Everything about one institution, nothing contradicting anything, all of it exact."""
    total = draw(st.sampled_from([1, 40, 100, 200, 400, 1000]))
    first = draw(st.integers(0, total))
    second = draw(st.integers(0, total))
    people = draw(st.integers(max(first, second), min(first + second, total)))
    truth: Facts = {
        "residents": total,
        "disabled_residents": first,
        "dementia_residents": second,
        "disabled_dementia_residents": people,
        "disabled_dementia_share": Decimal(people) * 100 / Decimal(total),
        "operating_beds": total + draw(st.integers(0, 100)),
        "occupancy_last_year": draw(percents),
        "occupancy_year_before": draw(percents),
        "satisfaction": draw(percents),
    }
    for held, since in (
        ("medical_qualification", "medical_qualified_on"),
        ("care_filing", "care_filed_on"),
    ):
        truth[held] = draw(st.booleans())
        if truth[held]:
            truth[since] = draw(days(date(2000, 1, 1), DEFAULT_DAY)).isoformat()
    truth["title_revoked"] = draw(st.booleans())
    if truth["title_revoked"]:
        truth["title_revoked_on"] = draw(st.dates(date(2019, 1, 1), DEFAULT_DAY)).isoformat()
    truth |= {key: draw(st.booleans()) for key in FLAGS}
    truth |= dict.fromkeys(TEXTS, "已按标准落实。")
    return truth


@st.composite
def tellings(draw: st.DrawFn, truth: Facts) -> Facts:
    """A part of the truth, in any order; dates perhaps only by month or year."""
    keys = draw(st.permutations(sorted(truth)))
    kept = draw(st.sets(st.sampled_from(keys)))
    told = {key: truth[key] for key in keys if key in kept}
    for key in DATES:
        if key in told:
            told[key] = told[key][: draw(st.sampled_from([4, 7, 10]))]
    return told


@st.composite
def rumours(draw: st.DrawFn) -> Facts:
    """Any facts that pass validation, contradictions included."""
    counts = st.integers(0, 120)
    partial = days(date(2000, 1, 1), DEFAULT_DAY).map(lambda day: day.isoformat())
    choices: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(FLAGS, st.booleans()),
        **dict.fromkeys(("medical_qualification", "care_filing", "title_revoked"), st.booleans()),
        **dict.fromkeys(DATES, st.tuples(partial, st.sampled_from([4, 7, 10])).map(_cut)),
        **dict.fromkeys(("residents", "operating_beds", "disabled_residents"), counts),
        **dict.fromkeys(("dementia_residents", "disabled_dementia_residents"), counts),
        **dict.fromkeys(
            (
                "occupancy_last_year",
                "occupancy_year_before",
                "satisfaction",
                "disabled_dementia_share",
            ),
            percents,
        ),
    }
    return draw(st.fixed_dictionaries({}, optional=choices))


def _cut(pair: tuple[str, int]) -> str:
    text, length = pair
    return text[:length]
