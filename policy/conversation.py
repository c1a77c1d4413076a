"""What a question means beside what was said with it in one message and before it in the
conversation: parts that are questions of their own, and follow-ups made whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from policy.follow_up import FollowUp, of_another
from policy.router import PLAIN, Route, Router

_SIDE_BY_SIDE = re.compile("[和跟与、,，;； ]|还有|以及|是不?是?")
_LEAST_PART = 3
_ABOUT = 0.8
_APART = re.compile(r"[\s,，;；。?？!！、]+")
_MOST_PARTS, _LEAST_QUESTION = 3, 2


class Conversation:
    """Reads questions in their message and conversation, by what a router makes of them."""

    def __init__(self, router: Router) -> None:
        self._router, self._reader = router, router.reader
        data = router.data
        places = [*data.places, *data.own_places]
        self._follow_up = FollowUp(data.follow_ups, self._reader.cues.words(), places)
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
    ) -> tuple[str, Route, bool]:
        """What a question is read as in its message (what was stated `before` it, and all of it)
        and its conversation, its route, and whether it is a follow-up that was made whole."""
        named = self.named_beside(question, message, hints=hints)
        if named is not None:
            return named, self._router.route(named, last_topic=last_topic), False
        joined = self.after(question, before, hints=hints) if before else None
        if joined is not None:
            question, last_question = joined, None
        if last_question is None:
            route = self._router.route(question, hints=hints, last_topic=last_topic)
            return question, route, False
        text, route = self.in_context(question, last_question, hints=hints, last_topic=last_topic)
        return text, route, text != question

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
        if not self._reader.is_follow_up(text, answered=alone.topic is not None):
            return question, alone
        put = self._follow_up.exchanged(text, last, freely=alone.topic is None)
        if put is not None:
            whole, nothing_else = put
            route = self._router.route(whole)
            if route.topic and (nothing_else or _surer(route, alone)):
                return whole, route
        doubtful = alone.topic is None or alone.confidence < PLAIN
        same = self._follow_up.points_back(text) or (doubtful and not of_another(text))
        joined = f"{last} {text}" if same else None
        if joined is not None:
            route = self._router.route(joined, hints=hints, last_topic=last_topic)
            if route.topic and (route.topic == last_topic or _surer(route, alone)):
                return joined, route
        return question, alone

    def named_beside(
        self, question: str, message: str, *, hints: Mapping[str, float] | None
    ) -> str | None:
        """The question with the name of the notice that the rest of its message names, where that
        notice answers it about as surely as any answers it alone, or where another's telephone
        would; else None."""
        found = self._reader.with_name(question, message)
        if found is None:
            return None
        whole, notice = found
        alone, route = self._router.route(question, hints=hints), self._router.route(whole)
        if self._router.is_contact(alone.topic):
            return whole
        sure = (hints or {}).get(alone.topic or "", 0.0) >= self._router.data.agreed
        surer = route.notice == notice and route.confidence >= _ABOUT * alone.confidence
        return whole if surer and not sure else None

    def after(self, question: str, before: str, *, hints: Mapping[str, float] | None) -> str | None:
        """The question with what was stated before it in the same message, where it needs that:
        it points back, sets notices beside each other only then, or is not plain alone."""
        joined = f"{before} {question}"
        if self._router.compared(joined) and not self._router.compared(question):
            return joined
        alone, together = (
            self._router.route(question, hints=hints),
            self._router.route(joined, hints=hints),
        )
        if together.topic is None:
            return None
        back = self._follow_up.points_back(self._reader.read(question))
        unsure = alone.topic is None or alone.confidence < PLAIN
        return joined if back or (unsure and _surer(together, alone)) else None

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged."""
        put = self._follow_up.exchanged(
            self._reader.read(question), self._reader.read(last_question)
        )
        return put is not None and put[1]

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
                if route.topic is not None and route.confidence >= PLAIN:
                    found[route.topic] = None
        return list(found) if len(found) > 1 else []

    def questions_in(self, question: str) -> list[str]:
        """The parts of a message that are questions of different topics, every one of them plain,
        set off by blanks or marks; [] when they are fewer than two or something else is said."""
        parts = [part for part in _APART.split(question.strip()) if part]
        if not 2 <= len(parts) <= _MOST_PARTS or min(map(len, parts)) < _LEAST_QUESTION:
            return []
        routes = [self._router.route(part) for part in parts]
        plain = all(route.topic and route.confidence >= PLAIN for route in routes)
        distinct = len({route.topic for route in routes}) == len(parts)
        return parts if plain and distinct else []


def _surer(one: Route, other: Route) -> bool:
    return other.topic is None or one.confidence >= other.confidence
