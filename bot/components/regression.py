"""Multinomial logistic regression over a dense and a sparse block of features.

The blocks stay apart so that each is multiplied in its own way; with L-BFGS from zero the result
depends on nothing but the input.
"""

from dataclasses import dataclass
from typing import Tuple

import numpy as np
from scipy import optimize, sparse

Blocks = Tuple[np.ndarray, sparse.csr_matrix]


@dataclass
class Weights:
    """One row for each label: of the dense block, of the sparse block, and the bias."""

    dense: np.ndarray
    sparse: np.ndarray
    bias: np.ndarray

    def scores(self, blocks: Blocks) -> np.ndarray:
        """Return one row of label scores for each text; their softmax is the probability."""
        return np.asarray(blocks[0] @ self.dense.T + blocks[1] @ self.sparse.T + self.bias)


def fit(
    blocks: Blocks,
    owners: np.ndarray,
    importance: np.ndarray,
    regularisation: float,
    iterations: int,
    tolerance: float,
) -> Weights:
    """Minimise the weighted cross-entropy plus half the squared weights over ``regularisation``.

    ``owners[i]`` is the label of row ``i``, ``importance[i]`` its weight in the sum; the bias is
    not regularised.
    """
    dense, terms = blocks[0].astype(np.float64), blocks[1].astype(np.float64)
    labels = int(owners.max()) + 1
    width, rare = dense.shape[1], terms.shape[1]
    target = np.zeros((len(owners), labels))
    target[np.arange(len(owners)), owners] = 1.0
    turned = terms.T.tocsr()

    def unpack(flat: np.ndarray) -> Weights:
        rows = flat.reshape(labels, width + rare + 1)
        return Weights(rows[:, :width], rows[:, width:-1], rows[:, -1])

    def objective(flat: np.ndarray) -> Tuple[float, np.ndarray]:
        weights = unpack(flat)
        chances = softmax(weights.scores((dense, terms)))
        own = chances[np.arange(len(owners)), owners]
        loss = -float(importance @ np.log(np.maximum(own, 1e-300)))
        error = (chances - target) * importance[:, None]
        gradient = np.empty((labels, width + rare + 1))
        gradient[:, :width] = error.T @ dense + weights.dense / regularisation
        gradient[:, width:-1] = (turned @ error).T + weights.sparse / regularisation
        gradient[:, -1] = error.sum(axis=0)
        squares = float((weights.dense**2).sum() + (weights.sparse**2).sum())
        return loss + squares / (2 * regularisation), gradient.ravel()

    start = np.zeros(labels * (width + rare + 1))
    found = optimize.minimize(
        objective,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations, "gtol": tolerance, "ftol": tolerance * 1e-4},
    )
    best = unpack(found.x)
    return Weights(*(part.astype(np.float32) for part in (best.dense, best.sparse, best.bias)))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Turn each row of scores into probabilities."""
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))
