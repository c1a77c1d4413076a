"""What sets topics apart: ridge regression from sentence vectors and hashed runs of characters.

Solved in one step from the examples when a notice is loaded; nothing is trained by hand. A topic's
score is near 1 for its own examples and near 0 for those of others.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
WIDTH = 2048
"""Numbers into which the runs are hashed; two texts without a common run differ by chance only."""
_LONGEST = 3
_PULL = 1.5
"""How strongly the weights are held small."""
_RUNS = 0.7
"""What the runs weigh against the sentence vector."""


class RunHasher:
    """Texts as unit vectors over their rare-weighted runs of 1 to 3 characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        spread = Counter(run for text in texts for run in set(_runs(text)))
        size = len(texts)
        self._rarity = {run: math.log((1 + size) / (1 + n)) + 1 for run, n in spread.items()}
        self._usual = math.log(1 + size) + 1

    def vector(self, text: str) -> Matrix:
        """Shape (WIDTH,)."""
        made = np.zeros(WIDTH, np.float32)
        for run, n in Counter(_runs(text)).items():
            code = zlib.crc32(run.encode())
            weight = (1 + math.log(n)) * self._rarity.get(run, self._usual)
            made[code % WIDTH] += weight if code & (1 << 31) else -weight
        length = float(np.linalg.norm(made))
        return made / np.float32(length) if length else made


class Discriminant:
    """Scores texts for topics. `vectors` are the sentence vectors of the example `texts`."""

    def __init__(
        self, texts: Sequence[str], vectors: Matrix, owner: NDArray[np.int32], topics: int
    ) -> None:
        self._hasher = RunHasher(texts)
        hashed = np.array([self._hasher.vector(text) for text in texts], np.float32)
        x = self._joined(vectors, hashed.reshape(-1, WIDTH))
        target = np.zeros((len(texts), topics), np.float32)
        target[np.arange(len(texts)), owner] = 1.0
        count = np.maximum(np.bincount(owner, minlength=topics), 1)
        self._mass = np.sqrt(count.mean() / count)[owner].astype(np.float32)
        weighted = x * self._mass[:, None]
        gram = weighted.T @ x
        gram[np.diag_indices_from(gram)] += np.float32(_PULL)
        self._inverse = np.linalg.inv(gram)
        self._weights: Matrix = self._inverse @ (weighted.T @ target)
        self._x, self._owner = x, owner

    def scores(self, text: str, vector: Matrix) -> Matrix:
        """The score of every topic, shape (topics,)."""
        x = self._joined(vector[None, :], self._hasher.vector(text)[None, :])[0]
        made: Matrix = np.einsum("i,ij->j", x, self._weights)
        return made

    def left_out(self, i: int) -> Matrix:
        """The scores of example `i` had it not been among the examples."""
        x, mass = self._x[i], self._mass[i]
        reach = float(mass * (x @ self._inverse @ x))
        scores = x @ self._weights
        own = np.zeros_like(scores)
        own[self._owner[i]] = 1.0
        made: Matrix = (scores - reach * own) / (1 - reach)
        return made

    @staticmethod
    def _joined(vectors: Matrix, hashed: Matrix) -> Matrix:
        return np.concatenate([vectors, hashed * np.float32(_RUNS)], axis=1)


def _runs(text: str) -> list[str]:
    plain = "^" + "".join(sign for sign in text if sign.isalnum()) + "$"
    return [plain[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(plain) - n + 1)]
