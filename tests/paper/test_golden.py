"""The printed pages of every form, against pictures that somebody has looked at."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from tests.paper.measure import LIMIT, difference
from tests.paper.pages import ROOT, draw, forms, keep, kept, not_comparable, sample

SEEN = ROOT / "var" / "paper"
"""Where pages that differ are put, to be looked at."""

pytestmark = pytest.mark.paper


@pytest.fixture(scope="module", autouse=True)
def comparable() -> None:
    reason = not_comparable()
    if reason:
        pytest.skip(reason)


def problems(form_id: str, pages: list[Image.Image]) -> list[str]:
    """What is not as in the kept pictures."""
    expected = kept(form_id)
    if len(pages) != len(expected):
        return [f"{len(pages)} pages instead of {len(expected)}"]
    apart = [difference(one, other) for one, other in zip(expected, pages, strict=True)]
    return [
        f"page {number} differs by {found:.3f} in one place (limit {LIMIT})"
        for number, found in enumerate(apart, start=1)
        if found > LIMIT
    ]


@pytest.mark.parametrize("form_id", sorted(forms()))
def test_the_sample_is_printed_as_it_was_looked_at(form_id: str) -> None:
    pages = draw(form_id, sample(form_id))
    found = problems(form_id, pages)
    if found:
        keep(form_id, pages, SEEN)
    assert not found, (
        f"{form_id}: {found}; see {SEEN} beside tests/paper/golden; if the new pages are right, "
        "run python -m tests.paper.pages"
    )


def without_a_value(values: dict[str, Any]) -> None:
    del values["residents"]


def ticked_elsewhere(values: dict[str, Any]) -> None:
    values["care_filing"] = False


def without_a_row(values: dict[str, Any]) -> None:
    values["institutions"].pop()


@pytest.mark.parametrize(
    ("form_id", "change"),
    [
        ("demonstration_institution_application", without_a_value),
        ("demonstration_institution_application", ticked_elsewhere),
        ("institution_recommendation_summary", without_a_row),
    ],
)
def test_a_change_is_seen(form_id: str, change: Any) -> None:
    values = sample(form_id)
    change(values)
    assert len(problems(form_id, draw(form_id, values))) == 1
