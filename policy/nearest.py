"""Which of many vectors are nearest: all are compared while they are few, else those of the
nearest groups only, so that the work grows with the root of their number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Places = NDArray[np.int64]
Near = tuple[Places, Matrix]
"""The places of vectors and their cosines with another."""
EXACT = 4096
"""Up to so many vectors every one is compared."""
_PROBES = 12
"""So many groups are looked into."""
_ROUNDS = 6
_SEED = 7


class Nearest:
    """Unit vectors, shape (n, width), and optionally their groups."""

    def __init__(self, vectors: Matrix, exact: int = EXACT) -> None:
        self.vectors = vectors
        self._grouped = len(vectors) > exact
        if self._grouped:
            self._centres, self._order, self._starts = _group(vectors)

    def cosines(self, vector: Matrix) -> Near:
        """The places of the vectors compared and their cosines with `vector`."""
        if not self._grouped:
            return self._everywhere, dot(self.vectors, vector)
        near = np.argsort(-dot(self._centres, vector))[:_PROBES]
        spans = [np.arange(self._starts[g], self._starts[g + 1]) for g in np.sort(near)]
        places = self._order[np.concatenate(spans)]
        return places, dot(self.vectors[places], vector)

    def each(self, asked: Sequence[Matrix]) -> list[Near]:
        """What `cosines` gives for each of several vectors; where all are compared, they are read
        once for all of those."""
        if self._grouped or not asked:
            return [self.cosines(vector) for vector in asked]
        cosines = np.vecdot(self.vectors[:, None], np.stack(asked)[None]).T
        return [(self._everywhere, np.ascontiguousarray(row)) for row in cosines]

    @cached_property
    def _everywhere(self) -> Places:
        return np.arange(len(self.vectors))

    @property
    def nbytes(self) -> int:
        """Memory of the vectors and their groups."""
        return self.vectors.nbytes + (self._centres.nbytes if self._grouped else 0)


def dot(vectors: Matrix, vector: Matrix) -> Matrix:
    """The product with every vector, each by itself: in one thread, and the same to the last bit
    among few and among many, which a product of matrices is not. Vectors must lie row by row, or
    it takes ten times as long."""
    made: Matrix = np.vecdot(vectors, vector)
    return made


def _group(vectors: Matrix) -> tuple[Matrix, Places, Places]:
    """Groups by k-means: their centres, the places in the order of groups, where each begins."""
    count = int(np.sqrt(len(vectors)))
    draw = np.random.default_rng(_SEED)
    centres = vectors[draw.choice(len(vectors), count, replace=False)].copy()
    group = np.zeros(len(vectors), np.int64)
    for _ in range(_ROUNDS):
        group = np.argmax(vectors @ centres.T, axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, group, vectors)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    group = np.argmax(vectors @ centres.T, axis=1)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(count + 1))
    return centres.astype(np.float32), order, starts
