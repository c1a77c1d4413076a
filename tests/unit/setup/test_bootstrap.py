"""Set-up on odd machines: shims that fail, no uv, a mirror known to pip only, half an install."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SETUP = Path(__file__).resolve().parents[3] / "setup"
NAMES = ("console", "uv_tool", "interpreters", "environments", "bootstrap")


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The set-up scripts, imported as they import each other."""
    monkeypatch.syspath_prepend(str(SETUP))
    yield {name: __import__(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def fake_python(path: Path, version: str) -> Path:
    return script(path, f"echo {version}")


FAILING_SHIM = "echo 'pyenv: python3.10: command not found' >&2; exit 127"
NO_UV = ["/bin/false"]


def find(modules: Any, uv: list[str] | None = None) -> str:
    return str(
        modules["interpreters"].find_python(
            ("3.10",), "ASSISTANT_PYTHON_BOT", "对话引擎", uv or NO_UV, dict(os.environ)
        )
    )


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, modules: Any) -> Path:
    """A machine with nothing on it but the system's own programs."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PYENV_ROOT", "CONDA_PREFIX", "MAMBA_ROOT_PREFIX", "ASSISTANT_PYTHON_BOT", "UV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(modules["interpreters"], "CONDA_HOMES", ("~/miniconda3",))
    monkeypatch.setattr(modules["uv_tool"], "TOOLS", tmp_path / ".tools")
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_a_python_on_the_path(machine: Path, modules: Any) -> None:
    python = fake_python(machine / "bin/python3.10", "3.10")
    assert find(modules) == str(python)


def test_a_shim_that_fails_is_passed_over_for_the_real_one(machine: Path, modules: Any) -> None:
    script(machine / "bin/python3.10", FAILING_SHIM)
    fake_python(machine / ".pyenv/versions/3.10.9/bin/python3.10", "3.10")
    newest = fake_python(machine / ".pyenv/versions/3.10.13/bin/python3.10", "3.10")
    assert find(modules) == str(newest)


def test_a_python_of_another_version_under_the_name(machine: Path, modules: Any) -> None:
    fake_python(machine / "bin/python3.10", "3.8")
    conda = fake_python(machine / "miniconda3/envs/old/bin/python3.10", "3.10")
    assert find(modules) == str(conda)


def test_uv_s_own_pythons_are_asked_last(machine: Path, modules: Any) -> None:
    python = fake_python(machine / "uv/python3.10", "3.10")
    uv = script(machine / "bin/uv", f'[ "$2" = find ] && echo {python}')
    assert find(modules, [str(uv)]) == str(python)


def test_no_python_is_a_message_with_ways_out(machine: Path, modules: Any) -> None:
    with pytest.raises(modules["console"].SetupError) as refused:
        find(modules)
    text = str(refused.value)
    assert "3.10" in text
    for way in (
        "pyenv install",
        "conda create",
        "UV_PYTHON_INSTALL_MIRROR",
        "ASSISTANT_PYTHON_BOT",
    ):
        assert way in text
    assert "was not found" in text


def test_a_python_that_was_pointed_to(
    machine: Path, modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = fake_python(machine / "else/python", "3.10")
    monkeypatch.setenv("ASSISTANT_PYTHON_BOT", str(python))
    assert find(modules) == str(python)
    monkeypatch.setenv("ASSISTANT_PYTHON_BOT", str(machine / "none"))
    with pytest.raises(modules["console"].SetupError, match="none ✗"):
        find(modules)


def test_a_uv_that_does_not_run_is_not_found(machine: Path, modules: Any) -> None:
    script(machine / "bin/uv", FAILING_SHIM)
    assert modules["uv_tool"].find_uv() is None
    real = script(machine / ".local/bin/uv", "echo uv 0.9")
    assert modules["uv_tool"].find_uv() == [str(real)]


def test_no_uv_and_no_way_to_get_it(
    machine: Path, modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(modules["uv_tool"], "_into_venv", fail)
    monkeypatch.setattr(modules["uv_tool"], "_into_target", fail)
    fail.__name__ = "_into"
    with pytest.raises(modules["console"].SetupError, match="python3-venv"):
        modules["uv_tool"].ensure_uv()


def test_a_mirror_that_only_pip_knows_counts_for_uv(
    modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    index = modules["uv_tool"].index_environment
    assert index()["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert index()["UV_DEFAULT_INDEX"] == "https://own.example/simple"


@pytest.fixture
def environment(machine: Path, modules: Any) -> Any:
    (machine / "a.lock").write_text("a==1\n")
    (machine / "dev.lock").write_text("a==1\nb==1\n")
    return modules["environments"].Environment(
        name="env",
        place=machine / "env",
        lock=machine / "a.lock",
        also_fine=(machine / "dev.lock",),
        versions=("3.10",),
        variable="ASSISTANT_PYTHON_BOT",
        purpose="测试",
    )


def test_an_environment_is_built_once_and_again_when_its_lock_changes(
    machine: Path, modules: Any, environment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(machine / "bin/python3.10", "3.10")
    calls = machine / "calls"
    script(
        machine / "bin/uv",
        f'echo "$1 $2" >> {calls}; [ "$1" = --version ] && exit 0\n'
        f'if [ "$1" = venv ]; then mkdir -p {machine}/env/bin; '
        f"cp {machine}/bin/python3.10 {machine}/env/bin/python; fi; exit 0",
    )
    ensure = modules["environments"].ensure

    def worked() -> list[str]:
        lines = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return [line.split()[0] for line in lines if not line.startswith("--version")]

    ensure(environment)
    assert worked() == ["venv", "pip"]
    ensure(environment)
    assert worked() == []
    environment.lock.write_text("a==2\n")
    ensure(environment)
    assert worked() == ["pip"]
    environment.stamp.unlink()  # as after an installation that was interrupted
    ensure(environment)
    assert worked() == ["pip"]
    fingerprint = modules["environments"].fingerprint
    environment.stamp.write_text(fingerprint(environment.also_fine[0]))
    ensure(environment)
    assert worked() == []
    environment.also_fine[0].write_text("a==2\nb==2\n")  # what was installed is brought up to date
    ensure(environment)
    assert worked() == ["pip"]
    assert environment.stamp.read_text().startswith("dev.lock ")


def test_an_installation_that_fails_leaves_no_stamp(
    machine: Path, modules: Any, environment: Any
) -> None:
    fake_python(machine / "env/bin/python", "3.10")
    environment.stamp.write_text("old")
    script(machine / "bin/uv", '[ "$1" = --version ]')
    with pytest.raises(modules["console"].SetupError, match=r"a\.lock"):
        modules["environments"].ensure(environment)
    assert not environment.stamp.exists()


def test_the_locks_name_no_registry() -> None:
    root = SETUP.parent
    for lock in ("requirements.lock", "requirements-ocr.lock", "requirements-dev.lock",
                 "bot/requirements.lock", "setup/uv.lock.txt"):  # fmt: skip
        text = (root / lock).read_text()
        assert "://" not in text
        assert "--index-url" not in text
        assert "--hash=sha256:" in text


def test_each_larger_lock_holds_the_smaller_one_as_it_is() -> None:
    root = SETUP.parent
    locks = ("requirements.lock", "requirements-ocr.lock", "requirements-dev.lock")
    app, ocr, dev = (
        set(re.findall(r"^([a-z0-9.-]+(?:\[[a-z,-]+\])?==\S+)", (root / lock).read_text(), re.M))
        for lock in locks
    )
    assert app < ocr < dev
    assert any(pin.startswith("rapidocr==") for pin in ocr - app)
