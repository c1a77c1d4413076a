"""Fixtures every kind of test may use: the running product."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests import drawn
from tests.product import Product

drawn.make_usual()

TODAY = dt.date(2025, 10, 20)
"""The date the shared product believes in: the notice is in force, its deadlines lie ahead."""

_NEEDS_PRODUCT = {"product", "product_at", "own_product"}
_IN_THE_BROWSER = Path(__file__).parent / "browser"
_OWN_SUITES = {"browser", "load"}
_SHARE_A_PRODUCT = ("tests/conversations/", "tests/protocol/test_contract.py")


class OneProduct(LoadScopeScheduling):
    """Side by side, one worker talks to the one shared product while the others do the rest."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return "product" if path.startswith(_SHARE_A_PRODUCT) else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneProduct:
    return OneProduct(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run without the browser does not even load its driver: a second and a half in each worker.
    Whatever lies in that folder is a test in the browser (see below)."""
    without = "not browser" in config.option.markexpr
    return True if without and collection_path == _IN_THE_BROWSER else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Engine tests are marked, whether they say so or not, and come first in line."""
    for item in items:
        if _IN_THE_BROWSER in item.path.parents:
            item.add_marker(pytest.mark.browser)
        uses = _NEEDS_PRODUCT & set(getattr(item, "fixturenames", ()))
        if uses and not any(item.get_closest_marker(name) for name in _OWN_SUITES):
            item.add_marker(pytest.mark.engine)
    items.sort(key=lambda item: item.get_closest_marker("engine") is None)


@pytest.fixture(scope="session")
def product_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[dt.date], str]]:
    """Base URL of a product that believes in the date given. The shared one is started once; of
    those of other dates one runs at a time, as each takes more than a gigabyte."""
    started: dict[dt.date, Product] = {}

    def base_url(today: dt.date) -> str:
        if today not in started:
            for other in [date for date in started if date != TODAY]:
                started.pop(other).stop()
            made = Product(tmp_path_factory.mktemp("product"), today.isoformat())
            started[today] = made
            made.start()
        return started[today].url

    yield base_url
    for made in started.values():
        made.stop()


@pytest.fixture(scope="session")
def product(product_at: Callable[[dt.date], str]) -> str:
    """Base URL of the shared product, whose today is TODAY."""
    return product_at(TODAY)


@pytest.fixture
def own_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of the test's own, not yet started, to be killed and restarted at will."""
    made = Product(tmp_path_factory.mktemp("own"), TODAY.isoformat())
    yield made
    made.stop()
