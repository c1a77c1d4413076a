"""Which topics tell whom to ask, and which of them only of another place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policy.entries import Entry
from policy.facts import Contact
from policy.notice import Notice
from policy.reading import QuestionReader


class WhomToAsk:
    """The contacts that some notices print, by the topics in their order."""

    def __init__(self, notices: Sequence[Notice], reader: QuestionReader) -> None:
        self._reader = reader
        entries = [(n, entry) for n in notices for entry in n.entries.values()]
        self.printed: NDArray[np.bool_] = np.array([_cites(n, entry) for n, entry in entries])
        """Topics that print a contact, whatever else they tell."""
        self._topics = {entry.topic for n, entry in entries if _cites(n, entry, first=True)}
        far = {n.meta.id for n in notices if reader.places.others(n.meta.issuer)}
        self._owner = {entry.topic: n.meta.id for n, entry in entries}
        self.far: NDArray[np.bool_] = np.array(
            [entry.topic in self._topics and n.meta.id in far for n, entry in entries]
        )
        """Topics that tell whom to ask in another place."""
        self._far_notices = far
        facts = [fact for n in notices for fact in n.facts.values()]
        self.persons = sorted({fact.person for fact in facts if isinstance(fact, Contact)})

    def tells(self, topic: str | None) -> bool:
        """Whether a topic is whom to ask: what it says first cites a contact."""
        return topic in self._topics

    def names_person(self, text: str) -> bool:
        """Whether a question as it is read names a person whom a notice names as its contact."""
        return any(person in text for person in self.persons)

    def may_be_far(self, text: str, last_topic: str | None) -> bool:
        """Whether whom to ask in another place may be meant: the question names a place, a person
        or a number, or goes on about such a notice."""
        if self._owner.get(last_topic or "") in self._far_notices:
            return True
        reader = self._reader
        return bool(reader.places_in(text) or reader.numbers(text) or self.names_person(text))


def _cites(notice: Notice, entry: Entry, *, first: bool = False) -> bool:
    """Whether an entry tells whom to ask: it cites a contact, before anything else in what it says
    first (whom to ask about what is not written comes after that), or at all."""
    sayings = [say for _, say, _ in entry.sayings()]
    cited = [s for say in sayings for s in say.cite] if not first else sayings[0].cite[:1]
    return any(isinstance(s, str) and isinstance(notice.facts.get(s), Contact) for s in cited)
