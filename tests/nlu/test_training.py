"""One model for all who start at the same time; a damaged one is made again, never served."""

import importlib
import io
import tarfile
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.nlu.engine import BOT


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The training script, with an empty folder of models."""
    monkeypatch.syspath_prepend(str(BOT))
    module = importlib.import_module("train")
    monkeypatch.setattr(module, "MODELS", tmp_path / "models")
    monkeypatch.setattr(module, "CURRENT", tmp_path / "models" / "current")
    monkeypatch.setattr(module, "GUARD", tmp_path / "models" / ".training")
    return module


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo("weights")
        entry.size = 50_000
        tar.addfile(entry, io.BytesIO(bytes(range(250)) * 200))
    return packed.getvalue()


def test_two_that_start_together_train_once(
    training: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[str] = []

    def train() -> Path:
        trained.append("begun")
        time.sleep(0.2)
        model = training.MODELS / f"{training.inputs_hash()}.tar.gz"
        model.write_bytes(archive())
        training.CURRENT.write_text(model.name)
        return Path(model)

    monkeypatch.setattr(training, "train", train)
    together = [threading.Thread(target=training.main, args=([],)) for _ in range(3)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert trained == ["begun"]


@pytest.mark.parametrize("kept", [0, 1, 20, 0.5, 0.99])
def test_a_damaged_model_is_not_current(training: ModuleType, kept: float) -> None:
    training.MODELS.mkdir()
    model = training.MODELS / f"{training.inputs_hash()}.tar.gz"
    training.CURRENT.write_text(model.name)
    whole = archive()
    model.write_bytes(whole)
    assert training.is_current()
    model.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    assert not training.is_current()
