"""The questions that a message asks one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from policy.across import ID as ACROSS
from policy.follow_up import FollowUp, of_another, only_item
from policy.heard import NOTHING, Heard
from policy.models import Subject
from policy.naming import Naming
from policy.router import Route, Router
from policy.runs import APART, MOST_QUESTIONS, Runs
from policy.spoken_of import SpokenOf

_THE_NOTICE = re.compile("[这那](?:[个份一]{0,2}(?:文|通知)|份)")
_INSIDE = re.compile("^(?:福建|全?省|国家)?[里上中的内]+")
_WISH = re.compile("(?:我们?|咱们?)?(?:就|只)?(?:想|打算|准备)(?!问|知道|了解|打听|请教)")
_ENOUGH_SAID = 3
_KEPT = 64
"""So many messages are kept as they were cut."""
_SURELY = 0.65
"""How likely the topic of a question must be that hardly says what it is about."""

_PLAINLY, _WHOLLY = 0.9, 0.95
_TAKEN_UP = re.compile(r"[这那]个?(?P<thing>[\u4e00-\u9fff]{2})又?(?:到底|究竟)?是?(?P<asked>.+)")
"""`这个几年是从哪天算起`: what is taken up, and what is asked of it."""


class Cutting:
    """Cuts messages into questions, by what a router makes of their runs and the engine of their
    parts."""

    def __init__(
        self,
        router: Router,
        runs: Runs,
        naming: Naming,
        follow_up: FollowUp,
        spoken_of: SpokenOf,
        subject_in: Callable[[str], Subject | None],
    ) -> None:
        self._subject_in = subject_in
        self._router, self._reader = router, router.reader
        self._runs, self._naming = runs, naming
        self._follow_up, self._spoken_of = follow_up, spoken_of
        # A message is cut where it is answered, and again to see what its answer leaves open.
        self._cut = lru_cache(maxsize=_KEPT)(self._find)

    def one_by_one(self, question: str, heard: Heard = NOTHING) -> list[str]:
        """The questions of different topics that a message asks one after the other, each with
        what is said before it and every one of them plain; [] when they are fewer than two.

        One that names no notice is asked of the notice named before it. `heard`: what the engine
        makes of the message's parts.
        """
        return list(self._cut(question, heard))

    def plain_ones(self, question: str, heard: Heard = NOTHING) -> tuple[list[str], list[str]]:
        """The questions of a message that are plain by themselves, where at least one surely is,
        and the others."""
        runs = self._runs.of(question)
        if not 2 <= len(runs) <= MOST_QUESTIONS or self._named_after(question, heard):
            return [], runs
        routes = {run: self._router.route(run, hints=heard.of(run)) for run in runs}
        if all(route.confidence < _PLAINLY for route in routes.values()):
            return [], runs
        plain = [run for run, route in routes.items() if route.plain]
        return plain, [run for run in runs if run not in plain]

    def _find(self, question: str, heard: Heard) -> Sequence[str]:
        runs = self._runs.of(question)
        if not 2 <= len(runs) <= MOST_QUESTIONS or self._named_after(question, heard):
            return []

        # Asked only where it decides: most runs are read for the first time.
        def asked(text: str) -> Route:
            return self._router.route(text, hints=heard.of(text))

        found: list[str] = []
        for i, run in enumerate(runs):
            said = "，".join(runs[: i + 1])
            named = self._naming.beside(run, said, hints=None)
            whole = named or self._naming.of_short(run, said) or run
            if not found:
                found.append(whole)
                continue
            before = found[-1]
            if whole == run and _THE_NOTICE.search(run):
                run = whole = self._naming.of_the_same(run, asked(before))
            if whole == run:
                whole = self._whom_of_it(run, before, asked) or run
            elif self._says_nothing_else(whole, before, asked) and self._is_its_own(run, heard):
                whole = run  # 119号文什么时候报材料，入住率要多少: that notice says no more to it
            plain = self._stands_alone(whole, heard) or self._elsewhere(whole, before, asked)
            other = self._exchanged(
                run, before, freely=not plain or only_item(self._reader.read(run))
            )
            if other is not None:
                found.append(other)
                continue
            same = plain and self._same(whole, before, asked)
            goes_on = same or not plain or self._takes_up(run, before)
            sure = whole == run and self._surely(run, asked)
            if not goes_on and (sure or not self._points_back(run, asked(before))):
                found.append(whole)
                continue
            # 那个项目多少床，哪年建好: the second goes with the first
            joined = f"{before}，{whole}"
            takes_up = self._takes_up(run, before) or not self._says_enough(run)
            of_other = of_another(self._reader.read(run))
            of_other = of_other and asked(joined).topic != asked(before).topic
            if (takes_up and not of_other) or not self._apart(
                run, asked(whole), asked(before), asked(joined)
            ):
                found.pop()
            found.append(joined)
            if len(found) + len(runs[i + 1 :]) < 2:
                return []
        # 广东什么时候截止 is declined for that place
        lost = (asked(q).topic is None and not self._reader.place_elsewhere(q) for q in found)
        return [] if any(lost) else found

    def _named_after(self, question: str, heard: Heard) -> bool:
        """Whether the notice is named behind what is asked of it: 钱谁出？问的是省里21年那份."""
        for part in APART.split(question.strip())[1:]:
            names, rest = self._reader.without_names(part)
            if not names:
                continue
            rest = _INSIDE.sub("", rest)
            if self._reader.only_names(part) or self._follow_up.points_back(rest, elsewhere=False):
                return True
            if self._reader.asks_whether(rest):  # 护士要配几个，29号文有规定比例没
                return True
            points = self._follow_up.points_back(rest, elsewhere=True)
            if points and not self._stands_alone(part, heard):  # 什么时候到期 is a question
                return True
        return False

    def _stands_alone(self, run: str, heard: Heard) -> bool:
        """Whether a question is plain without the others, and says what it is about; or the engine
        is sure of its topic."""
        believed = heard.of(run)
        route = self._router.route(run, hints=believed)
        if (believed or {}).get(route.topic or "", 0.0) >= self._router.data.agreed:
            return True
        return route.plain and (self._says_enough(run) or route.confidence >= _SURELY)

    def _apart(self, run: str, alone: Route, before: Route, together: Route) -> bool:
        """Whether the question before is answered by itself too, beside one joined to it."""
        if not before.plain or self._points_back(run, before):
            return False
        return self._of_its_own(alone, before, together)

    def further(self, question: str, topic: str | None) -> Sequence[str]:
        """The questions of a message beside the one that a topic answered: its first, unless a
        later one is surely of that topic and the first of none."""
        runs = self._runs.of(question)
        if not 2 <= len(runs) <= MOST_QUESTIONS:
            return []
        if _WISH.match(runs[0]):  # 想看看竞争有多大: why it is asked
            return runs[1:]
        later = ((run, self._router.route(run)) for run in runs[1:])
        sure = [run for run, r in later if r.topic == topic and r.confidence >= _PLAINLY]
        if topic is None or not sure or self._router.route(runs[0]).topic is not None:
            return runs[1:]
        return [run for run in runs if run != sure[0]]

    def _whom_of_it(self, run: str, before: str, asked: Callable[[str], Route]) -> str | None:
        """A question for a telephone that names no notice, asked of the one that answered before:
        never the home notice's beside what another says."""
        found = asked(run)
        if not self._router.is_contact(found.topic) or self._router.names_person(run):
            return None
        last = asked(before)
        if last.notice in (None, ACROSS) or last.topic is None:
            return None
        told = self._spoken_of.whom_to_ask(run, self._reader.read(run), found, None, last.topic)
        return told[0] if told is not None else None

    def _takes_up(self, run: str, before: str) -> bool:
        """Whether a question only asks for a side of what the one before it said: 要过几年，这个
        几年从哪天算起."""
        found = _TAKEN_UP.match(self._reader.read(run))
        if found is None or found["thing"] not in before:
            return False
        return self._spoken_of.asks_aspect(found["asked"])

    def _points_back(self, run: str, before: Route) -> bool:
        """Whether a question asks of what the one before it named (投了多少，谁负责): of another
        notice's matter, since the home notice's own is asked for in such words too."""
        return self._router.is_elsewhere(before.notice) and self.asks_of_it(run, elsewhere=True)

    def asks_of_it(self, question: str, *, elsewhere: bool) -> bool:
        """Whether a question only asks something of what was spoken of, in the home notice or
        `elsewhere`."""
        text = self._reader.read(question)
        points = self._follow_up.points_back(text, elsewhere=elsewhere)
        return points or self._spoken_of.asks_aspect(text)

    def _of_its_own(self, alone: Route, before: Route, together: Route) -> bool:
        """Whether a question that is not plain alone is answered by another topic than the one
        before it, whose answer would be lost: 表在哪下载，要不要盖县政府的章."""
        other = together.topic is not None and together.topic != before.topic
        return other and alone.best == together.topic

    def _says_enough(self, run: str) -> bool:
        """Whether a question says what it is about, beside the words of asking: 谁填 does not."""
        return len(self._reader.beside_asking(self._reader.read(run))) >= _ENOUGH_SAID

    def _elsewhere(self, run: str, before: str, asked: Callable[[str], Route]) -> bool:
        """Whether a question names another notice than the one before it, and is answered there."""
        named = self._reader.without_names(run)[0]
        if not named:
            return False
        notice = asked(run).notice
        return notice in named and notice != asked(before).notice

    def _same(self, run: str, before: str, asked: Callable[[str], Route]) -> bool:
        """Whether two questions are of one topic and one kind of applicant, or both of whom to ask
        by one notice."""
        one, other = asked(run), asked(before)
        contacts = all(self._router.is_contact(route.topic) for route in (one, other))
        kinds = {self._subject_in(run), self._subject_in(before)}
        alike = one.topic == other.topic and (None in kinds or len(kinds) == 1)
        return alike or (contacts and one.notice == other.notice)

    def _says_nothing_else(self, whole: str, before: str, asked: Callable[[str], Route]) -> bool:
        """Whether a notice has for a question only what it was just asked for."""
        return asked(whole).topic == asked(before).topic or not asked(whole).plain

    def _is_its_own(self, run: str, heard: Heard) -> bool:
        """Whether a question says so surely what it is about that no notice named before it
        matters, or the engine is sure of it; never one for whom to ask."""
        believed = heard.of(run)
        route = self._router.route(run, hints=believed)
        sure = route.topic in (believed or {}) or route.confidence >= _WHOLLY
        return sure and route.plain and not self._router.is_contact(route.topic)

    def _surely(self, run: str, asked: Callable[[str], Route]) -> bool:
        """Whether a question is so plain that it points back at nothing: 什么时候截止."""
        return asked(run).confidence >= _PLAINLY

    def _exchanged(self, run: str, before: str, *, freely: bool) -> str | None:
        """The question before with what this one puts in its place, where it says no more than
        that: 县的申请表是几号附件，机构的又是几号; one that is plain by itself (not `freely`) where
        it says nothing else: 2022年才开的院能报吗，2019年的可以吗."""
        put = self._follow_up.exchanged(self._reader.read(run), self._reader.read(before))
        if put is None or not (
            freely or (put[1] and self._router.route(run).confidence < _PLAINLY)
        ):
            return None
        return put[0] if self._router.route(put[0]).plain else None
