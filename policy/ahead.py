"""Which texts a message is likely to be compared by, so that they are compared together.

Whoever cuts a message compares its parts one after the other, as each decides on the next. What
they are can be told from the words alone, and most are needed: together they take much less time. A
text that is not foreseen is compared when its turn comes, and one that is not needed changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policy.beside import Beside
from policy.router import Router
from policy.runs import MOST_QUESTIONS, Runs

_THINGS = 2
"""So many things of a row: the others only count where these are plain."""


class Ahead:
    """Foresees what `beside` and those who cut a message into `runs` will ask of a router."""

    def __init__(self, router: Router, beside: Beside, runs: Runs) -> None:
        self._router, self._reader = router, router.reader
        self._beside, self._runs = beside, runs

    def prepare(self, questions: Sequence[str], message: str, *, whole: bool = False) -> None:
        """Compare together what questions of a message are likely to be compared by. `whole`: the
        message is asked as it stands too."""
        texts = [text for question in questions for text in self._likely(question, message)]
        self._router.prepare([self._reader.read(message), *texts] if whole else texts)

    def _likely(self, question: str, message: str) -> Iterator[str]:
        """A question as it stands and with the name of the notice that its message names; where it
        sets notices beside each other the ways to ask each, else the things it names side by side
        and the questions that it may be cut into."""
        text = self._reader.read(question)
        yield text
        yield from self._named(question, message)
        ways = self._beside.ways(text)
        yield from ways
        if ways:
            return
        for row in self._beside.sides.things(text):
            yield from map(self._reader.read, row[:_THINGS])
        runs = self._runs.of(question)
        if 2 <= len(runs) <= MOST_QUESTIONS:
            for i, run in enumerate(runs):
                yield self._reader.read(run)
                yield from self._named(run, "，".join(runs[: i + 1]))

    def _named(self, question: str, message: str) -> Iterator[str]:
        named = self._reader.with_name(question, message)
        if named is not None:
            yield self._reader.read(named[0])
