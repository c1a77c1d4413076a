"""The locked virtual environments, rebuilt only when their lock changed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from console import INSTALL_FAILED, SetupError, say
from interpreters import find_python
from uv_tool import ensure_uv, index_environment


@dataclass(frozen=True)
class Environment:
    """One virtual environment.

    `also_fine` are locks that contain everything `lock` does. Where one of them was installed
    before, it is the one kept up to date: `make run` must not take away what `make test` needs.
    """

    name: str
    place: Path
    lock: Path
    versions: tuple[str, ...]
    variable: str
    purpose: str
    also_fine: tuple[Path, ...] = ()

    @property
    def python(self) -> Path:
        """The interpreter inside the environment."""
        return self.place / "bin" / "python"

    @property
    def wanted(self) -> Path:
        """The lock to install: the one installed last if it will do, else `lock`."""
        name = self.stamp.read_text().partition(" ")[0] if self.stamp.is_file() else ""
        return next((lock for lock in self.also_fine if lock.name == name), self.lock)

    @property
    def stamp(self) -> Path:
        """Holds name and hash of the lock that is completely installed."""
        return self.place / ".lock-hash"


def fingerprint(lock: Path) -> str:
    """What a stamp says when `lock` is installed: its name and the hash of its bytes."""
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def is_current(environment: Environment) -> bool:
    """True when the environment holds exactly a lock it may hold."""
    if not environment.python.exists() or not environment.stamp.is_file():
        return False
    return environment.stamp.read_text().strip() == fingerprint(environment.wanted)


def ensure(environment: Environment) -> None:
    """Bring the environment to its lock; nothing is done, and uv not started, if it is there."""
    if is_current(environment):
        return
    started = time.monotonic()
    lock = environment.wanted
    uv = ensure_uv()
    env = index_environment()
    env.pop("VIRTUAL_ENV", None)
    if not _same_python(environment):
        python = find_python(
            environment.versions, environment.variable, environment.purpose, uv, env
        )
        say(
            f"建立{environment.purpose}的运行环境（{environment.name}: {python}），"
            "首次需下载软件包，请稍候"
        )
        shutil.rmtree(environment.place, ignore_errors=True)
        _run([*uv, "venv", "--quiet", "--python", python, str(environment.place)], env, environment)
    else:
        say(f"更新{environment.purpose}的运行环境（{environment.name}）")
    environment.stamp.unlink(missing_ok=True)
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    _run(
        [
            *uv, "pip", "sync", *quiet, "--require-hashes", "--compile-bytecode",
            "--python", str(environment.python), str(lock),
        ],
        env,
        environment,
    )  # fmt: skip
    environment.stamp.write_text(fingerprint(lock) + "\n")
    say(f"{environment.purpose}的运行环境已就绪（{time.monotonic() - started:.0f} 秒）")


def _same_python(environment: Environment) -> bool:
    if not environment.python.exists():
        return False
    asked = subprocess.run(
        [str(environment.python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return asked.stdout.strip() in environment.versions


def _run(command: list[str], env: dict[str, str], environment: Environment) -> None:
    if subprocess.run(command, env=env, check=False).returncode != 0:
        raise SetupError(INSTALL_FAILED.format(lock=environment.lock))
