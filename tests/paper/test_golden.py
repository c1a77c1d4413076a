"""The printed pages of every form, against pictures that somebody has looked at."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.paper import package
from tests.paper.measure import LIMIT, difference
from tests.paper.pages import (
    GOLDEN,
    ROOT,
    document,
    draw,
    drawn,
    keep,
    kept,
    not_comparable,
    printed_text,
    sample,
)

FORMS = sorted(path.parent.name for path in (ROOT / "forms").glob("*/sample.yml"))
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


@pytest.mark.parametrize("form_id", FORMS)
def test_the_sample_is_printed_as_it_was_looked_at(form_id: str) -> None:
    hold(form_id, draw(form_id, sample(form_id)))


@pytest.mark.parametrize("name", package.NAMES)
def test_what_a_city_sends_in_is_printed_as_it_was_looked_at(name: str) -> None:
    hold(name, drawn(package.documents()[name]))


def hold(name: str, pages: list[Image.Image]) -> None:
    """The pages are as in the kept pictures; those that are not are put aside to be looked at."""
    found = problems(name, pages)
    if found:
        keep(name, pages, SEEN)
    assert not found, (
        f"{name}: {found}; see {SEEN} beside tests/paper/golden; if the new pages are right, "
        "run python -m tests.paper.pages"
    )


def test_no_picture_is_kept_of_a_form_that_is_gone() -> None:
    assert sorted({path.name.rpartition("-")[0] for path in GOLDEN.glob("*.png")}) == sorted(
        [*FORMS, *package.NAMES]
    )


def test_a_missing_value_is_seen() -> None:
    form_id = "demonstration_institution_application"
    values = sample(form_id)
    del values["residents"]
    found = problems(form_id, draw(form_id, values))
    assert [text.split(" differs")[0] for text in found] == ["page 3"]


def test_a_box_ticked_elsewhere_is_printed_elsewhere() -> None:
    """The boxes are of one size, so that the kept pictures hardly tell them apart."""
    form_id = "demonstration_institution_application"
    values = sample(form_id)
    assert "☑已备案□未备案" in printed_text(document(form_id, values))
    values["care_filing"] = False
    assert "□已备案☑未备案" in printed_text(document(form_id, values))


def test_a_row_less_is_seen() -> None:
    form_id = "institution_recommendation_summary"
    values = sample(form_id)
    values["institutions"].pop()
    assert len(problems(form_id, draw(form_id, values))) == 1
