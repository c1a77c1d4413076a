"""Set up the locked environments: `python3 setup/bootstrap.py app bot`.

Needs nothing but the standard library of a Python ≥3.8, and never root.
`app` is the service, `ocr` the service that also reads photographs, `dev` the service with that
and its test tools, `bot` the dialogue
engine, `peer` what the benchmark of the rules is compared with.
"""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path

from console import SetupError, stop
from environments import Environment, ensure

ROOT = Path(__file__).resolve().parent.parent
APP_PYTHONS = ("3.11", "3.12", "3.13")

ENVIRONMENTS = {
    "app": Environment(
        name=".venv",
        place=ROOT / ".venv",
        lock=ROOT / "requirements.lock",
        also_fine=(ROOT / "requirements-dev.lock", ROOT / "requirements-ocr.lock"),
        versions=APP_PYTHONS,
        variable="ASSISTANT_PYTHON_APP",
        purpose="应用",
    ),
    "ocr": Environment(
        name=".venv",
        place=ROOT / ".venv",
        lock=ROOT / "requirements-ocr.lock",
        also_fine=(ROOT / "requirements-dev.lock",),
        versions=APP_PYTHONS,
        variable="ASSISTANT_PYTHON_APP",
        purpose="应用及证照识别",
    ),
    "dev": Environment(
        name=".venv",
        place=ROOT / ".venv",
        lock=ROOT / "requirements-dev.lock",
        versions=APP_PYTHONS,
        variable="ASSISTANT_PYTHON_APP",
        purpose="应用及测试工具",
    ),
    "bot": Environment(
        name="bot/.venv",
        place=ROOT / "bot" / ".venv",
        lock=ROOT / "bot" / "requirements.lock",
        versions=("3.10",),
        variable="ASSISTANT_PYTHON_BOT",
        purpose="对话引擎",
    ),
    "peer": Environment(
        name=".tools/openfisca",
        place=ROOT / ".tools" / "openfisca",
        lock=ROOT / "bench" / "openfisca.lock",
        versions=APP_PYTHONS,
        variable="ASSISTANT_PYTHON_APP",
        purpose="对比测速",
    ),
}


def main(names: list[str]) -> int:
    """Ensure the named environments, one run at a time; the exit code."""
    unknown = [name for name in names if name not in ENVIRONMENTS]
    if unknown or not names:
        print("usage: bootstrap.py {app|ocr|dev|bot|peer}...", file=sys.stderr)
        return 2
    tools = ROOT / ".tools"
    tools.mkdir(exist_ok=True)
    with open(tools / "setup.lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        try:
            for name in names:
                ensure(ENVIRONMENTS[name])
        except SetupError as error:
            return stop(error)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
