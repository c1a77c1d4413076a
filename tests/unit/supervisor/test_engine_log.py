"""The engine's plain log names nobody: a sender's id opens their conversation."""

import importlib.util
import logging
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SERVE = Path(__file__).resolve().parents[3] / "bot" / "serve.py"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The engine's start script, with the logging of this process put back afterwards."""
    monkeypatch.syspath_prepend(str(SERVE.parent))
    spec = importlib.util.spec_from_file_location("engine_serve", SERVE)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    before = logging.getLogRecordFactory()
    yield made
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    ("said", "args", "logged"),
    [
        (
            "Circuit breaker tripped. Stopped predicting more actions for sender '%s'.",
            ("web:99999999999999999999999999999999",),
            "Circuit breaker tripped. Stopped predicting more actions for sender '***'.",
        ),
        (
            "Failed to save tracker for conversation ID 'wechat:oAbCdEfGh'",
            (),
            "Failed to save tracker for conversation ID '***'",
        ),
        ("The model 'm.tar.gz' is loaded", (), "The model 'm.tar.gz' is loaded"),
    ],
)
def test_senders_are_left_out(
    serve: ModuleType,
    caplog: pytest.LogCaptureFixture,
    said: str,
    args: tuple[str, ...],
    logged: str,
) -> None:
    serve.veil_senders()
    with caplog.at_level(logging.WARNING):
        logging.getLogger("rasa.core").warning(said, *args)
    assert [record.getMessage() for record in caplog.records] == [logged]
