"""Sentence vectors of many texts, kept on disk so that only the first start computes them."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
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
    try:
        kept: Matrix = np.load(path)
        if kept.shape == (len(texts), encoder.WIDTH):
            return kept
    except (OSError, EOFError, ValueError):
        pass
    made = encoder.encode(texts)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob(f"{name}-*.npy"):
            old.unlink(missing_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            np.save(file, made)
        partial.replace(path)
    except OSError as error:
        _log.warning("vectors_not_cached reason=%s", type(error).__name__)
    return made
