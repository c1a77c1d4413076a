"""2020年或者2021年, 70到80位: of two values neither is taken for certain."""

import re
from itertools import pairwise

from forms.extraction.reader import Reader
from forms.extraction.tokens import Token

_OR = re.compile(r"\s*(?:[，,]\s*)?(?:或者?|还是|要么|要不)(?:是)?\s*")


_UP_TO = re.compile(r"\s*[到至~～—－-]{1,2}\s*")


def _is_range(reader: Reader, first: Token, second: Token) -> bool:
    """70到80位: neither end is the value. 从100到150张 and 1到3项都有 are no such ranges."""
    gap = reader.work[first.end : second.start]
    if first.kind not in ("number", "percent") or _UP_TO.fullmatch(gap) is None:
        return False
    ordinals = second.unit in ("项", "类", "种", "条") or (
        second.unit is None and all(f.type == "yes_no" for f in reader.expecting)
    )
    return not ordinals and reader.work[max(0, first.start - 1) : first.start] != "从"


def note(reader: Reader) -> None:
    """2020年或者2021年备案的, 70到80位: of two values neither is taken, both asked."""
    for first, second in pairwise(reader.tokens):
        gap = reader.work[first.end : second.start]
        or_ = first.kind == second.kind and _OR.fullmatch(gap)
        if or_ or (first.kind == second.kind and _is_range(reader, first, second)):
            reader.alternatives[second.start] = first
            blank = " " * (second.start - first.start)
            reader.work = reader.work[: first.start] + blank + reader.work[second.start :]
