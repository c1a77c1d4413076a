"""The trained model, and an engine that serves it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nlu.engine import BOT, PYTHON, Actions, Engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the trained model is an engine test."""
    for item in items:
        if {"model", "readings"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def model() -> None:
    """Train the model unless it is up to date."""
    subprocess.run([str(PYTHON), str(BOT / "train.py")], check=True, capture_output=True)


@pytest.fixture(scope="session")
def shared_engine(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for all tests of dialogue rules."""
    made = Engine(Path(tmp_path_factory.mktemp("engine")))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def engine(shared_engine: Engine) -> Iterator[Engine]:
    """The engine with an empty script."""
    shared_engine.actions.script.clear()
    shared_engine.actions.calls.clear()
    yield shared_engine


@pytest.fixture
def actions(engine: Engine) -> Actions:
    """The action server of the engine."""
    return engine.actions
