"""What sets topics apart: ridge regression from sentence vectors and hashed runs of characters.

Solved in one step from the examples and kept on disk; nothing is trained by hand. A topic's score
is near 1 for its own examples and near 0 for those of others.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policy.kept import Matrix, kept
from policy.nearest import dot

WIDTH = 2048
"""Numbers into which the runs are hashed; two texts without a common run differ by chance only."""
_LONGEST = 3
_PULL = 1.5
"""How strongly the weights are held small."""
_BATCH = 512
_KEPT = 16
"""So many texts are kept as they were hashed."""
_RUNS = 0.7
"""What the runs weigh against the sentence vector."""


class RunHasher:
    """Texts as unit vectors over their rare-weighted runs of 1 to 3 characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        spread = Counter(run for text in texts for run in set(_runs(text)))
        size = len(texts)
        self._usual = math.log(1 + size) + 1
        self._known = {
            run: _place(run, math.log((1 + size) / (1 + n)) + 1) for run, n in spread.items()
        }

    def vector(self, text: str) -> Matrix:
        """Shape (WIDTH,)."""
        made = [0.0] * WIDTH
        for run, n in Counter(_runs(text)).items():
            place, weight = self._known.get(run) or _place(run, self._usual)
            made[place] += weight if n == 1 else weight * (1 + math.log(n))
        vector = np.array(made, np.float32)
        length = float(np.linalg.norm(vector))
        return vector / np.float32(length) if length else vector


class Discriminant:
    """Scores texts for topics. `vectors` are the sentence vectors of the example `texts`, `owner`
    their topics."""

    def __init__(
        self,
        texts: Sequence[str],
        vectors: Matrix,
        owner: NDArray[np.int32],
        topics: int,
        cache: Path | None = None,
    ) -> None:
        self._hasher = RunHasher(texts)
        # A text is scored for the topics, and then for what no notice speaks of.
        self._hashed = lru_cache(maxsize=_KEPT)(self._hasher.vector)
        self._texts, self._vectors, self._owner, self._topics = texts, vectors, owner, topics
        count = np.maximum(np.bincount(owner, minlength=topics), 1)
        self._mass: Matrix = np.sqrt(count.mean() / count)[owner].astype(np.float32)
        self._width = vectors.shape[1] + WIDTH
        solved = kept("apart", self._of(), (topics, self._width), cache, self._solved)
        self._weights = np.ascontiguousarray(solved)

    def _of(self) -> Iterator[bytes]:
        """Everything the weights depend on, the way of solving included."""
        yield Path(__file__).read_bytes()
        yield self._owner.tobytes()
        yield self._vectors.tobytes()
        for text in self._texts:
            yield text.encode()

    def _solved(self) -> Matrix:
        """The weights, shape (topics, width)."""
        gram, toward = self._sums()
        return np.linalg.solve(gram, toward.T).T.astype(np.float32)

    def _sums(self) -> tuple[Matrix, Matrix]:
        """What all examples have in common, shape (width, width), and each topic's own."""
        gram = np.zeros((self._width, self._width), np.float32)
        toward = np.zeros((self._topics, self._width), np.float32)
        for start in range(0, len(self._texts), _BATCH):
            part = slice(start, start + _BATCH)
            x = np.stack([self._x(i) for i in range(len(self._texts))[part]])
            rooted = x * np.sqrt(self._mass[part, None])
            gram += rooted.T @ rooted
            np.add.at(toward, self._owner[part], x * self._mass[part, None])
        gram[np.diag_indices_from(gram)] += np.float32(_PULL)
        return gram, toward

    def scores(self, text: str, vector: Matrix, topics: NDArray[np.int64] | slice) -> Matrix:
        """The scores of some topics; those of a slice are found without copying their weights."""
        joined = np.concatenate([vector, self._hashed(text) * np.float32(_RUNS)])
        made: Matrix = dot(self._weights[topics], joined)
        return made

    def left_out(self, i: int) -> Matrix:
        """The scores of all topics for example `i` had it not been among the examples."""
        x, mass = self._x(i), self._mass[i]
        reach = float(mass * (x @ self._inverse @ x))
        scores: Matrix = dot(self._weights, x)
        own = np.zeros_like(scores)
        own[self._owner[i]] = 1.0
        return np.asarray((scores - reach * own) / (1 - reach), np.float32)

    @cached_property
    def _inverse(self) -> Matrix:
        """Only fitting needs it, and it takes longer than all the rest."""
        return np.linalg.inv(self._sums()[0]).astype(np.float32)

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return self._weights.nbytes

    def _x(self, i: int) -> Matrix:
        return self._joined(self._vectors[i], self._texts[i])

    def _joined(self, vector: Matrix, text: str) -> Matrix:
        return np.concatenate([vector, self._hasher.vector(text) * np.float32(_RUNS)])


def _place(run: str, weight: float) -> tuple[int, float]:
    """Where a run is counted, and its weight with a sign of its own."""
    code = zlib.crc32(run.encode())
    return code % WIDTH, weight if code & (1 << 31) else -weight


def _runs(text: str) -> list[str]:
    plain = "^" + "".join(sign for sign in text if sign.isalnum()) + "$"
    return [plain[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(plain) - n + 1)]
