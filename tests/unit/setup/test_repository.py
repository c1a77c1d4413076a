"""What a clone brings along: files of the project only, nothing of the machine it was made on."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _git(*words: str) -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    said = subprocess.run(
        ["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True
    ).stdout
    return [line for line in said.split("\0") if line]


def test_nothing_that_is_ignored_is_in_the_repository() -> None:
    """An environment or a model that was added by accident breaks `make run` for everyone else."""
    assert _git("ls-files", "-z", "--cached", "--ignored", "--exclude-standard") == []


def test_links_lead_to_files_of_the_repository() -> None:
    links = [
        entry.split("\t", 1)[1]
        for entry in _git("ls-files", "-z", "--stage")
        if entry.startswith("120000")
    ]
    outside = [
        link
        for link in links
        if (ROOT / link).is_symlink() and not (ROOT / link).resolve().is_relative_to(ROOT)
    ]
    assert outside == []
