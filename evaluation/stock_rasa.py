"""The stock Rasa pipeline for Chinese on the same data: which entry it names for a question.

Rasa 3.6 as its documentation sets it up (jieba, counts of words and of character n-grams, DIET),
trained on the very examples that the router compares with, each labelled with the entry that it
stands for; what no notice speaks of is a label of its own. A model is kept under the hash of what
it was made of, since training takes many minutes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml

from bench.engines import PYTHON, Served, chinese_pipeline
from evaluation.questions import ROOT
from policy import examples
from policy.loader import load_library
from policy.text import normalise

EPOCHS = 6
OUTSIDE = "out_of_scope"
"""The label of what no notice speaks of."""
_KEPT = ROOT / "var" / "evaluation" / "stock"
_ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}


def labelled() -> dict[str, list[str]]:
    """The training examples by label: a topic, or `OUTSIDE`. Texts are normalised."""
    data = ROOT / "data"
    library = load_library(data / "notices")
    found = {m.topic: m.asked for m in examples.gather(library.sources(), data)}
    outside = [*examples.refused(data), *map(normalise, library.router.outside)]
    return {**found, OUTSIDE: list(dict.fromkeys(outside))}


def pipeline(epochs: int) -> dict[str, Any]:
    """Rasa's documented pipeline for Chinese; understanding alone, since there is no dialogue."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "zh",
        "pipeline": chinese_pipeline(epochs, constrain_similarities=True),
    }


def train(by_label: Mapping[str, Sequence[str]], epochs: int, folder: Path = _KEPT) -> Path:
    """The model of these examples, trained unless it is kept. RuntimeError when Rasa fails."""
    nlu = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in by_label.items()
    ]
    made_of = {
        "config.yml": yaml.safe_dump(pipeline(epochs)),
        "nlu.yml": yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True),
    }
    name = hashlib.sha256("".join(made_of.values()).encode()).hexdigest()[:16]
    model = folder / "models" / f"{name}.tar.gz"
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in made_of.items():
        (folder / file).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [str(PYTHON), "-m", "rasa", "train", "nlu", "-u", "nlu.yml", "--fixed-model-name", name],
        cwd=folder,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not model.exists():
        raise RuntimeError(f"Rasa did not train\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return model


def ranked(model: Path, texts: Iterable[str]) -> dict[str, list[str]]:
    """The labels that a model names for each text, surest first (ten, as Rasa lists them)."""
    command = ["-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", "{port}"]
    served = Served(
        "stock",
        [str(PYTHON), *command, "-m", str(model)],
        _ENVIRONMENT,
        model.with_suffix(".log"),
    )
    served.start(model.parent.parent)
    try:
        with httpx.Client(timeout=60, trust_env=False) as client:
            return {text: _ranking(client, served.port, text) for text in dict.fromkeys(texts)}
    finally:
        served.stop()


def _ranking(client: httpx.Client, port: int, text: str) -> list[str]:
    answer = client.post(f"http://127.0.0.1:{port}/model/parse", json={"text": normalise(text)})
    answer.raise_for_status()
    return [str(intent["name"]) for intent in answer.json()["intent_ranking"]]
