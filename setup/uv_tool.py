"""Find `uv`, or install it into `.tools/` without root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from console import NO_UV, SetupError, say

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
PINNED = ROOT / "setup" / "uv.lock.txt"


def works(command: list[str]) -> bool:
    """True when the command runs and answers (a pyenv shim may exist and still fail)."""
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_uv() -> list[str] | None:
    """The command that runs a working uv, or None."""
    named = os.environ.get("UV")
    home = Path.home()
    candidates = [
        named,
        shutil.which("uv"),
        str(home / ".local/bin/uv"),
        str(home / ".cargo/bin/uv"),
        str(TOOLS / "uv-venv/bin/uv"),
        str(TOOLS / "uv-target/bin/uv"),
    ]
    for candidate in candidates:
        if candidate and works([candidate]):
            return [candidate]
    return None


def ensure_uv() -> list[str]:
    """The command that runs uv, installing it into `.tools/` when it is missing.

    Raises SetupError when neither a virtual environment nor pip can be used.
    """
    found = find_uv()
    if found:
        return found
    say("没有找到 uv，正在装到 .tools/（installing uv into .tools/）")
    TOOLS.mkdir(exist_ok=True)
    detail = ""
    for install in (_into_venv, _into_target):
        try:
            install()
        except (OSError, subprocess.CalledProcessError) as error:
            detail = f"({type(error).__name__}: {install.__name__.strip('_')})"
            continue
        found = find_uv()
        if found:
            return found
    raise SetupError(NO_UV.format(detail=detail))


def _pip_install(python: str, *extra: str) -> None:
    subprocess.run(
        [
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--require-hashes", "--only-binary", ":all:", "-r", str(PINNED), *extra,
        ],
        check=True,
    )  # fmt: skip


def _into_venv() -> None:
    place = TOOLS / "uv-venv"
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, capture_output=True)
    _pip_install(str(place / "bin/python"))


def _into_target() -> None:
    place = TOOLS / "uv-target"
    shutil.rmtree(place, ignore_errors=True)
    _pip_install(sys.executable, "--target", str(place))


def index_environment() -> dict[str, str]:
    """Environment for uv in which a mirror configured for pip also counts for uv.

    Many machines name their mirror in pip's configuration only, which uv does not read.
    """
    env = dict(os.environ)
    if any(env.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")):
        return env
    url = env.get("PIP_INDEX_URL", "")
    if not url:
        asked = subprocess.run(
            [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        url = asked.stdout.strip() if asked.returncode == 0 else ""
    if url:
        env["UV_DEFAULT_INDEX"] = url
    return env
