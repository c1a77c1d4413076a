"""The product on a given day: the shared one, or another process for another date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.conversations.schema import DEFAULT_TODAY


@pytest.fixture
def product_on(request: pytest.FixtureRequest) -> Callable[[dt.date], str]:
    """Give the base URL of the product whose today is the date asked for."""

    def base_url(today: dt.date) -> str:
        if today == DEFAULT_TODAY:
            return str(request.getfixturevalue("product"))
        return str(request.getfixturevalue("product_at")(today))

    return base_url
