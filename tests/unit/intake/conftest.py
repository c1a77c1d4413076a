"""The folders of a service and a notice that waits for review in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.accepting import Accepted, accept
from intake.proposing import take_in
from intake.review import FILE
from policy.loader import Library
from tests import known
from tests.unit.intake import papers

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def library() -> Library:
    return known.library()


@dataclass
class Desk:
    """A policy officer's desk: what waits, what is live, and a review file to edit."""

    waiting: Path
    library: Library
    id: str = "ywll-2026-12"

    @property
    def live(self) -> Path:
        return self.waiting / "live"

    @property
    def review(self) -> Path:
        return self.waiting / self.id / FILE

    def edit(self, old: str, new: str, times: int = 1) -> None:
        text = self.review.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in the review file"
        self.review.write_text(text.replace(old, new, times), encoding="utf-8")

    def accept(self) -> Accepted:
        return accept(self.id, self.waiting, self.live, self.library)

    def files(self) -> dict[str, bytes]:
        """What is live, byte by byte."""
        return {
            str(path.relative_to(self.live)): path.read_bytes()
            for path in sorted(self.live.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def desk(tmp_path: Path, library: Library) -> Desk:
    """With 云卫老龄〔2026〕12号 read and waiting for review."""
    waiting = tmp_path / "notices"
    found = take_in(papers.NOTICE, waiting, [n.meta for n in library.notices.values()])
    assert found.id == Desk.id
    return Desk(waiting, library)


@pytest.fixture
def accepted(desk: Desk) -> Desk:
    """The same with every proposal accepted and live."""
    desk.edit("accept: 待定", "accept: true", times=-1)
    desk.accept()
    return desk
