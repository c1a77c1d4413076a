"""What a question says by its words alone: cleaned of what says nothing, the notices and places it
names, and whether it is of a kind that the notices' data knows (data/notices/router.yml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from policy.cues import Cues
from policy.elsewhere import Places
from policy.models import NoticeMeta
from policy.router_data import RouterData
from policy.text import normalise

_KEPT = 512
"""So many questions are kept as they were read."""
_LONG = 14
"""Only a longer question is cleared of fillers and of who asks."""
_POINTING = re.compile(r"[\s，,。.？?！!、指号]")
_TELEPHONE = re.compile(
    r"(?<![\d.])(?:0\d{2,3}[- ]?)?(?P<local>[2-8]\d{6,7}|12345)(?![\d.@]|人|元|张)"
)
_COUNTS = re.compile("(?<!第)(?:多少|几)个?[条项章点页]")
"""Asks something of the notice that it names: 2021年的措施有多少条."""
_NOTHING = 1
"""A rest of so many characters says nothing."""
_WHO = ("谁",)
"""But this asks: 那质量提升行动呢，找谁."""


class QuestionReader:
    """Reads questions about some notices. `correct` writes terms right that only sound right."""

    def __init__(
        self, notices: Sequence[NoticeMeta], data: RouterData, correct: Callable[[str], str]
    ) -> None:
        self.cues = Cues(notices)
        self._data, self._correct = data, correct
        self.places = Places(data)
        self._ids = [meta.id for meta in notices]
        self._names = {meta.id: meta.short_names[0] for meta in notices}
        self._fillers = re.compile("|".join(sorted(data.fillers, key=len, reverse=True)))
        self._askers = re.compile("|".join(data.askers)) if data.askers else None
        never = "|".join(f"(?:{pattern})" for pattern in data.never_said)
        self._never = re.compile(never) if never else None
        asking = sorted(data.asking_words, key=len, reverse=True)
        self._asking = re.compile("|".join(map(re.escape, asking)))
        self._place_only = re.compile(data.of_a_place)
        self._whether = re.compile(data.asks_whether)
        # A message is read by all who look at it: the router, its parts, what names a notice.
        self._read = lru_cache(maxsize=_KEPT)(self._cleaned)
        self._elsewhere = lru_cache(maxsize=_KEPT)(self._places_named)

    def read(self, question: str) -> str:
        """A question as it is compared: normalised, terms spelt right, without fillers."""
        return self._read(question)

    def _cleaned(self, question: str) -> str:
        text = self.without_asker(normalise(question))
        text = self.cues.written(self._correct(text))
        if len(text) > _LONG:
            text = self._fillers.sub("", text).strip() or text
        return self._of_a_place(text)

    def _of_a_place(self, text: str) -> str:
        """What only asks how it is done in a place, in the words that its practices are asked for
        in: `随州咋弄的`; not of a place that stands for a notice (鞍山)."""
        found = self._place_only.fullmatch(text.rstrip("?。! "))
        if found is None or found["place"] not in self.places.names:
            return text
        if self.cues.hinted(found["place"]) or self.cues.named(found["place"]):
            return text
        return self._data.place_asked.format(place=found["place"])

    def without_asker(self, question: str) -> str:
        """A long question without who asks it, where that names no other place."""
        if self._askers is None or len(question) <= _LONG:
            return question
        rest = self._askers.sub(self._unless_placed, question)
        return rest.strip() or question

    def _unless_placed(self, found: re.Match[str]) -> str:
        return found.group() if self.places.others(found.group()) else ""

    def tells_who_asks(self, text: str) -> bool:
        """Whether a part of a message says no more than who asks, or for whom: 我念给家属听."""
        return self._askers is not None and bool(self._askers.fullmatch(normalise(text)))

    def numbers(self, question: str) -> list[str]:
        """The telephone numbers in a question, as their last digits."""
        return [found["local"] for found in _TELEPHONE.finditer(normalise(question))]

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

    def asked_of(self, text: str) -> list[int]:
        """Places of the notices that a question, as it is read, names or else hints at."""
        return self.cues.named(text) or self.cues.hinted(text)

    def only_names(self, question: str) -> bool:
        """Whether a part of a message says nothing but which notice is meant."""
        ids, rest = self.without_names(question)
        said = self.beside_asking(rest)
        return bool(ids) and len(said) <= _NOTHING and not (said in _WHO or _COUNTS.search(rest))

    def asks_whether(self, part: str) -> bool:
        """Whether a part of a message only asks if the notice says what stands before it."""
        return self._whether.fullmatch(part) is not None

    def name_of(self, notice: str) -> str:
        """The first short name of a notice."""
        return self._names[notice]

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

    def beside_asking(self, text: str) -> str:
        """What a text says beside the words that only ask."""
        return _POINTING.sub("", self._asking.sub("", text))

    def places_in(self, text: str) -> Sequence[str]:
        """The other places that a normalised question names, beside those in the names of the
        notices that it names: 鞍山9号文 asks nothing of 鞍山."""
        return self._elsewhere(text)

    def _places_named(self, text: str) -> Sequence[str]:
        return self.places.others(self.cues.without_names(text))

    def place_elsewhere(self, question: str) -> str | None:
        """The other place that a question asks about, where it names none of the home notice."""
        text = self.read(question)
        if self.places.own(text):
            return None
        return next(iter(self.places_in(text)), None)

    def is_follow_up(self, text: str, *, answered: bool = True) -> bool:
        """Whether a question may leave out what the last one was about: a short one, and one of
        twice that length which starts so, or which nothing answers as it stands."""
        rule = self._data.follow_ups
        if len(text) <= rule.longest:
            return True
        leaves_out = not answered or text.startswith(tuple(rule.words))
        return len(text) <= 2 * rule.longest and leaves_out
