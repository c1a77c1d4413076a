"""What a county or a city has been reported of self-checks, as rows of the 汇总表."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from accounts import Person
from review.model import Submission
from review.store import SubmissionStore
from review.workflow import Subject


class Collecting(BaseModel):
    """`collecting.yml` as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: str
    rows: str
    of: Subject
    day: str
    counted: tuple[str, ...]
    inspected: tuple[str, ...]
    aspects: tuple[str, ...]


@dataclass(frozen=True)
class Collected:
    """The self-checks of one year that somebody may see: how many, and the table's values, with
    nothing in the cells that no self-check tells."""

    year: int
    reported: int
    inspected: int
    values: Mapping[str, Any]


def collected(store: SubmissionStore, person: Person) -> list[Collected]:
    """One for each year of self-checks, the latest first."""
    data = load_collecting()
    found = [
        one for one in store.seen_by(person) if one.subject == data.of and one.state in data.counted
    ]
    last = {one.id: store.snapshots(one.id)[-1].values for one in found}
    years = {one.id: str(last[one.id].get(data.day, ""))[:4] for one in found}
    return [
        _of_year(int(year), [one for one in found if years[one.id] == year], last)
        for year in sorted(set(years.values()), reverse=True)
        if year.isdigit()
    ]


def _of_year(
    year: int, found: Sequence[Submission], last: Mapping[int, Mapping[str, Any]]
) -> Collected:
    data = load_collecting()
    counties = dict.fromkeys(one.region.county or one.region.city for one in found)
    rows = []
    for county in sorted(counties):
        there = [one for one in found if (one.region.county or one.region.city) == county]
        rows.append({"county_name": county, **_counts(there, last)})
    done = sum(one.state in data.inspected for one in found)
    return Collected(year, len(found), done, {"year": f"y{year}", data.rows: rows})


def _counts(there: Sequence[Submission], last: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    """Problems by aspect: the self-check asks for one description of each."""
    data = load_collecting()
    found = [
        last[one.id].get(f"{aspect}_fixed")
        for one in there
        for aspect in data.aspects
        if last[one.id].get(f"{aspect}_found") is True
    ]
    return {
        "self_checked": len(there),
        "county_checked": sum(one.state in data.inspected for one in there),
        "problems": len(found),
        "corrected": found.count(True),
        "scheduled": found.count(False),
    }


@cache
def load_collecting() -> Collecting:
    """The data file."""
    text = (Path(__file__).parent / "collecting.yml").read_text(encoding="utf-8")
    return Collecting.model_validate(yaml.safe_load(text))
