"""Sentence vectors are computed once, and again when the kept ones are of no use."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from policy import encoder
from policy.vectors import Matrix, vectors

TEXTS = ["什么时候截止", "名额有多少"]


def test_kept_vectors_are_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = vectors(TEXTS, "examples", tmp_path)
    monkeypatch.setattr(encoder, "encode", None)
    assert np.array_equal(vectors(TEXTS, "examples", tmp_path), first)


@pytest.mark.parametrize("damage", [b"broken", b"", b"\x93NUMPY"])
def test_broken_ones_are_made_again(damage: bytes, tmp_path: Path) -> None:
    first = vectors(TEXTS, "examples", tmp_path)
    (kept,) = tmp_path.glob("examples-*.npy")
    kept.write_bytes(damage)
    assert np.array_equal(vectors(TEXTS, "examples", tmp_path), first)
    assert np.load(kept).shape == (2, 512)


def test_other_texts_replace_the_kept_ones(tmp_path: Path) -> None:
    vectors(TEXTS, "examples", tmp_path)
    vectors(TEXTS[:1], "examples", tmp_path)
    (kept,) = tmp_path.glob("examples-*.npy")
    assert np.load(kept).shape == (1, 512)


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert vectors(TEXTS, "examples", tmp_path / "file").shape == (2, 512)


def test_who_starts_together_computes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[int] = []
    encode = encoder.encode

    def slowly(texts: Sequence[str]) -> Matrix:
        computed.append(len(texts))
        time.sleep(0.1)
        return encode(texts)

    monkeypatch.setattr(encoder, "encode", slowly)
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: vectors(TEXTS, "examples", tmp_path), range(3)))
    assert computed == [2]
    assert all(np.array_equal(one, made[0]) for one in made)
