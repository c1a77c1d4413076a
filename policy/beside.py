"""What answers a question that sets notices, or things of several notices, beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter

from policy.across import ID as ACROSS
from policy.frequency import only_frequency
from policy.router import PLAIN, Route, Router, Within
from policy.sides import Side, Sides

_MUCH_SURER = 0.3
_FAIRLY, _APART = 0.65, 0.35
"""How likely a side's topic answers it, or else how far it is apart from the notice's others."""
_PLAINLY = 0.9
"""From here on a question is plain as it stands."""
_KEPT = 64
"""So many questions are kept as they were compared."""


class Beside:
    """Finds each side's topic by what a router makes of its words."""

    def __init__(self, router: Router) -> None:
        self._router, self._reader = router, router.reader
        reader, rule = router.reader, router.data.sides
        self.sides = Sides(reader.cues, rule, router.ids, reader.beside_asking)
        # A message is looked at by all who might cut it.
        self._notices = lru_cache(maxsize=_KEPT)(self._of_notices)
        self._things = lru_cache(maxsize=_KEPT)(self._of_things)
        self._sides = lru_cache(maxsize=_KEPT)(self._find_sides)

    def notices(self, question: str) -> list[tuple[str, str | None]]:
        """For a question that sets two or more notices beside each other: each one's id and the
        topic that answers it there (None: the question names the notice, but nothing in it does).
        [] when the question does no such thing.
        """
        return list(self._notices(self._reader.read(question)))

    def things(self, question: str) -> list[str]:
        """The topics of the things that a question sets beside each other without saying where
        they stand, when every one is plain and they are of different notices; else []."""
        return list(self._things(self._reader.read(question)))

    def everywhere(self, question: str) -> list[str]:
        """The topic of each notice that plainly speaks of what a question asks of all of them; []
        where fewer than two do."""
        _, rest = self._reader.without_names(question)
        said = self._reader.beside_asking(rest)
        found = (self._router.within([i], said) for i in self._router.sources)
        topics = [f.topic for f in found if f.known >= _FAIRLY and f.odds >= _APART]
        return topics if len(topics) > 1 else []

    def ways(self, text: str) -> list[str]:
        """The ways in which the sides of a question (as it is read) are asked; [] where it has
        none, or where they only count if it is not plain as one."""
        return [] if self._is_weak(text) else _ways(self._sides(text))

    def _is_weak(self, text: str) -> bool:
        """Whether a question hardly says that it sets beside each other what it asks."""
        return not any(side.named for side in self._sides(text)) and self.sides.weakly(text)

    def _find_sides(self, text: str) -> Sequence[Side]:
        return self.sides.of(text.replace(" ", ""))

    def _of_notices(self, text: str) -> list[tuple[str, str | None]]:
        return self._as_a_whole(text) or self._of_sides(text) or self._of_names(text)

    def _as_a_whole(self, text: str) -> list[tuple[str, str | None]]:
        """What each of several notices is about, where a question only names them and asks how
        they differ (119号文和714号文有啥不一样)."""
        named, _, rest = self._reader.cues.mentioned(text)
        asked = self.sides.without_setting(rest)
        if len(named) < 2 or asked is None or self._reader.beside_asking(asked):
            return []
        found = [(self._router.ids[i], self._router.about(self._router.ids[i])) for i in named]
        return [(notice, topic) for notice, topic in found if topic is not None]

    def _of_sides(self, text: str) -> list[tuple[str, str | None]]:
        """Each side's, asked in its own words."""
        sides = self._sides(text)
        if not sides or (self._is_weak(text) and self._is_one(text)):
            return []
        self._router.prepare([text, *_ways(sides)])
        named = [side.named for side in sides]
        sure = self._router.data.level if any(named) else PLAIN
        whole = self._router.route(text)
        found = [told for side in sides for told in self._told(side, sure, whole)]
        topics = {topic for _, topic in found if topic is not None}
        return found if len(topics) > 1 or (topics and all(named)) else []

    def _told(self, side: Side, sure: float, whole: Route) -> list[tuple[str, str | None]]:
        """The notice of a side with the topic that answers it there: of the ways to ask it that
        are so `sure` the one that is nearest to a topic, all that is asked only where no other is;
        what answers the `whole` question where that is much surer."""
        places = sorted(side.notices)
        *own, rest = side.ways
        best = self._nearest(places, own, sure) or self._nearest(places, [rest], sure)
        if best is None and side.named:
            best = self._nearest(places, [self._reader.beside_asking(rest)], sure)
            if best is not None and best.topic in self._router.data.general:
                best = None
        if best is None:
            return [(self._router.ids[i], None) for i in places if side.named]
        if whole.notice == best.notice and whole.confidence - best.known >= _MUCH_SURER:
            return [(best.notice, whole.topic)]
        return [(best.notice, best.topic), *self._beside_it(side, best)]

    def _beside_it(self, side: Side, best: Within) -> list[tuple[str, str | None]]:
        """The topics of the other notices that a side may mean (25年 is that of two), where they
        are of its matter too."""
        if side.named or side.notices not in self.sides.of_each:
            return []
        found: list[tuple[str, str | None]] = []
        for i in sorted(side.notices):
            if self._router.ids[i] != best.notice:
                one = self._nearest([i], side.ways, self._router.data.level)
                if one is not None and self._router.of_one_matter(one.topic, best.topic):
                    found.append((one.notice, one.topic))
        return found

    def _nearest(self, places: Sequence[int], ways: Sequence[str], sure: float) -> Within | None:
        found = [self._router.within(places, way) for way in ways]
        likely = (one for one in found if one.known >= sure and _stands_out(one))
        return max(likely, key=lambda one: one.score, default=None)

    def _of_names(self, text: str) -> list[tuple[str, str | None]]:
        """What is left without the names and cues of the notices, asked of each."""
        named, hinted, rest = self._reader.cues.mentioned(text)
        compares = len(named) > 1 or any(w in text for w in self._router.data.comparing)
        if len(named) + len(hinted) < 2 or not compares or (not named and self._is_one(text)):
            return []
        found: list[tuple[str, str | None]] = []
        plainly: list[tuple[str, str | None]] = []
        for i in [*named, *hinted]:
            best = self._best_within(i, rest)
            answers = best.known >= self._router.data.level
            if answers or i in named:
                found.append((self._router.ids[i], best.topic if answers else None))
                plainly += found[-1:] if i in named or _stands_out(best) else []
        return plainly if len(plainly) > 1 else found

    def _best_within(self, notice: int, text: str) -> Within:
        """A notice's best topic for a text as it stands, or for its matter alone: whoever asks
        which of two speaks of something (哪个讲了消防) asks neither for it in its words."""
        plain = self._reader.beside_asking(text)
        ways = [self._router.within([notice], way) for way in dict.fromkeys((text, plain)) if way]
        return max(ways, key=lambda one: one.known)

    def _of_things(self, text: str) -> list[str]:
        for row in self.sides.things(text):
            if any(only_frequency(thing) for thing in row):
                continue  # 半年一回还是一年一回 are no two things
            routes = list(takewhile(attrgetter("plain"), map(self._router.route, row)))
            if any(route.notice == ACROSS for route in routes):
                continue  # what several say together is no side of them
            topics = [route.topic for route in routes if route.topic is not None]
            if len(topics) == len(row) and len({route.notice for route in routes}) > 1:
                one = self._of_one(text) or self._is_one(text)
                return [] if one else list(dict.fromkeys(topics))
        return []

    def _is_one(self, text: str) -> bool:
        """Whether a question that does not plainly compare is plain as one."""
        route = self._router.route(text)
        whole = route.topic is not None and route.confidence >= _PLAINLY
        return whole and not self.sides.plainly(text)

    def _of_one(self, text: str) -> bool:
        """Whether a question names one notice, which plainly answers all of it."""
        route = self._router.route(text)
        return route.asked_notices == (route.notice,) and route.confidence >= PLAIN


def _ways(sides: Sequence[Side]) -> list[str]:
    return list(dict.fromkeys(way for side in sides for way in side.ways))


def _stands_out(found: Within) -> bool:
    """Whether a notice's topic is more than the nearest of what has little to do with a side."""
    return found.known >= _FAIRLY or found.odds >= _APART
