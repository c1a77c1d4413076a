"""How far two pictures of a page are apart, wherever on the page that is.

Two pictures of the same page differ in the grey of their edges, with the rasteriser and its font
hinting. So both are blurred, and a small shift is allowed; what is left is looked at in windows
of about the size of a letter, and in narrow ones along the lines of tables, and the worst one
counts: one missing value among fifty is seen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

LIMIT = 0.15
"""Largest difference in one window that is still the same page; 1 is black against white.

Measured on the forms at 60 dots an inch: another rasteriser stays below 0.13, a value that is
missing (so that （未填） stands there) is above 0.16. A box ticked elsewhere is not told apart
(0.10: boxes are of one size); which are ticked is read from the printed text.
"""
_BLUR = 3
_WINDOWS = ((7, 10), (40, 1), (1, 40))
_SHIFT = 1
_Grey = np.ndarray[Any, np.dtype[np.float64]]


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference in the worst window, from 0 to 1; 1 for pages of different sizes."""
    if any(abs(a - b) > _SHIFT for a, b in zip(one.size, other.size, strict=True)):
        return 1.0
    width, height = (min(pair) for pair in zip(one.size, other.size, strict=True))
    first, second = (_blurred(picture, width, height) for picture in (one, other))
    kept = first[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
    high, wide = kept.shape
    shifts = range(2 * _SHIFT + 1)
    apart = [
        np.abs(kept - second[down : down + high, right : right + wide])
        for down in shifts
        for right in shifts
    ]
    return max(_worst(apart, window) for window in _WINDOWS)


def _worst(apart: list[_Grey], window: tuple[int, int]) -> float:
    """The largest mean over a window, each window at the shift that suits it best."""
    return float(np.minimum.reduce([_means(grey, window) for grey in apart]).max())


def _blurred(picture: Image.Image, width: int, height: int) -> _Grey:
    grey = np.asarray(picture.convert("L"), dtype=float)[:height, :width] / 255
    return _means(grey, (_BLUR, _BLUR))


def _means(values: _Grey, size: tuple[int, int]) -> _Grey:
    """The mean of each window of that height and width."""
    high, wide = size
    sums = np.pad(values.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    whole = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    means: _Grey = whole / (high * wide)
    return means
