"""What the measure must see and what it must not, on a kept picture: needs no LibreOffice."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from tests.paper.measure import LIMIT, difference
from tests.paper.pages import kept

WHITE = 255
PART = (50, 70, 450, 310)
"""The upper half of the table on the second page."""
VALUE = (110, 78, 212, 91)
"""Where the credit code is printed there."""
ROW = (10, 75, 390, 96)
"""Its row of the table, with one of the two lines around it."""


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return kept("demonstration_institution_application")[1].crop(PART)


def moved(page: Image.Image, right: int, down: int) -> Image.Image:
    return ImageChops.offset(page, right, down)


def drawn_again(page: Image.Image) -> Image.Image:
    """As by another rasteriser: edges at other fractions of a dot."""
    width, height = page.size
    larger = page.resize((width * 3, height * 3), Image.Resampling.BICUBIC)
    return moved(larger, 1, 1).resize(page.size, Image.Resampling.BOX)


def test_a_page_is_like_itself(page: Image.Image) -> None:
    assert difference(page, page) == 0


@pytest.mark.parametrize("right", [-1, 0, 1])
@pytest.mark.parametrize("down", [-1, 0, 1])
def test_a_dot_to_the_side_is_the_same_page(page: Image.Image, right: int, down: int) -> None:
    assert difference(page, moved(page, right, down)) < LIMIT


def test_other_edges_are_the_same_page(page: Image.Image) -> None:
    assert difference(page, drawn_again(page)) < LIMIT
    assert difference(page, page.filter(ImageFilter.GaussianBlur(0.5))) < LIMIT
    assert difference(page, ImageEnhance.Contrast(page).enhance(0.9)) < LIMIT


def test_a_missing_value_is_seen(page: Image.Image) -> None:
    changed = page.copy()
    changed.paste(WHITE, VALUE)
    assert difference(page, changed) > LIMIT


def test_a_removed_row_is_seen(page: Image.Image) -> None:
    left, top, right, bottom = ROW
    changed = page.copy()
    changed.paste(page.crop((left, bottom, right, page.height)), (left, top))
    assert difference(page, changed) > LIMIT


@pytest.mark.parametrize("line", [(7, 10, 12, 240), (12, 73, 386, 78)], ids=["down", "across"])
def test_a_missing_line_of_the_table_is_seen(
    page: Image.Image, line: tuple[int, int, int, int]
) -> None:
    changed = page.copy()
    changed.paste(WHITE, line)
    assert difference(page, changed) > LIMIT


def test_a_page_moved_or_of_another_size_is_seen(page: Image.Image) -> None:
    assert difference(page, moved(page, 0, 4)) > LIMIT
    assert difference(page, page.rotate(90, expand=True)) == 1
