"""The benchmark's vectors: computed once, the same as without, their seconds counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench.known import KnownVectors
from policy.encoder import Vectors


def made_up(texts: Sequence[str]) -> Vectors:
    """A vector that tells the text."""
    return np.array([[len(text), ord(text[0])] for text in texts], np.float32)


def never(texts: Sequence[str]) -> Vectors:
    raise AssertionError(f"computed again: {texts}")


def test_every_text_is_computed_once_also_in_a_later_run(tmp_path: Path) -> None:
    asked: list[str] = []

    def compute(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return made_up(texts)

    first = KnownVectors(tmp_path, compute)
    texts = ["一", "二二", "一", "三三三"]
    assert np.array_equal(first.encode(texts), made_up(texts))
    assert asked == ["一", "二二", "三三三"]
    first.keep()
    later = KnownVectors(tmp_path, never)
    assert np.array_equal(later.encode(["三三三", "一"]), made_up(["三三三", "一"]))


def test_what_is_spared_is_what_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 6.0))
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    known = KnownVectors(tmp_path, made_up)
    known.encode(["一", "二二", "一"])
    assert known.spared == 3.0
    known.encode(["二二"])
    assert known.spared == 6.0
