"""Sentence vectors of many texts, kept on disk so that only the first start computes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policy import encoder
from policy.kept import Matrix, kept


def vectors(texts: Sequence[str], name: str, cache: Path | None) -> Matrix:
    """The vectors of `texts`, shape (n, 512), computed or from `cache` (see kept)."""
    of = (text.encode() for text in texts)
    return kept(name, of, (len(texts), encoder.WIDTH), cache, lambda: encoder.encode(texts))
