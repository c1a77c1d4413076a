"""What a question means beside what was said with it in one message and before it in the
conversation: follow-ups made whole, and things set beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from operator import attrgetter

from policy.beside import Beside
from policy.cutting import Cutting
from policy.follow_up import FollowUp, of_another
from policy.models import Subject
from policy.naming import Naming
from policy.router import PLAIN, Route, Router
from policy.runs import MOST_QUESTIONS, Runs
from policy.spoken_of import SpokenOf

_SIDE_BY_SIDE = re.compile("[和跟与、,，;； ]|还有|以及|是不?是?")
_ROW = re.compile("都|各|分别")
_LEAST_PART = 3


class Conversation:
    """Reads questions in their message and conversation, by what a router makes of them.
    `subject_in` tells which kind of applicant a question names."""

    def __init__(self, router: Router, subject_in: Callable[[str], Subject | None]) -> None:
        self._router, self._reader = router, router.reader
        self.beside, self.runs = Beside(router), Runs(router.reader)
        data = router.data
        self._spoken_of = SpokenOf(router)
        self._comparing, self._how_often = data.comparing, re.compile(data.frequency.asks)
        places = [*data.places, data.home_province, *data.home_called, *data.own_places]
        kinds = [places, router.persons]
        self._follow_up = FollowUp(data.follow_ups, self._reader.cues.words(), kinds)
        self._naming = Naming(router)
        self.cutting = Cutting(
            router, self.runs, self._naming, self._follow_up, self._spoken_of, subject_in
        )
        self._which_file = sorted(data.which_file, key=len, reverse=True)

    def whole(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None,
        last_topic: str | None,
        last_question: str | None,
        before: str,
        message: str,
    ) -> tuple[str, Route, str | None]:
        """What a question is read as in its message (what was stated `before` it, and all of it)
        and its conversation, its route, and, of a follow-up that was made whole, the question that
        the next follow-up is read on."""
        named = self._naming.beside(question, message, hints=hints)
        if named is not None:
            return named, self._router.route(named, last_topic=last_topic), None
        joined = self.after(question, before, hints=hints) if before else None
        if joined is not None:
            question, last_question = joined, None
        if last_question is None:
            route = self._router.route(question, hints=hints, last_topic=last_topic)
            return question, route, None
        text, route = self.in_context(question, last_question, hints=hints, last_topic=last_topic)
        if text == question:
            return text, route, None
        asked = self._reader.read(question)
        if self._spoken_of.asks_aspect(asked):
            return text, route, last_question
        if text.endswith(f" {asked}") and route.topic not in (None, last_topic):
            return text, route, self._by_itself(asked, route)
        return text, route, text

    def _by_itself(self, asked: str, route: Route) -> str:
        """What was read behind the last question and asks something else, for the next one: with
        the name of its notice, and without the last question's words."""
        named = route.notice in self._router.ids and self._router.is_elsewhere(route.notice)
        return f"{self._reader.name_of(str(route.notice))}{asked}" if named else asked

    def in_context(
        self,
        question: str,
        last_question: str,
        *,
        hints: Mapping[str, float] | None,
        last_topic: str | None,
    ) -> tuple[str, Route]:
        """The question a follow-up is read as, and its route: as it stands, or made whole on the
        last question's words where that is surer."""
        alone = self._router.route(question, hints=hints, last_topic=last_topic)
        text, last = self._reader.read(question), self._reader.read(last_question)
        if not self._reader.is_follow_up(text, answered=False):
            return question, alone
        put = self._follow_up.exchanged(text, last)
        if put is not None and put[1] and not self._reader.without_names(last)[0]:
            route = self._router.route(put[0])  # 全国一共评几个, 我们省呢
            spoken = self._router.notice_of(last_topic)
            away = self._router.is_elsewhere(spoken) and not self._router.is_elsewhere(route.notice)
            if route.topic is not None and route.confidence >= PLAIN and not away:
                return put[0], route
        place = self._follow_up.only_place(text) if put is None else None
        at_home = self._router.notice_of(last_topic) == self._router.data.home
        if at_home and place is not None:  # 什么时候截止, 广东呢
            of_place = self._router.route(f"{place}{last}")
            if of_place.topic is not None or place in self._reader.places.names:
                return f"{place}{last}", of_place
        of_that = self._spoken_of.of_that_notice(text, last)
        if of_that is None and last_topic is not None:
            of_that = self._spoken_of.of_the_notice(text, last_topic)
        if of_that is not None:
            return of_that
        if not self._reader.is_follow_up(text, answered=alone.topic is not None):
            return question, alone
        if last_topic is not None and self._spoken_of.asks_aspect(text):
            return self._spoken_of.aspect(text, last, last_topic)
        elsewhere = self._router.is_elsewhere(self._router.notice_of(last_topic))
        if put is None and elsewhere and self._router.is_contact(alone.topic or alone.best):
            open_ = replace(alone, notice=None)  # whom to ask, whatever was asked before
            asked = self._spoken_of.whom_to_ask(text, text, open_, hints, last_topic)
            if asked is not None and self._router.is_contact(asked[1].topic):
                return asked
        read, route = self._on_last(question, text, last, alone, hints, last_topic)
        if self._router.is_contact(route.topic):
            asked = self._spoken_of.whom_to_ask(text, read, route, hints, last_topic)
        else:
            asked = self._spoken_of.in_its_notice(text, read, route, last, last_topic)
        return asked or (read, route)

    def _on_last(
        self,
        question: str,
        text: str,
        last: str,
        alone: Route,
        hints: Mapping[str, float] | None,
        last_topic: str | None,
    ) -> tuple[str, Route]:
        """A follow-up as it stands, or made whole on the last question's words where that is surer;
        `text` and `last` as they are read."""
        put = self._follow_up.exchanged(text, last, freely=alone.topic is None)
        if put is not None:
            whole, nothing_else = put
            route = self._router.route(whole)
            if route.topic and (nothing_else or _surer(route, alone)):
                return whole, route
        puts = of_another(text) and last_topic is not None
        if puts and self._spoken_of.unheard_of(text, alone, str(last_topic)):
            return self._spoken_of.aspect(text, last, str(last_topic))
        doubtful = alone.topic is None or alone.confidence < PLAIN
        # 那个质量提升行动呢 names what it is about: it points at no last question.
        elsewhere = self._router.is_elsewhere(self._router.notice_of(last_topic))
        points = self._follow_up.points_back(text, elsewhere=elsewhere)
        back = points and not self._reader.without_names(text)[0]
        same = back or (doubtful and not of_another(text))
        joined = f"{last} {text}" if same else None
        if joined is not None:
            route = self._router.route(joined, hints=hints, last_topic=last_topic)
            if route.topic and (route.topic == last_topic or _surer(route, alone)):
                return joined, route
        return question, alone

    def after(self, question: str, before: str, *, hints: Mapping[str, float] | None) -> str | None:
        """The question with what was stated before it in the same message, where it needs that:
        it points back, sets notices beside each other only then, or is not plain alone."""
        joined = f"{before} {question}"
        if self.beside.notices(joined) and not self.beside.notices(question):
            return joined
        alone, together = (
            self._router.route(question, hints=hints),
            self._router.route(joined, hints=hints),
        )
        if together.topic is None:
            return None
        elsewhere = self._router.is_elsewhere(together.notice)
        back = self._follow_up.points_back(self._reader.read(question), elsewhere=elsewhere)
        unsure = alone.topic is None or alone.confidence < PLAIN
        return joined if back or (unsure and _surer(together, alone)) else None

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged."""
        put = self._follow_up.exchanged(
            self._reader.read(question), self._reader.read(last_question)
        )
        return put is not None and put[1]

    def hangs_on(self, question: str, last_topic: str | None) -> bool:
        """Whether a question only asks something of what was spoken of: 到什么时候, 这个谁管."""
        elsewhere = self._router.is_elsewhere(self._router.notice_of(last_topic))
        return self.cutting.asks_of_it(question, elsewhere=elsewhere)

    def several(self, question: str) -> list[str]:
        """The topics of the things that a question about notices names side by side, when every
        one of them is plain; [] when they are fewer than two."""
        text = self._reader.read(question)
        for word in self._which_file:
            text = text.replace(word, " ")
        found: dict[str, None] = {}
        for part in _SIDE_BY_SIDE.split(text):
            if len(part) >= _LEAST_PART:
                route = self._router.route(part)
                if route.topic is not None and route.plain:
                    found[route.topic] = None
        return list(found) if len(found) > 1 else []

    def set_beside(self, question: str) -> list[str]:
        """A question that sets two things of a kind beside each other (two places, two figures),
        asked of each of them; [] where it does not, or where one topic answers for both."""
        text = self._reader.read(question)
        if not any(word in text for word in self._comparing):
            return []
        for kind in self._follow_up.kinds:
            items = list(dict.fromkeys(found.group() for found in kind.finditer(text)))
            if not 2 <= len(items) <= MOST_QUESTIONS:
                continue
            asked = [_alone(text, item, items) for item in items]
            self._router.prepare(asked)
            routes = list(takewhile(attrgetter("plain"), map(self._router.route, asked)))
            if len({route.topic for route in routes}) == len(items):
                return asked
            if self._how_often.search(text) and _ROW.search(text):
                return asked  # 压疮 跌倒 消防 都多久查一次: of each, that it is not written too
        return []


def _alone(text: str, item: str, items: Sequence[str]) -> str:
    """A text with one of several things in place of all of them."""
    every = "|".join(map(re.escape, sorted(items, key=len, reverse=True)))
    row = re.compile(rf"(?:{every})(?:(?:[和跟与、,，\s]|还是|以及)*(?:{every}))+")
    single = row.sub(item, text)
    return re.sub(every, item, single)


def _surer(one: Route, other: Route) -> bool:
    return other.topic is None or one.confidence >= other.confidence
