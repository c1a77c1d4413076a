"""Where the words stand on a page: lines made level, split labels joined, neighbours found."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""left, top, right, bottom"""

_ONE_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Line:
    """A run of text as the reader found it: corners clockwise from the upper left, in pixels."""

    text: str
    score: float
    corners: Sequence[Point]


@dataclass(frozen=True)
class Piece:
    """A line on the levelled page (`left` to `bottom`), and its place in the picture (`spot`)."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    spot: Box

    @property
    def height(self) -> float:
        """How tall it stands."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


def sideways(lines: Sequence[Line]) -> bool:
    """Do most of the longer lines run up or down the picture?"""
    longer = [line.corners for line in lines if len(line.text) >= 4]
    upright = sum(math.dist(c[0], c[1]) >= math.dist(c[0], c[3]) for c in longer)
    return upright * 2 < len(longer)


def level(lines: Sequence[Line]) -> list[Piece]:
    """The lines as they would stand on a page held straight, from top to bottom."""
    slopes = []
    for line in lines:
        (x0, y0), (x1, y1) = line.corners[0], line.corners[1]
        tall = math.dist(line.corners[0], line.corners[3])
        if math.dist(line.corners[0], line.corners[1]) > 4 * tall:
            slopes.append(math.atan2(y1 - y0, x1 - x0))
    angle = -median(slopes) if slopes else 0.0
    pieces = [_piece(line, math.cos(angle), math.sin(angle)) for line in lines]
    return _joined(sorted(pieces, key=lambda piece: (piece.top, piece.left)))


def _piece(line: Line, cosine: float, sine: float) -> Piece:
    turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line.corners]
    left = (turned[0][0] + turned[3][0]) / 2
    right = (turned[1][0] + turned[2][0]) / 2
    top = (turned[0][1] + turned[1][1]) / 2
    bottom = (turned[2][1] + turned[3][1]) / 2
    xs, ys = [x for x, _ in line.corners], [y for _, y in line.corners]
    spot = min(xs), min(ys), max(xs), max(ys)
    return Piece(line.text.strip(), line.score, left, top, right, bottom, spot)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """“地” and “址：…” are one label, printed wide."""
    rest = list(pieces)
    for piece in pieces:
        while piece in rest and _ONE_HAN.fullmatch(piece.text):
            following = right_of(piece, rest)
            if following is None or following.left - piece.right > 4 * piece.height:
                break
            rest[rest.index(piece)] = piece = join(piece, following)
            rest.remove(following)
    return sorted(rest, key=lambda piece: (piece.top, piece.left))


def join(first: Piece, second: Piece, between: str = "") -> Piece:
    """Both as one."""
    spot = (
        min(first.spot[0], second.spot[0]),
        min(first.spot[1], second.spot[1]),
        max(first.spot[2], second.spot[2]),
        max(first.spot[3], second.spot[3]),
    )
    return replace(
        first,
        text=f"{first.text}{between}{second.text}",
        score=min(first.score, second.score),
        left=min(first.left, second.left),
        top=min(first.top, second.top),
        right=max(first.right, second.right),
        bottom=max(first.bottom, second.bottom),
        spot=spot,
    )


def right_of(piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """The nearest piece to the right on the same row."""
    found = [
        other
        for other in pieces
        if other is not piece
        and abs(other.middle - piece.middle) < 0.6 * max(piece.height, other.height)
        and other.left > piece.right - 0.5 * piece.height
    ]
    return min(found, key=lambda other: other.left, default=None)


def left_of(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces to the left on the same row, the nearest first."""
    found = [
        other
        for other in pieces
        if other is not piece
        and abs(other.middle - piece.middle) < 0.6 * max(piece.height, other.height)
        and other.right < piece.left + 0.5 * piece.height
    ]
    return sorted(found, key=lambda other: -other.right)


def below(piece: Piece, left: float, pieces: Sequence[Piece]) -> Piece | None:
    """The line that goes on below: one row down, beginning at `left`.

    Lines of one value stand closer together than the rows of a certificate.
    """
    tall = piece.height
    found = [
        other
        for other in pieces
        if other is not piece
        and 0.5 * tall < other.middle - piece.middle < 1.7 * tall
        and abs(other.left - left) < 1.2 * tall
    ]
    return min(found, key=lambda other: other.top, default=None)
