"""Which texts are nearly the same: at most some characters inserted, left out or changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def distance(a: str, b: str, most: int) -> int:
    """Edit distance of two texts; any number above ``most`` when it is larger than that."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            cost = previous + (left != right)
            previous = row[j]
            row[j] = min(row[j] + 1, row[j - 1] + 1, cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def near_pairs(asked: Sequence[str], known: Sequence[str], most: int) -> list[tuple[int, int]]:
    """Positions of the pairs that are at most ``most`` edits apart.

    Only pairs whose letters differ by no more than that are compared character by character.
    """
    letters = {c: i for i, c in enumerate(sorted(set("".join([*asked, *known]))))}
    has_left, has_right = _letters(asked, letters), _letters(known, letters)
    shared = has_left @ has_right.T
    only_left = has_left.sum(axis=1)[:, None] - shared
    only_right = has_right.sum(axis=1)[None, :] - shared
    lengths = np.abs(np.subtract.outer([len(t) for t in asked], [len(t) for t in known]))
    possible = (np.maximum(only_left, only_right) <= most) & (lengths <= most)
    return [
        (int(i), int(j))
        for i, j in np.argwhere(possible)
        if distance(asked[i], known[j], most) <= most
    ]


def _letters(texts: Sequence[str], letters: dict[str, int]) -> np.ndarray:
    has = np.zeros((len(texts), len(letters)), dtype=np.float32)
    for i, text in enumerate(texts):
        has[i, [letters[c] for c in set(text)]] = 1.0
    return has
