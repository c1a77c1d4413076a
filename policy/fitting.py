"""Whether an answer shows what its question asks for, what is said in its place where it does not,
and the second answer after a doubtful one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from policy import render
from policy.across import Across
from policy.compose import Composer
from policy.cues import item_number
from policy.finding import NEAREST, Finder
from policy.heard import NOTHING, Heard
from policy.loader import Library
from policy.models import Answer, Subject
from policy.notice import Notice
from policy.open_points import Frequencies, OpenPoints
from policy.router import Route, Router
from policy.search import ClauseIndex
from policy.text import normalise, squash

_LIKELY = 0.05
"""The least odds beside the best topic with which another may answer instead."""
_ABOUT_AS_LIKELY = 0.4
"""Odds of what several notices say together beside what one says, with which both are told."""


_WHICH = re.compile(r"(?:是|都是|具体是?)*哪[几两二三四五六七八九十\d]+[个份项条点种]")
_LISTED = re.compile(r"^(?:\d+\.|-)", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """A question as it is answered: its route, the kind of applicant, the day, and what the engine
    makes of its parts."""

    question: str
    route: Route
    subject: Subject | None
    today: date
    heard: Heard = NOTHING


_ITEM = re.compile(r"-|\d+\.")
_ASKING = frozenset("哪几谁该啥咋怎")
"""A word of one of these asks, and says nothing."""


class Fitting:
    """Compares answers with their questions. `answer` is a topic's answer to a question, `owner`
    the notice of each topic."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        router: Router,
        index: ClauseIndex,
        finder: Finder,
        answer: Callable[[str, Asked], Answer],
        owner: dict[str, Notice],
    ) -> None:
        self._data, self._wording = library.router, library.wording
        self._composer, self._router, self._index = composer, router, index
        self._finder, self._answer, self._owner = finder, answer, owner
        self._frequencies = Frequencies(library.router, router.reader, router.likeness.cut)
        self._open = OpenPoints(library.wording)

    def fitting(self, given: Answer, asked: Asked) -> Answer:
        """The answer if it shows what the question asks for (a time, a sum, a phone), else another
        likely topic's that does; a decline where there is none and it must."""
        numbers = self._router.reader.numbers(asked.question)
        if any(number not in given.text for number in numbers):
            return self._of_number(given, numbers, asked)
        thing = self._frequencies.thing(asked.question)
        if thing and given.outcome == "answered":
            return self._how_often(given, thing, asked)
        text = normalise(asked.question)
        kinds = [
            (kind, re.compile(kind.shows))
            for kind in self._data.kinds_of_answer
            if re.search(kind.asks, text)
        ]
        if given.outcome != "answered" or all(shows.search(given.text) for _, shows in kinds):
            return given
        for topic, odds in asked.route.others:
            if odds < _LIKELY:
                break
            if not self._may_answer(topic, asked.route):
                continue  # never another notice's day for that of the one named
            other = self._answer(topic, asked)
            if other.outcome != "clarify" and all(shows.search(other.text) for _, shows in kinds):
                return other
        missing = [kind for kind, shows in kinds if not shows.search(given.text)]
        if any(kind.always for kind in missing):
            return self._composer.decline(self._index.search(text), asked.today)
        what = next((kind.open for kind in missing if kind.open is not None), None)
        return given if what is None else self._open.kind(what, given)

    def topic_showing(self, topic: str, asked: Asked) -> str:
        """The topic whose answer fits the question, where that of the likeliest does not."""
        fitting = self.fitting(self._answer(topic, asked), asked)
        return fitting.topic if fitting.outcome == "answered" and fitting.topic else topic

    def tells(self, given: Answer, question: str) -> bool:
        """Whether an answer holds what a short question says beside the words of asking, and no
        thing of the kind that it asks for is missing."""
        text = normalise(question)
        kinds = [kind for kind in self._data.kinds_of_answer if re.search(kind.asks, text)]
        if kinds:
            return all(re.search(kind.shows, given.text) for kind in kinds)
        if _WHICH.match(text):
            return bool(_LISTED.search(given.text))
        said = self._router.reader.beside_asking(self._router.reader.read(question))
        shown = squash(normalise(given.text))
        pairs = [said[i : i + 2] for i in range(len(said) - 1)] or [said]
        return bool(said) and any(pair in shown for pair in pairs)

    def lacks_what_must_be(self, said: str, question: str) -> bool:
        """Whether a text does not show the kind of thing without which nothing is answered."""
        text = normalise(question)
        return any(
            re.search(kind.asks, text) and not re.search(kind.shows, said)
            for kind in self._data.kinds_of_answer
            if kind.always
        )

    def may_show(self, part: str, answer: Answer) -> bool:
        """Whether an answer may answer a further question: it holds something of its words, or a
        thing of the kind that is asked for."""
        shown = squash("".join([answer.text, *(c.quote for c in answer.citations)]))
        text = normalise(part)
        further = self._data.further
        every = (*further.kinds, *self._data.kinds_of_answer)
        kinds = [kind for kind in every if re.search(kind.asks, text)]
        if kinds:
            return any(re.search(kind.shows, shown) for kind in kinds)
        nothing = {*further.vague, *self._data.asking_words}
        said = self._router.likeness.cut(text)
        words = [w for w in said if len(w) > 1 and w not in nothing and not _ASKING & set(w)]
        pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
        return not pairs or any(pair in shown for pair in pairs)

    def with_runner_up(self, given: Answer, asked: Asked) -> Answer:
        """The answer, and after it the runner-up's where that is nearly as likely and says
        something else: whoever asked in few words finds what was meant among the two. Never a
        telephone beside what is no telephone."""
        second, odds = next(iter(asked.route.others), (None, 0.0))
        if given.outcome != "answered" or given.topic is None or given.topic != asked.route.topic:
            return given
        if self._composer.judges(
            self._owner[given.topic], given.topic, asked.question, asked.today
        ):
            return given  # a verdict leaves no doubt what was meant
        if second is None or odds < self._data.beside:
            return given
        if not self._may_answer(second, asked.route):
            return given  # never another notice's beside what is asked of the one named
        both = self._compares(second) and self._router.is_contact(given.topic)
        if self._router.is_contact(second) and not both:
            return given
        if self._compares(second) and odds < _ABOUT_AS_LIKELY:
            return given
        if self._router.is_contact(given.topic) and second in self._data.general:
            return given  # whom to call is plain, and what a notice is about is no help
        other = self._answer(second, asked)
        if other.outcome != "answered" or set(other.citations) <= set(given.citations):
            return given
        if self._is_what_is_asked(other, given, asked.question):
            given, other, second = other, given, str(given.topic)
        elif item_number(asked.question) is not None and _within(other, given):
            return given  # an article by its number has told what is in it
        elif self._is_what_is_asked(given, other, asked.question):
            return given  # the other sums up what stands around it
        if self._of_the_place(given, asked.question) and not self._of_the_place(
            other, asked.question
        ):
            return given  # 泉州的项目投资多少: no total of all cities
        said = _beside(other.text, given.text)
        if said is None:
            return given
        owner = self._owner[second]
        elsewhere = None if owner is self._owner[str(given.topic)] else owner.meta
        known = {"title": owner.entries[second].title, "notice": elsewhere}
        more = render.render(self._wording.runner_up_more, {**known, "notice": owner.meta})
        text = f"{given.text}\n{render.render(self._wording.runner_up, known)}"
        shown = _fitting_into(self._data.beside_longest, text, said, more)
        if shown is None or shown == more:
            return given
        citations = dict.fromkeys([*given.citations, *other.citations])
        apart = "\n" if _ITEM.match(shown) else ""
        told = f"{text}{apart}{shown}"
        return given.model_copy(update={"text": told, "citations": list(citations)})

    def _is_what_is_asked(self, part: Answer, whole: Answer, question: str) -> bool:
        """Whether one answer shows a sentence of what the other sums up, and all that the question
        has in common with that: 农村医养怎么要求, of a criterion with nine points."""
        sentences = [squash(citation.quote) for citation in part.citations]
        summed = squash("".join(citation.quote for citation in whole.citations))
        if not all(one in summed and len(one) < len(summed) for one in sentences):
            return False
        said = self._router.reader.beside_asking(self._router.reader.read(question))
        common = [w for w in self._router.likeness.cut(said) if len(w) > 1 and w in summed]
        return bool(common) and all(any(word in one for one in sentences) for word in common)

    def _of_number(self, given: Answer, numbers: Sequence[str], asked: Asked) -> Answer:
        """What is said of a telephone number that the question gives: a contact's answer, of those
        likely one that shows the number, else the home notice's."""
        for topic, odds in asked.route.others:
            if odds < _LIKELY:
                break
            other = self._answer(topic, asked)
            if all(number in other.text for number in numbers):
                return other
        if given.topic is not None and self._router.is_contact(given.topic):
            return given
        return self._answer(self._data.telephone, asked)

    def _how_often(self, given: Answer, thing: Sequence[str], asked: Asked) -> Answer:
        """How often a `thing` is done: never how often another is; where it is not written, what
        is said of it."""
        if not self._router.speaks_of(given.topic, thing):
            likely = (
                topic
                for topic, odds in asked.route.others
                if odds >= _LIKELY
                and self._router.speaks_of(topic, thing)
                and self._may_answer(topic, asked.route)
            )
            topic = next(likely, None)
            if topic is not None:
                given = self._answer(topic, asked)
            else:
                among = asked.route.asked_notices
                found = self._finder.where(thing, among, asked.today, most=NEAREST)
                if found is None:
                    return self._finder.declined(asked.question, None, asked.today)
                given = found
        if given.outcome != "answered" or self._frequencies.shown(given):
            return given
        return self._open.how_often(given)

    def _may_answer(self, topic: str, route: Route) -> bool:
        """Whether a topic is of a notice that the question names, if any, or speaks of several."""
        named = self._compares(topic) or self._owner[topic].meta.id in route.asked_notices
        return named or not route.asked_notices

    def _of_the_place(self, told: Answer, question: str) -> bool:
        """Whether an answer names a place of the home province that the question names."""
        return any(p in question and p in told.text for p in self._data.own_places)

    def _compares(self, topic: str) -> bool:
        return isinstance(self._owner[topic], Across)


def _within(part: Answer, whole: Answer) -> bool:
    """Whether an answer cites nothing that another one does not."""
    summed = squash("".join(citation.quote for citation in whole.citations))
    return all(squash(citation.quote) in summed for citation in part.citations)


def _beside(text: str, given: str) -> str | None:
    """A second answer without the lines that the first has said; None where nothing is left but
    what introduces a list."""
    said = {squash(line) for line in given.splitlines()}
    told = squash(given)
    lines = [line for line in text.splitlines() if squash(line) not in said]
    while lines and lines[-1].endswith(("：", ":")):
        lines.pop()  # what it introduced was said
    return "\n".join(lines) if any(squash(line) not in told for line in lines) else None


def _fitting_into(longest: int, before: str, text: str, more: str) -> str | None:
    """A text, or as many of its first lines as fit with the words for that there are more; None
    where not even these words fit."""
    if len(f"{before}{text}".encode()) <= longest:
        return text
    lines = text.splitlines()
    for count in range(len(lines) - 1, -1, -1):
        cut = "\n".join([*lines[:count], more])
        if len(f"{before}{cut}".encode()) <= longest:
            return cut
    return None
