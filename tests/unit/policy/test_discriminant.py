"""What sets topics apart is solved once; kept weights judge as those just solved, and kept ones of
no use are solved again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from policy import discriminant, encoder
from policy.discriminant import Discriminant
from policy.kept import Matrix

TEXTS = ["什么时候截止", "截止日期是哪天", "名额有多少", "每个市几个名额"]
OWNER = [0, 0, 1, 1]
ASKED = "名额一共几个"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few numbers to solve for: at full width each solving takes a second."""
    monkeypatch.setattr(discriminant, "WIDTH", 64)


def solved(
    cache: Path | None, texts: Sequence[str] = TEXTS, owner: Sequence[int] = OWNER
) -> Discriminant:
    return Discriminant(texts, encoder.encode(texts), np.array(owner, np.int32), 2, cache)


def scores(one: Discriminant) -> Matrix:
    return one.scores(ASKED, encoder.encode_one(ASKED), slice(None))


@pytest.fixture
def unsolvable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(np.linalg, "solve")


def test_topics_are_set_apart() -> None:
    deadline, quota = scores(solved(None))
    assert quota > deadline


@pytest.mark.parametrize("damage", [b"broken", b"", b"\x93NUMPY"])
def test_broken_weights_are_solved_again(damage: bytes, tmp_path: Path) -> None:
    first = scores(solved(tmp_path))
    (kept,) = tmp_path.glob("apart-*.npy")
    kept.write_bytes(damage)
    assert np.array_equal(scores(solved(tmp_path)), first)
    assert np.load(kept).shape == (2, encoder.WIDTH + 64)


def test_kept_weights_are_not_solved_again(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    first = solved(tmp_path)
    request.getfixturevalue("unsolvable")
    again = solved(tmp_path)
    assert np.array_equal(scores(again), scores(first))
    assert np.array_equal(again.left_out(0), first.left_out(0))


def test_an_example_of_another_topic_is_another_problem(tmp_path: Path) -> None:
    first = scores(solved(tmp_path))
    moved = scores(solved(tmp_path, owner=[0, 1, 1, 0]))
    assert np.array_equal(moved, scores(solved(None, owner=[0, 1, 1, 0])))
    assert not np.array_equal(moved, first)
    assert len(list(tmp_path.glob("apart-*.npy"))) == 1


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert np.array_equal(scores(solved(tmp_path / "file")), scores(solved(None)))
