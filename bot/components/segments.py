"""Cut a message into the questions and statements it holds.

Two questions in one message are two segments; a question with its preamble stays one. Offsets refer
to the message as it was typed.
"""

import re
from dataclasses import dataclass
from typing import List, Sequence, Tuple

HARD = re.compile(r"(?<=[。！？!?；;\n])+")
"""A sentence ends here, whatever follows."""

SOFT = re.compile(
    r"[，,\s]+|(?=还有|另外|顺便|再问|再请问|以及|并且|同时|然后|、)|(?<=[^、，,\s])(?:和|跟|与|及)(?=[^、，,\s])"
)
"""A second question may begin here; what follows decides."""

_JOINING = "和跟与及、"
_EDGE = " \t\r\n，,、。；;"


@dataclass
class Piece:
    """Part of a message: ``text`` is ``message[start:end]``; ``joined`` by 和, 、 or the like."""

    text: str
    start: int
    end: int
    joined: bool = False


def sentences(message: str) -> List[Piece]:
    """Cut at sentence ends. Never empty: a blank message gives one blank piece."""
    pieces = []
    start = 0
    for match in HARD.finditer(message):
        if match.start() > start:
            pieces.append(_trimmed(message, start, match.start()))
            start = match.start()
    pieces.append(_trimmed(message, start, len(message)))
    kept = [p for p in pieces if re.search(r"\w", p.text)]
    return kept or [_trimmed(message, 0, len(message))]


def parts(message: str, sentence: Piece, limit: int) -> List[Piece]:
    """Cut a sentence wherever a further question could begin; at most ``limit`` parts."""
    found: List[Piece] = []
    start, joined = sentence.start, False
    for match in SOFT.finditer(message, sentence.start, sentence.end):
        if len(found) >= limit - 1:
            break
        if match.start() > start and re.search(r"\w", message[start : match.start()]):
            piece = _trimmed(message, start, match.start())
            piece.joined = joined
            found.append(piece)
            start = match.end()
            joined = message[match.start()] in _JOINING
    piece = _trimmed(message, start, sentence.end)
    piece.joined = joined
    if re.search(r"\w", piece.text):
        found.append(piece)
    return found


def regroup(message: str, pieces: Sequence[Piece], keys: Sequence[str]) -> List[Piece]:
    """Join neighbours until each group holds one key.

    ``keys[i]`` names what piece ``i`` is about when it stands on its own, or is empty; pieces
    without a key go with the next one that has a key, those at the end with the last.
    """
    groups: List[Tuple[str, int, int]] = []
    pending = -1
    for piece, key in zip(pieces, keys, strict=True):
        start = piece.start if pending < 0 else pending
        if not key:
            pending = start
        elif groups and groups[-1][0] == key:
            groups[-1] = (key, groups[-1][1], piece.end)
            pending = -1
        else:
            groups.append((key, start, piece.end))
            pending = -1
    if pending >= 0 and groups:
        key, start, _ = groups[-1]
        groups[-1] = (key, start, pieces[-1].end)
    return [_trimmed(message, start, end) for _, start, end in groups]


def _trimmed(message: str, start: int, end: int) -> Piece:
    while start < end and message[start] in _EDGE:
        start += 1
    while end > start and message[end - 1] in _EDGE:
        end -= 1
    return Piece(message[start:end], start, end)
