"""What a question means beside what was said with it in one message and before it in the
conversation: parts that are questions of their own, and follow-ups made whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter

from policy.across import ID as ACROSS
from policy.beside import Beside
from policy.follow_up import FollowUp, of_another
from policy.router import PLAIN, Route, Router
from policy.runs import APART, MOST_QUESTIONS, Runs
from policy.spoken_of import SpokenOf

_SIDE_BY_SIDE = re.compile("[和跟与、,，;； ]|还有|以及|是不?是?")
_LEAST_PART = 3
_ABOUT = 0.8
_THE_NOTICE = re.compile("[这那](?:[个份一]{0,2}(?:文|通知)|份)")
_INSIDE = re.compile("^(?:福建|全?省|国家)?[里上中的内]+")
_SHORT_RUN, _ENOUGH_SAID = 8, 3
_KEPT = 64
"""So many messages are kept as they were cut."""
_PLAINLY, _SURELY = 0.9, 0.65
"""How likely the topic of a message must be that tells which notice it means, and that of a
question that hardly says what it is about."""

_TAKEN_UP = re.compile(r"[这那]个?(?P<thing>[\u4e00-\u9fff]{2})又?(?:到底|究竟)?是?(?P<asked>.+)")
"""`这个几年是从哪天算起`: what is taken up, and what is asked of it."""


class Conversation:
    """Reads questions in their message and conversation, by what a router makes of them."""

    def __init__(self, router: Router) -> None:
        self._router, self._reader = router, router.reader
        self.beside, self.runs = Beside(router), Runs(router.reader)
        data = router.data
        self._spoken_of = SpokenOf(router)
        self._comparing = data.comparing
        places = [*data.places, *data.own_places]
        kinds = [places, router.persons]
        self._follow_up = FollowUp(data.follow_ups, self._reader.cues.words(), kinds)
        # A message is cut where it is answered, and again to see what its answer leaves open.
        self._questions = lru_cache(maxsize=_KEPT)(self._find_questions)
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
        named = self.named_beside(question, message, hints=hints)
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
        of_it = self._spoken_of.asks_aspect(self._reader.read(question))
        return text, route, last_question if of_it else text

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
            if route.topic is not None and route.confidence >= PLAIN:
                return put[0], route
        of_that = self._spoken_of.of_that_notice(text, last)
        if of_that is None and last_topic is not None:
            of_that = self._spoken_of.of_the_notice(text, last_topic)
        if of_that is not None:
            return of_that
        if not self._reader.is_follow_up(text, answered=alone.topic is not None):
            return question, alone
        if last_topic is not None and self._spoken_of.asks_aspect(text):
            return self._spoken_of.aspect(text, last, last_topic)
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
        elsewhere = self._is_elsewhere(self._router.notice_of(last_topic))
        points = self._follow_up.points_back(text, elsewhere=elsewhere)
        back = points and not self._reader.without_names(text)[0]
        same = back or (doubtful and not of_another(text))
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
        found = self._reader.with_name(question, message) or self._hinted(question, message)
        if found is None:
            return None
        whole, notice = found
        alone = self._router.route(question, hints=hints)
        if self._router.is_contact(alone.topic):
            return None if self._router.names_person(question) else whole
        if (hints or {}).get(alone.topic or "", 0.0) >= self._router.data.agreed:
            return None
        route = self._router.route(whole)
        surer = route.notice == notice and route.confidence >= _ABOUT * alone.confidence
        return whole if surer else None

    def _hinted(self, question: str, message: str) -> tuple[str, str] | None:
        """A question that names no notice with the name of the one, of several that its message
        hints at, by which the whole is plainly answered; and that notice's id."""
        if question == message or self._reader.without_names(question)[0]:
            return None
        if len(self._reader.without_names(message)[0]) < 2:
            return None
        route = self._router.route(message)
        if route.notice not in route.asked_notices or route.confidence < _PLAINLY:
            return None
        return f"{self._reader.name_of(str(route.notice))}{question}", str(route.notice)

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
        elsewhere = self._is_elsewhere(together.notice)
        back = self._follow_up.points_back(self._reader.read(question), elsewhere=elsewhere)
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
                if route.topic is not None and route.plain:
                    found[route.topic] = None
        return list(found) if len(found) > 1 else []

    def questions_in(self, question: str) -> list[str]:
        """The questions of different topics that a message asks one after the other, each with
        what is said before it and every one of them plain; [] when they are fewer than two.

        One that names no notice is asked of the notice named before it.
        """
        return list(self._questions(question))

    def _find_questions(self, question: str) -> Sequence[str]:
        runs = self.runs.of(question)
        if not 2 <= len(runs) <= MOST_QUESTIONS or self._named_after(question):
            return []
        # Asked only where it decides: most runs are read for the first time.
        asked = self._router.route
        found: list[str] = []
        for i, run in enumerate(runs):
            said = "，".join(runs[: i + 1])
            whole = self.named_beside(run, said, hints=None) or self._of_named(run, said) or run
            if not found:
                found.append(whole)
                continue
            before = found[-1]
            if whole == run and _THE_NOTICE.search(run):
                run = whole = self._of_the_same(run, asked(before))
            if whole == run:
                whole = self._whom_of_it(run, before) or run
            plain = self._stands_alone(whole) or self._elsewhere(whole, before)
            other = None if plain else self._exchanged(run, before)
            if other is not None:
                found.append(other)
                continue
            same = plain and self._same(asked(whole), asked(before))
            goes_on = same or not plain or self._takes_up(run, before)
            if not (goes_on or self._points_back(run, asked(before))):
                found.append(whole)
                continue
            # 那个项目多少床，哪年建好: the second goes with the first
            joined = f"{before}，{whole}"
            if self._takes_up(run, before) or not self._apart(run, whole, before, joined):
                found.pop()
            found.append(joined)
            if len(found) + len(runs[i + 1 :]) < 2:
                return []
        return [] if any(asked(run).topic is None for run in found) else found

    def _named_after(self, question: str) -> bool:
        """Whether the notice is named behind what is asked of it: 钱谁出？问的是省里21年那份."""
        for part in APART.split(question.strip())[1:]:
            names, rest = self._reader.without_names(part)
            if not names:
                continue
            rest = _INSIDE.sub("", rest)
            if self._reader.only_names(part) or self._follow_up.points_back(rest, elsewhere=False):
                return True
            points = self._follow_up.points_back(rest, elsewhere=True)
            if points and not self._stands_alone(part):  # 什么时候到期 of a notice is a question
                return True
        return False

    def _stands_alone(self, run: str) -> bool:
        """Whether a question is plain without the others, and says what it is about."""
        route = self._router.route(run)
        return route.plain and (self._says_enough(run) or route.confidence >= _SURELY)

    def _apart(self, run: str, whole: str, before: str, joined: str) -> bool:
        """Whether the question before is answered by itself too, beside one joined to it."""
        if not self._says_enough(run) or not self._router.route(before).plain:
            return False
        first = self._router.route(before)
        if self._points_back(run, first):
            return False
        return self._of_its_own(self._router.route(whole), first, self._router.route(joined))

    def further(self, question: str) -> Sequence[str]:
        """The questions of a message after its first."""
        runs = self.runs.of(question)
        return [] if len(runs) > MOST_QUESTIONS else runs[1:]

    def _whom_of_it(self, run: str, before: str) -> str | None:
        """A question for a telephone that names no notice, asked of the one that answered before:
        never the home notice's beside what another says."""
        found = self._router.route(run)
        if not self._router.is_contact(found.topic) or self._router.names_person(run):
            return None
        last = self._router.route(before)
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
        return self._is_elsewhere(before.notice) and self._asks_of_it(run, elsewhere=True)

    def hangs_on(self, question: str, last_topic: str | None) -> bool:
        """Whether a question only asks something of what was spoken of: 到什么时候, 这个谁管."""
        return self._asks_of_it(
            question, elsewhere=self._is_elsewhere(self._router.notice_of(last_topic))
        )

    def _asks_of_it(self, question: str, *, elsewhere: bool) -> bool:
        text = self._reader.read(question)
        points = self._follow_up.points_back(text, elsewhere=elsewhere)
        return points or self._spoken_of.asks_aspect(text)

    def _is_elsewhere(self, notice: str | None) -> bool:
        """Whether a notice is another than the one that a question means which names none."""
        return notice not in (None, self._router.data.home)

    def _of_its_own(self, alone: Route, before: Route, together: Route) -> bool:
        """Whether a question that is not plain alone is answered by another topic than the one
        before it, whose answer would be lost: 表在哪下载，要不要盖县政府的章."""
        other = together.topic is not None and together.topic != before.topic
        return other and alone.best == together.topic

    def _of_named(self, run: str, said: str) -> str | None:
        """A short question with the name of the notice that its message names, where that notice
        answers it: 促进行动的培训做到什么程度，到哪年为止."""
        found = self._reader.with_name(run, said) if len(run) < _SHORT_RUN else None
        if found is None:
            return None
        whole, notice = found
        return whole if self._router.route(whole).notice == notice else None

    def _says_enough(self, run: str) -> bool:
        """Whether a question says what it is about, beside the words of asking: 谁填 does not."""
        return len(self._reader.beside_asking(self._reader.read(run))) >= _ENOUGH_SAID

    def _elsewhere(self, run: str, before: str) -> bool:
        """Whether a question names another notice than the one before it, and is answered there."""
        named = self._reader.without_names(run)[0]
        if not named:
            return False
        notice = self._router.route(run).notice
        return notice in named and notice != self._router.route(before).notice

    def _of_the_same(self, run: str, before: Route) -> str:
        """A question about the notice spoken of with the name of the one that answered before."""
        if before.notice in (None, ACROSS) or self._reader.without_names(run)[0]:
            return run
        return f"{self._reader.name_of(str(before.notice))}{run}"

    def _same(self, one: Route, other: Route) -> bool:
        """Whether two questions are of one topic, or both of whom to ask by one notice."""
        contacts = all(self._router.is_contact(route.topic) for route in (one, other))
        return one.topic == other.topic or (contacts and one.notice == other.notice)

    def _exchanged(self, run: str, before: str) -> str | None:
        """The question before with what this one puts in its place, where it says no more than
        that: 县的申请表是几号附件，机构的又是几号."""
        put = self._follow_up.exchanged(self._reader.read(run), self._reader.read(before))
        return put[0] if put is not None and self._router.route(put[0]).plain else None

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
        return []


def _alone(text: str, item: str, items: Sequence[str]) -> str:
    """A text with one of several things in place of all of them."""
    every = "|".join(map(re.escape, sorted(items, key=len, reverse=True)))
    row = re.compile(f"(?:{every})(?:(?:[和跟与、,，]|还是|以及)?(?:{every}))+")
    single = row.sub(item, text)
    return re.sub(every, item, single)


def _surer(one: Route, other: Route) -> bool:
    return other.topic is None or one.confidence >= other.confidence
