"""The real notices, loaded once, and a copy of them to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policy import PolicyBase
from tests import known

ROOT = Path(__file__).resolve().parents[3]
NOTICES = ROOT / "data" / "notices"
NOTICE = "fujian-2025-714"


@pytest.fixture(scope="session")
def base() -> PolicyBase:
    return known.base()


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Copy the notices, replace a text in one file of 714 (once), and give the file's path."""
    copy = tmp_path / "notices"
    shutil.copytree(NOTICES, copy)

    def change(name: str, old: str, new: str) -> Path:
        path = copy / name if name == "wording.yml" else copy / NOTICE / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change
