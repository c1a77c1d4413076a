"""Answers to questions that state figures: each is judged by the threshold that it is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from policy.compose import Composer
from policy.figures import Figures
from policy.fitting import Asked
from policy.loader import Library
from policy.models import Answer
from policy.notice import Notice
from policy.planned import planned
from policy.router import PLAIN, Route, Router
from policy.text import normalise
from policy.together import Together, joined

_SURELY = 0.8
"""So likely a topic answers what is asked behind the figures."""


class Figured:
    """Finds the thresholds that the figures of a question are of. `answer_to` gives the answer of a
    topic, `answered` that to a question."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        router: Router,
        several: Together,
        notice: Mapping[str, Notice],
        answer_to: Callable[[str, Asked], Answer],
        answered: Callable[[Asked], Answer],
    ) -> None:
        self._composer, self._router, self._several = composer, router, several
        self._notice, self._answer_to, self._answered = notice, answer_to, answered
        self._home = library.router.home
        self._figures = Figures(library.notices[self._home].entries)
        entries = library.notices[self._home].entries
        self._dated = [topic for topic, entry in entries.items() if entry.confirm is not None]
        """The topics that judge a day, the one that tells the deadline first."""
        self._if_enough = [re.compile(one) for one in library.router.asks_if_enough]

    def count(self, question: str, today: date) -> int:
        """For the thresholds of how many topics a question states figures; 0 for fewer than two."""
        return len(self._figures.each(question, partial(self._judges, today))[0])

    def each(self, asked: Asked) -> Answer | None:
        """What each of the figures comes to that a question states for different thresholds, and
        the answer to what is asked behind them."""
        figures, rest = self._figures.each(asked.question, partial(self._judges, asked.today))
        if not figures:
            return None
        told = [self._answer_to(f.topic, replace(asked, question=f.text)) for f in figures]
        titles = [self._notice[f.topic].entries[f.topic].title for f in figures]
        lines = [self._several.of_figure(t, a.text) for t, a in zip(titles, told, strict=True)]
        route = self._router.route(rest, hints=asked.heard.of(rest)) if rest else None
        if route is not None and route.confidence >= _SURELY:
            told.append(self._answered(replace(asked, question=rest, route=route)))
            lines.append(told[-1].text)
        return joined(lines, told)

    def topic_of(self, question: str, today: date) -> str | None:
        """The topic of the threshold of the one figure in a question that asks no more than whether
        it is enough."""
        text = normalise(question)
        if not any(one.search(text) for one in self._if_enough):
            return None
        return self._figures.only(text, partial(self._judges, today))

    def of_its_figure(self, asked: Asked) -> Asked:
        """A question that asks no more than whether the one figure in it is enough, as one of the
        threshold that the figure is of: 我们县床位使用率58%能申报吗 does not ask who may apply. One
        that asks whether a day is in time is of the deadline."""
        route = asked.route
        if any(notice != self._home for notice in route.asked_notices):
            return asked
        dated = planned(asked.question, asked.today) and self._dated
        if dated:
            judging = route.topic if route.topic in dated else dated[0]
            return replace(asked, route=self._as(str(judging), route))
        if route.confidence >= _SURELY and route.notice != self._home:
            return asked  # 讲座今年才办了一场 够数吗: no day of beginning
        topic = self.topic_of(asked.question, asked.today)
        known = route.topic in self._notice
        if topic is None or (known and self._judges(asked.today, str(route.topic), asked.question)):
            return asked
        return replace(asked, route=self._as(topic, route))

    def _as(self, topic: str, route: Route) -> Route:
        sure = max(route.confidence, PLAIN)
        return replace(route, topic=topic, best=topic, confidence=sure, notice=self._home)

    def _judges(self, today: date, topic: str, text: str) -> bool:
        return self._composer.judges(self._notice[topic], topic, text, today)
