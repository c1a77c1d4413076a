"""Matrices that take seconds to compute, kept on disk so that only the first start does."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)
Matrix = NDArray[np.float32]


def kept(
    name: str,
    of: Iterable[bytes],
    shape: tuple[int, ...],
    cache: Path | None,
    compute: Callable[[], Matrix],
) -> Matrix:
    """What `compute` gives, of this shape, or the same from `cache`.

    `cache` is a folder; the file in it is named after `name` and everything the matrix is made
    `of`, and replaces the one made of something else. A broken or missing file, or a folder that
    cannot be written, costs only time.
    """
    if cache is None:
        return compute()
    path = cache / f"{name}-{_key(of)}.npy"
    found = _read(path, shape)
    if found is not None:
        return found
    try:
        with _alone(cache / f"{name}.lock"):
            found = _read(path, shape)
            if found is None:
                found = compute()
                _keep(found, name, path)
            return found
    except OSError as error:
        _log.warning("not_kept name=%s reason=%s", name, type(error).__name__)
        return compute()


def _key(of: Iterable[bytes]) -> str:
    """Parts are set apart by a zero byte."""
    made = hashlib.sha256()
    for place, part in enumerate(of):
        made.update(b"\0" if place else b"")
        made.update(part)
    return made.hexdigest()[:24]


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait for another process that computes the same: its result can be read then."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path, shape: tuple[int, ...]) -> Matrix | None:
    try:
        found: Matrix = np.load(path)
    except (OSError, EOFError, ValueError):
        return None
    return found if found.shape == shape and found.dtype == np.float32 else None


def _keep(made: Matrix, name: str, path: Path) -> None:
    """Keep a matrix if that can be done."""
    try:
        for old in path.parent.glob(f"{name}-*.npy"):
            old.unlink(missing_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            np.save(file, made)
        partial.replace(path)
    except OSError as error:
        _log.warning("not_kept name=%s reason=%s", name, type(error).__name__)
