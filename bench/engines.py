"""The two engines that are compared: ours, and a stock Rasa project on the same data."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import yaml

ROOT = Path(__file__).resolve().parents[1]
BOT = ROOT / "bot"
PYTHON = BOT / ".venv" / "bin" / "python"
START_SECONDS = 300

STORY = """version: "3.1"
stories:
  - story: the default policies need one
    steps:
      - intent: greet
      - action: action_smalltalk
      - intent: ask
      - action: action_answer
      - intent: thank
      - action: action_smalltalk
"""


def chinese_pipeline(epochs: int, **classifier: Any) -> list[dict[str, Any]]:
    """Rasa's documented pipeline for Chinese, to the classifier and its further settings."""
    return [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, **classifier},
    ]


def stock_config(epochs: int) -> dict[str, Any]:
    """Rasa's documented Chinese pipeline and its default policies.

    Epochs change how well the models fit, not how long a turn takes.
    """
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "zh",
        "pipeline": [
            *chinese_pipeline(epochs),
            {"name": "ResponseSelector", "retrieval_intent": "ask", "epochs": epochs},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs},
        ],
    }


class Served:
    """An engine that runs. Times in seconds, memory in megabytes."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path):
        self.name = name
        self.port = _free_port()
        self._command = [part.format(port=self.port) for part in command]
        self._environment = {k: v.format(port=self.port) for k, v in environment.items()}
        self._log = log
        self.start_seconds = 0.0
        self.train_seconds = 0.0
        self._client = httpx.Client(timeout=60, trust_env=False)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, cwd: Path) -> None:
        """Start and wait until it answers. Raises RuntimeError with the end of its log."""
        began = time.monotonic()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=cwd,
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
            )
        while time.monotonic() - began < START_SECONDS and self._process.poll() is None:
            try:
                if self._client.get(f"http://127.0.0.1:{self.port}/").is_success:
                    self.start_seconds = time.monotonic() - began
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.name}\n{self._log.read_text(errors='replace')[-3000:]}")

    def turn(self, sender: str, message: str) -> float:
        """Send one message; milliseconds until the whole reply was there."""
        began = time.perf_counter()
        reply = self._client.post(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook",
            json={"sender": sender, "message": message},
        )
        taken = (time.perf_counter() - began) * 1000
        if not reply.is_success or not reply.json():
            raise RuntimeError(f"{self.name} did not answer {message!r}: {reply.text[:300]}")
        return taken

    def memory(self) -> float:
        """Resident memory."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return float("nan")
        kilobytes = status.read_text().split("VmRSS:")[1].split()[0]
        return int(kilobytes) / 1024

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()


def ours(work: Path, action_url: str) -> Served:
    """The assistant's engine with its present model, trained if need be."""
    state = work / "ours"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    began = time.monotonic()
    subprocess.run([str(PYTHON), str(BOT / "train.py"), "--force"], check=True, capture_output=True)
    served = Served(
        "ours",
        [str(PYTHON), str(BOT / "serve.py")],
        {
            "ASSISTANT_ENGINE_URL": "http://127.0.0.1:{port}",
            "ASSISTANT_ACTION_URL": action_url,
            "ASSISTANT_ACTION_SECRET": "bench",
            "ASSISTANT_TRACKER_URL": f"sqlite:///{state / 'tracker.db'}",
        },
        work / "ours.log",
    )
    served.train_seconds = time.monotonic() - began
    served.start(ROOT)
    return served


def stock(work: Path, action_url: str, epochs: int) -> Served:
    """A stock Rasa project: same examples, rules and domain; in-memory tracker store."""
    project = work / "stock"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(BOT / "domain", project / "domain")
    shutil.copytree(ROOT / "data" / "nlu", project / "data" / "nlu")
    shutil.copytree(ROOT / "data" / "rules", project / "data" / "rules")
    (project / "data" / "stories.yml").write_text(STORY, "utf-8")
    (project / "config.yml").write_text(yaml.safe_dump(stock_config(epochs)), "utf-8")
    (project / "credentials.yml").write_text("rest:\n", "utf-8")
    endpoints = {"action_endpoint": {"url": action_url}}
    (project / "endpoints.yml").write_text(yaml.safe_dump(endpoints), "utf-8")
    _give_topics_to_the_selector(project)
    environment = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}
    began = time.monotonic()
    done = subprocess.run(
        [str(PYTHON), "-m", "rasa", "train", "-d", "domain", "--fixed-model-name", "stock"],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"stock training failed\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    served = Served(
        "stock",
        [str(PYTHON), "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", "{port}"],
        environment,
        work / "stock.log",
    )
    served.train_seconds = time.monotonic() - began
    served.start(project)
    return served


def _give_topics_to_the_selector(project: Path) -> None:
    """Rasa's own selector wants a response for each topic; the words do not matter here."""
    topics = sorted(
        block["intent"].split("/")[1]
        for path in (project / "data" / "nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        if "/" in block["intent"]
    )
    responses = {f"utter_ask/{topic}": [{"text": topic}] for topic in topics}
    (project / "domain" / "topics.yml").write_text(
        yaml.safe_dump({"version": "3.1", "responses": responses}, allow_unicode=True), "utf-8"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
