"""Find a Python of a wanted version: PATH, pyenv, conda, uv; else let uv download one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from console import NO_PYTHON, SetupError, say

CONDA_HOMES = (
    "~/miniconda3", "~/anaconda3", "~/miniforge3", "~/mambaforge", "~/micromamba",
    "/opt/conda", "/opt/miniconda3", "/opt/anaconda3",
)  # fmt: skip


def usable(python: str, version: str) -> bool:
    """True when `python` runs, is of that version and has what the product needs.

    A pyenv shim of a version that is not selected exists on PATH and fails only when run.
    """
    probe = "import sys, ssl, sqlite3, ctypes; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-c", probe], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def candidates(version: str) -> Iterator[str]:
    """Paths where a Python of `version` ("3.10") may be, the likeliest first."""
    name = "python" + version
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder or ".") / name
        if path.is_file():
            yield str(path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    yield from _newest_first(pyenv / "versions", version + ".*/bin/" + name)
    homes = [os.environ.get("CONDA_PREFIX"), os.environ.get("MAMBA_ROOT_PREFIX"), *CONDA_HOMES]
    for home in homes:
        if home:
            root = Path(home).expanduser()
            yield from _newest_first(root, "bin/" + name)
            yield from _newest_first(root, "envs/*/bin/" + name)


def _newest_first(folder: Path, pattern: str) -> Iterator[str]:
    def order(path: Path) -> list[int]:
        text = path.parent.parent.name
        return [int(part) if part.isdigit() else 0 for part in text.split(".")]

    yield from map(str, sorted(folder.glob(pattern), key=order, reverse=True))


def find_python(
    versions: tuple[str, ...], variable: str, purpose: str, uv: list[str], env: dict[str, str]
) -> str:
    """Path of a Python of one of `versions`, the first wanted most.

    `variable` names the environment variable with which a person can point to one.
    Raises SetupError, saying how to install it, when there is none and uv cannot get one.
    """
    named = os.environ.get(variable)
    if named:
        if any(usable(named, version) for version in versions):
            return named
        raise SetupError(_missing(versions, variable, purpose, f"{variable}={named} ✗"))
    for version in versions:
        for path in candidates(version):
            if usable(path, version):
                return path
        found = _ask_uv(uv, version, env)
        if found and usable(found, version):
            return found
    say(f"没有找到 Python {versions[0]}，正在通过 uv 下载（downloading it through uv）")
    subprocess.run([*uv, "python", "install", versions[0]], check=False, env=env)
    found = _ask_uv(uv, versions[0], env)
    if found and usable(found, versions[0]):
        return found
    raise SetupError(_missing(versions, variable, purpose, ""))


def _ask_uv(uv: list[str], version: str, env: dict[str, str]) -> str | None:
    asked = subprocess.run(
        [*uv, "python", "find", "--no-python-downloads", "--system", version],
        capture_output=True, text=True, check=False, env=env,
    )  # fmt: skip
    return asked.stdout.strip() if asked.returncode == 0 else None


def _missing(versions: tuple[str, ...], variable: str, purpose: str, detail: str) -> str:
    return NO_PYTHON.format(
        wanted=" / ".join(versions),
        example=versions[0],
        compact=versions[0].replace(".", ""),
        variable=variable,
        purpose=purpose,
        detail=detail,
    ).rstrip()
