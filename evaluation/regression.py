"""The two small regressions that the router is fitted with, deterministic and in numpy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
_STEPS = 400
_RATE = 2.0
_MOMENTUM = 0.9
_HOLD = 2e-4
_PULL = 1.0


def choice(
    features: NDArray[np.float32],
    right: NDArray[np.bool_],
    weight: NDArray[np.float64],
    start: Weights,
    most: Weights,
) -> Weights:
    """Softmax regression: non-negative weights (at most `most`) under which right options win.

    `features` of shape (cases, options, columns), `right` (cases, options), several may be right;
    `weight` (cases,). Begins at `start`, which also holds the weights a little.
    """
    w = start.copy()
    speed = np.zeros_like(w)
    for _ in range(_STEPS):
        z = features @ w.astype(np.float32)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        q = np.where(right, p, 0)
        q /= np.maximum(q.sum(axis=1, keepdims=True), 1e-9)
        pull = np.einsum("c,ct,ctf->f", weight, q - p, features) / weight.sum()
        speed = _MOMENTUM * speed + pull - _HOLD * (w - start)
        w = np.clip(w + _RATE * speed, 0, most)
    return w


def logistic(
    signs: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> Weights:
    """Logistic regression with a weak pull to zero (none for the first column, a constant)."""
    w = np.zeros(signs.shape[1])
    hold = np.full(len(w), _PULL)
    hold[0] = 0.01
    for _ in range(30):
        p = 1 / (1 + np.exp(-signs @ w))
        gradient = signs.T @ (weight * (right - p)) - hold * w
        curvature = (signs * (weight * p * (1 - p))[:, None]).T @ signs + np.diag(hold)
        w += np.linalg.solve(curvature, gradient)
    return w
