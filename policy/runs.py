"""What a message may be cut into: runs between its marks, each of which asks something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from policy.reading import QuestionReader
from policy.text import asks

MOST_QUESTIONS = 3
"""A message of more is not cut."""
APART = re.compile(r"[\s,，;；。?？!！、]+|(?<=[啊呀呢吗吧哦])(?=还有(?![没几多哪谁什]))")
_AND = re.compile(r"^(?:还有(?![没几多哪谁什])|另外|顺便|以及|再问(?:一?下)?|再就是|然后)+")
_LEAST_QUESTION = 2
_KEPT = 64
"""So many messages are kept as they were cut."""


class Runs:
    """Cuts messages. A part that only names a notice goes with what is asked after it."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._kept = lru_cache(maxsize=_KEPT)(self._cut)

    def of(self, question: str) -> list[str]:
        """What stands between the marks of a message, joined until each run asks something."""
        return list(self._kept(question))

    def _cut(self, question: str) -> Sequence[str]:
        runs: list[str] = []
        begun = ""
        for part in APART.split(question.strip()):
            part = _AND.sub("", part)
            begun = f"{begun}，{part}" if begun and part else begun or part
            if runs and self._reader.asks_whether(begun):  # …，文件讲了没
                runs[-1] = f"{runs[-1]}，{begun}"
                begun = ""
            elif len(part) >= _LEAST_QUESTION and asks(part) and not self._reader.only_names(begun):
                runs.append(begun)
                begun = ""
        if begun and runs:
            runs[-1] = f"{runs[-1]}，{begun}"
        return runs
