"""What a question says by its words alone: cleaned of what says nothing, the notices and places it
names, and whether it is of a kind that the notices' data knows (data/notices/router.yml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from policy.cues import Cues
from policy.models import NoticeMeta
from policy.router_data import RouterData
from policy.text import normalise

_KEPT = 512
"""So many questions are kept as they were read."""
_LONG = 14
"""Only a longer question is cleared of fillers and of who asks."""
_POINTING = re.compile(r"[\s，,。.？?！!、指号]")
_NOTHING = 1
"""A rest of so many characters says nothing."""


class QuestionReader:
    """Reads questions about some notices. `correct` writes terms right that only sound right."""

    def __init__(
        self, notices: Sequence[NoticeMeta], data: RouterData, correct: Callable[[str], str]
    ) -> None:
        self.cues = Cues(notices)
        self._data, self._correct = data, correct
        self._ids = [meta.id for meta in notices]
        self._names = {meta.id: meta.short_names[0] for meta in notices}
        self._fillers = re.compile("|".join(sorted(data.fillers, key=len, reverse=True)))
        self._askers = re.compile("|".join(data.askers)) if data.askers else None
        never = "|".join(f"(?:{pattern})" for pattern in data.never_said)
        self._never = re.compile(never) if never else None
        asking = sorted(data.asking_words, key=len, reverse=True)
        self._asking = re.compile("|".join(map(re.escape, asking)))
        # A message is read by all who look at it: the router, its parts, what names a notice.
        self._read = lru_cache(maxsize=_KEPT)(self._cleaned)

    def read(self, question: str) -> str:
        """A question as it is compared: normalised, terms spelt right, without fillers."""
        return self._read(question)

    def _cleaned(self, question: str) -> str:
        text = self.without_asker(normalise(question))
        text = self.cues.written(self._correct(text))
        if len(text) > _LONG:
            text = self._fillers.sub("", text).strip() or text
        return text

    def without_asker(self, question: str) -> str:
        """A long question without who asks it, where that names no other place."""
        if self._askers is None or len(question) <= _LONG:
            return question
        found = self._askers.search(question)
        if found is None or any(place in found.group() for place in self._data.places):
            return question
        rest = question[: found.start()] + question[found.end() :]
        return rest.strip() or question

    def asks_which_file(self, question: str) -> bool:
        """Whether a question asks in which notice something stands."""
        text = normalise(question)
        return any(word in text for word in self._data.which_file)

    def never_said(self, question: str) -> bool:
        """Whether a question is of a kind that no notice answers."""
        return self._never is not None and bool(self._never.search(normalise(question)))

    def asks_every_file(self, question: str) -> bool:
        """Whether a question asks for all notices in which something stands."""
        text = normalise(question)
        many = next((word for word in self._data.many_files if word in text), None)
        return many is not None and any(w in text.replace(many, "") for w in self._data.using)

    def without_names(self, question: str) -> tuple[list[str], str]:
        """The ids of the notices that a question names or hints at, and the rest of it."""
        named, hinted, rest = self.cues.mentioned(self.read(question))
        return [self._ids[i] for i in (*named, *hinted)], rest

    def only_names(self, question: str) -> bool:
        """Whether a part of a message says nothing but which notice is meant."""
        ids, rest = self.without_names(question)
        said = _POINTING.sub("", self._asking.sub("", rest))
        return bool(ids) and len(said) <= _NOTHING

    def with_name(self, question: str, message: str) -> tuple[str, str] | None:
        """A question that names no notice with the name of the one notice that its message names,
        and that notice's id; None where it names another number of them."""
        if question == message or self.without_names(question)[0]:
            return None
        ids = set(self.without_names(message)[0])
        if len(ids) != 1:
            return None
        (found,) = ids
        return f"{self._names[found]}{question}", found

    def place_elsewhere(self, question: str) -> str | None:
        """The other place that a question asks about, where it names none of the home notice."""
        text = self.read(question)
        if any(place in text for place in (self._data.home_province, *self._data.own_places)):
            return None
        return next((place for place in self._data.places if place in text), None)

    def is_follow_up(self, text: str, *, answered: bool = True) -> bool:
        """Whether a question may leave out what the last one was about: a short one, and one of
        twice that length which starts so, or which nothing answers as it stands."""
        rule = self._data.follow_ups
        if len(text) <= rule.longest:
            return True
        leaves_out = not answered or text.startswith(tuple(rule.words))
        return len(text) <= 2 * rule.longest and leaves_out
