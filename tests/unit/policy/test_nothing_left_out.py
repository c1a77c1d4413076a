"""Nothing that the five notices say is left out of their clauses.

Of four notices the clauses are the whole text in order, and the service does not start otherwise.
The text of the 2021 measures is scrambled and repeats itself, so that its clauses are put together
from it: there every sentence is looked for, in as many runs as the damage has made of it.
"""

from __future__ import annotations

import re

import pytest

from policy.notice import Notice
from policy.text import squash
from tests import known

NOTICES = {meta.id: known.base().notice(meta.id) for meta in known.base().notices}
DAMAGED = "fujian-2021-measures"
MOST_RUNS = 5
"""One sentence of the damaged text holds the end of one clause and the beginnings of others."""


def left_out(notice: Notice, without: str = "") -> list[str]:
    """The sentences of the source that are not made of a few runs out of the clauses."""
    texts = [squash(c.text) for c in notice.clauses.values() if c.id != without]
    whole = "\0".join(dict.fromkeys(texts))
    parts = re.split(r"(?<=[。！？；])|\n", notice.source)
    return [part for text in parts if (part := squash(text)) and _runs(part, whole) > MOST_RUNS]


def _runs(sentence: str, whole: str) -> int:
    """How many runs of the clauses a sentence is made of, each as long as it can be; more than
    there are characters when some character stands in none."""
    count = begin = 0
    while begin < len(sentence):
        ends = range(len(sentence), begin, -1)
        end = next((e for e in ends if sentence[begin:e] in whole), None)
        if end is None or end - begin < min(2, len(sentence)):
            return len(sentence) + MOST_RUNS + 1
        count, begin = count + 1, end
    return count


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_every_sentence_stands_in_a_clause(notice: Notice) -> None:
    assert left_out(notice) == []
    assert notice.meta.complete == (notice.meta.id != DAMAGED)


@pytest.mark.parametrize("clause", ["1.2", "4.11", "6.18", "9.28"])
def test_a_clause_that_were_missing_would_be_missed(clause: str) -> None:
    notice = NOTICES[DAMAGED]
    assert clause in notice.clauses
    assert left_out(notice, without=clause) != []
