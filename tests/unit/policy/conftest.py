"""The real notices, loaded once, and a copy of them to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policy import PolicyBase, loader
from policy.notice import Notice
from tests import known

ROOT = Path(__file__).resolve().parents[3]
NOTICES = ROOT / "data" / "notices"
NOTICE = "fujian-2025-714"


@pytest.fixture(scope="session")
def base() -> PolicyBase:
    return known.base()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The notices to break 714 in; the others, which nobody breaks, are those read before."""
    made = tmp_path / "notices"
    shutil.copytree(NOTICES, made, ignore=lambda *_: known.library().notices.keys() - {NOTICE})
    others = {key: one for key, one in known.library().notices.items() if key != NOTICE}
    for name in others:
        (made / name).symlink_to(NOTICES / name)
    anew = loader.load_notice

    def load_notice(folder: Path) -> Notice | None:
        return others[folder.name] if folder.name in others else anew(folder)

    monkeypatch.setattr(loader, "load_notice", load_notice)
    return made


@pytest.fixture
def broken(copy: Path) -> Callable[[str, str, str], Path]:
    """Replace a text in one file of 714 (once), and give the file's path."""

    def change(name: str, old: str, new: str) -> Path:
        path = copy / name if name == "wording.yml" else copy / NOTICE / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change
