"""The whole product, connected to a fake platform."""

from collections.abc import Iterator

import pytest

from tests.product import Product
from tests.wechat.fake_server import Platform

PUBLIC = "https://yiyang.example.cn"
TODAY = "2025-10-20"


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The platform; whatever it complains of fails the run."""
    made = Platform("safe")
    made.start()
    yield made
    made.stop()
    assert made.complaints == []


@pytest.fixture(scope="session")
def connected(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that answers on WeChat."""
    made = Product(tmp_path_factory.mktemp("wechat"), TODAY, **platform.environment(PUBLIC))
    made.start()
    yield made
    made.stop()
