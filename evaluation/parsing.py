"""What the dialogue engine makes of messages, read in one batch and kept for the next time.

The kept readings are named after the trained model and the messages, so that they are never those
of another model. Only for experiments with the router; the figures come from the running product.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evaluation.questions import ROOT

BOT = ROOT / "bot"
KEPT = ROOT / "var" / "evaluation"
Reading = dict[str, Any]


def read(messages: Iterable[str]) -> dict[str, Reading]:
    """The engine's reading of each message. RuntimeError when no model is trained."""
    wanted = list(dict.fromkeys(messages))
    model = (BOT / "models" / "current").read_text(encoding="utf-8").strip()
    path = KEPT / f"readings-{model.split('.')[0]}.json"
    kept: dict[str, Reading] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    missing = [text for text in wanted if _key(text) not in kept]
    if missing:
        for text, reading in zip(missing, _parse(missing), strict=True):
            kept[_key(text)] = reading
        KEPT.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return {text: kept[_key(text)] for text in wanted}


def hints_of(segment: Reading) -> dict[str, float]:
    """The topics (and `out_of_scope`) that the engine believes in, as the actions hand them on."""
    hints = {str(t["topic"]): float(t["confidence"]) for t in segment.get("topics") or []}
    if segment.get("intent") == "out_of_scope":
        hints["out_of_scope"] = float(segment.get("confidence") or 0.0)
    return hints


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _parse(messages: list[str]) -> list[Reading]:
    program = BOT / ".venv" / "bin" / "python"
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in messages)
    done = subprocess.run(
        [str(program), str(Path("bot") / "parse.py")],
        input=lines,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]
