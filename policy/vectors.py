"""Sentence vectors of many texts, kept on disk so that only the first start computes them."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policy import encoder

_log = logging.getLogger(__name__)
Matrix = NDArray[np.float32]


def vectors(texts: Sequence[str], name: str, cache: Path | None) -> Matrix:
    """The vectors of `texts`, shape (n, 512).

    `cache` is a folder; the file in it is named after `name` and the texts, and replaces the one
    of earlier texts. A broken or missing file, or a folder that cannot be written, costs only time.
    """
    if cache is None:
        return encoder.encode(texts)
    key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
    path = cache / f"{name}-{key}.npy"
    kept = _kept(path, len(texts))
    if kept is not None:
        return kept
    try:
        with _alone(cache / f"{name}.lock"):
            kept = _kept(path, len(texts))
            return kept if kept is not None else _computed(texts, name, path)
    except OSError as error:
        _log.warning("vectors_not_cached reason=%s", type(error).__name__)
        return encoder.encode(texts)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait for another process that computes the same: its result can be read then."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _kept(path: Path, count: int) -> Matrix | None:
    try:
        kept: Matrix = np.load(path)
    except (OSError, EOFError, ValueError):
        return None
    return kept if kept.shape == (count, encoder.WIDTH) else None


def _computed(texts: Sequence[str], name: str, path: Path) -> Matrix:
    """Compute them, and keep them if that can be done."""
    made = encoder.encode(texts)
    try:
        for old in path.parent.glob(f"{name}-*.npy"):
            old.unlink(missing_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            np.save(file, made)
        partial.replace(path)
    except OSError as error:
        _log.warning("vectors_not_cached reason=%s", type(error).__name__)
    return made
