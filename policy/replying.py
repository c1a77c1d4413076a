"""From a question to its reply: an entry's answer, the answers of several notices that speak of the
same thing, the words of a clause, or a decline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from policy import render
from policy.across import Across
from policy.compose import Composer
from policy.conversation import Conversation
from policy.finding import Finder
from policy.loader import Library
from policy.models import Answer, Citation, Subject
from policy.router import Route, Router
from policy.search import ClauseIndex
from policy.text import normalise, squash

_SURELY = 0.8
"""So likely a topic of a notice that the question names answers what no notice usually does."""
_LIKELY = 0.05
"""The least odds beside the best topic with which another may answer instead."""
_WHOLE = 400
"""A clause of up to so many characters is shown whole when it is asked where something stands."""


class Replier:
    """Chooses what answers a question. Everything said comes from entries or verbatim clauses."""

    def __init__(
        self, library: Library, composer: Composer, router: Router, index: ClauseIndex
    ) -> None:
        self._library, self._composer = library, composer
        self._router, self._index = router, index
        self._conversation = Conversation(router)
        self._notice = {topic: n for n in library.sources() for topic in n.entries}
        self._by_label = {n.meta.cited_as: n for n in library.notices.values()}
        self._near = library.router.together
        self._finder = Finder(library, composer, router, index)
        self._families: dict[str, list[str]] = {}
        for topic, notice in self._notice.items():
            family = notice.entries[topic].family
            if family is not None:
                self._families.setdefault(family, []).append(topic)

    def reply(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None,
        subject: Subject | None,
        today: date,
        last_topic: str | None,
        last_question: str | None = None,
        before: str = "",
        message: str = "",
        alone: bool = True,
    ) -> Answer:
        """The reply to one question, read in its message (what was stated before it, and all of
        it) and conversation. `alone`: the message asks nothing else, so that there is room for a
        second answer where the first is doubtful."""
        question = self._router.reader.without_asker(question)
        whole, route, follows = self._conversation.whole(
            question,
            hints=hints,
            last_topic=last_topic,
            last_question=last_question,
            before=before,
            message=message,
        )
        answer = self._answered(whole, route, subject, today, alone=alone)
        place = self._router.of_another_place(message, question, answer.topic)
        if place is not None:
            return self._composer.decline_elsewhere(place)
        return answer.model_copy(update={"understood": whole}) if follows else answer

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged."""
        return self._conversation.made_whole(question, last_question)

    def _answered(
        self, question: str, route: Route, subject: Subject | None, today: date, *, alone: bool
    ) -> Answer:
        """The reply to a question that is whole."""
        parts = self._conversation.questions_in(question)
        if parts and not self._router.compared(question):
            told = [
                self._answered(part, self._router.route(part), subject, today, alone=False)
                for part in parts
            ]
            foreign = any(
                self._router.of_another_place(question, part, answer.topic)
                for part, answer in zip(parts, told, strict=True)
            )
            if not foreign and all(answer.outcome != "clarify" for answer in told):
                return self._joined([answer.text for answer in told], told)
        named = route.asked_notices and route.confidence >= _SURELY
        if self._router.reader.never_said(question) and not named:
            place = self._router.reader.place_elsewhere(question)
            return self._finder.declined(question, place, today)
        if route.topic is None:
            return self._finder.without_entry(question, route, today)
        compared = self._compared(question, route, subject, today)
        if compared is not None:
            return compared
        topics = self._members(route, today)
        if self._router.reader.asks_every_file(question) and not self._compares(route.topic):
            where = self._finder.said_where(question, (), today)
            if where is not None and len(where.citations) > len(topics):
                return where
        if self._router.reader.asks_which_file(question) and not self._compares(route.topic):
            several = [t for t in self._conversation.several(question) if not self._compares(t)]
            return self._with_names(several or topics, question, subject, today)
        answers = [self.answer(t, question=question, subject=subject, today=today) for t in topics]
        if len(answers) == 1:
            fitting = self._fitting(answers[0], question, route, subject, today)
            if not alone:
                return fitting
            return self._with_runner_up(fitting, question, route, subject, today)
        whole = self._together(topics, answers)
        if whole.outcome == "answered" and self._lacks_what_must_be(whole.text, question):
            return self._finder.declined(question, None, today)
        return whole

    def answer(self, topic: str, *, question: str, subject: Subject | None, today: date) -> Answer:
        """One entry's answer."""
        return self._composer.answer(
            self._notice[topic], topic, question=question, subject=subject, today=today
        )

    def explain(self, topic: str, *, question: str, subject: Subject | None, today: date) -> Answer:
        """The clauses on which the answer of a topic stands, in their own words."""
        given = self.answer(topic, question=question, subject=subject, today=today)
        if given.outcome == "clarify" or not given.citations:
            return given
        lines: list[str] = []
        shown: list[Citation] = []
        for citation in given.citations:
            owner = self._by_label[citation.notice]
            clause = owner.clauses[citation.clause]
            whole = len(squash(clause.text)) <= _WHOLE
            quote = clause.text.strip() if whole else citation.quote
            made = Citation(notice=citation.notice, clause=citation.clause, quote=quote)
            if made in shown:
                continue
            shown.append(made)
            lead = self._finder.say("explained", owner, clause)
            lines.append(f"{lead}\n“{' '.join(quote.split())}”")
        return given.model_copy(
            update={"text": "\n".join(lines), "citations": shown, "card": None, "topic": topic}
        )

    def _fitting(
        self, given: Answer, question: str, route: Route, subject: Subject | None, today: date
    ) -> Answer:
        """The answer if it shows what the question asks for (a time, a sum, a phone), else another
        likely topic's that does; a decline where there is none and it must."""
        text = normalise(question)
        kinds = [
            (kind, re.compile(kind.shows))
            for kind in self._library.router.kinds_of_answer
            if re.search(kind.asks, text)
        ]
        if given.outcome != "answered" or all(shows.search(given.text) for _, shows in kinds):
            return given
        for topic, odds in route.others:
            if odds < _LIKELY:
                break
            other = self.answer(topic, question=question, subject=subject, today=today)
            if other.outcome != "clarify" and all(shows.search(other.text) for _, shows in kinds):
                return other
        if any(kind.always and not shows.search(given.text) for kind, shows in kinds):
            return self._composer.decline(self._index.search(text), today)
        return given

    def _with_runner_up(
        self, given: Answer, question: str, route: Route, subject: Subject | None, today: date
    ) -> Answer:
        """The answer, and after it the runner-up's where that is nearly as likely and says
        something else: whoever asked in few words finds what was meant among the two. Never a
        telephone beside what is no telephone."""
        second, odds = next(iter(route.others), (None, 0.0))
        if given.outcome != "answered" or given.topic is None or given.topic != route.topic:
            return given
        if second is None or odds < self._library.router.beside:
            return given
        if self._compares(second) or self._router.is_contact(second):
            return given
        other = self.answer(second, question=question, subject=subject, today=today)
        if other.outcome != "answered" or set(other.citations) <= set(given.citations):
            return given
        owner = self._notice[second]
        known = {
            "title": owner.entries[second].title,
            "notice": None if owner is self._notice[given.topic] else owner.meta,
        }
        lead = render.render(self._library.wording.runner_up, known)
        citations = dict.fromkeys([*given.citations, *other.citations])
        return given.model_copy(
            update={"text": f"{given.text}\n{lead}{other.text}", "citations": list(citations)}
        )

    def _lacks_what_must_be(self, said: str, question: str) -> bool:
        """Whether a text does not show the kind of thing without which nothing is answered."""
        text = normalise(question)
        return any(
            re.search(kind.asks, text) and not re.search(kind.shows, said)
            for kind in self._library.router.kinds_of_answer
            if kind.always
        )

    def _compares(self, topic: str) -> bool:
        """Whether a topic compares several notices itself."""
        return isinstance(self._notice[topic], Across)

    def _with_names(
        self, topics: Sequence[str], question: str, subject: Subject | None, today: date
    ) -> Answer:
        """The answers, each after the name of its notice."""
        told = [self.answer(t, question=question, subject=subject, today=today) for t in topics]
        if any(answer.outcome == "clarify" for answer in told):
            return next(answer for answer in told if answer.outcome == "clarify")
        leads = [
            render.render(self._library.wording.member, {"notice": self._notice[t].meta})
            for t in topics
        ]
        lines = [f"{lead}\n{a.text}" for lead, a in zip(leads, told, strict=True)]
        return self._joined(lines, told)

    def _compared(
        self, question: str, route: Route, subject: Subject | None, today: date
    ) -> Answer | None:
        """What each of the notices says that a question sets beside each other; None when it does
        not, when an entry of its own compares them, or when fewer than two notices are concerned.
        """
        assert route.topic is not None
        if self._compares(route.topic):
            return None
        found = self._router.compared(question)
        if len(found) < 2 or not any(topic for _, topic in found):
            return None
        lines: list[str] = []
        told: list[Answer] = []
        for notice_id, topic in found:
            meta = self._library.notices[notice_id].meta
            lead = render.render(self._library.wording.member, {"notice": meta})
            if topic is None:
                lines.append(f"{lead}\n{self._library.wording.not_there}")
                continue
            told.append(self.answer(topic, question=question, subject=subject, today=today))
            lines.append(f"{lead}\n{told[-1].text}")
        return self._joined(lines, told)

    def _members(self, route: Route, today: date) -> list[str]:
        """The topic found, or those of its family that the question asks for."""
        topic = route.topic
        assert topic is not None
        family = self._notice[topic].entries[topic].family
        if family is None:
            return [topic]
        members = self._families[family]
        asked = [t for t in members if self._notice[t].meta.id in route.asked_notices]
        odds = {topic: 1.0, **dict(route.others)}
        likely = {t: odds.get(t, 0.0) for t in members}
        ranked = sorted(members, key=lambda t: -likely[t])
        if route.of_all:
            return [t for t in ranked if t in asked or self._notice[t].meta.in_force(today)]
        if asked:
            return [topic] if topic in asked else [max(asked, key=lambda t: likely[t])]
        near = [
            t
            for t in ranked
            if t != topic and likely[t] >= self._near and self._notice[t].meta.in_force(today)
        ]
        in_force = self._notice[topic].meta.in_force(today)
        return [topic, *near] if in_force else [*near, topic]

    def _together(self, topics: Sequence[str], answers: Sequence[Answer]) -> Answer:
        """Several notices' answers as one, each with the name of its notice."""
        if all(answer.outcome == "clarify" for answer in answers):
            return answers[0]
        told = [(t, a) for t, a in zip(topics, answers, strict=True) if a.outcome == "answered"]
        told = told or list(zip(topics, answers, strict=True))
        if len(told) == 1:
            return told[0][1]
        lines = [
            f"{render.render(self._library.wording.member, {'notice': self._notice[t].meta})}"
            f"\n{answer.text}"
            for t, answer in told
        ]
        return self._joined(lines, [answer for _, answer in told])

    def _joined(self, lines: Sequence[str], told: Sequence[Answer]) -> Answer:
        """Several notices' answers as one; answered when one of them is."""
        first = next((a for a in told if a.outcome == "answered"), told[0])
        citations = dict.fromkeys(c for answer in told for c in answer.citations)
        return Answer(
            text="\n".join(lines),
            citations=list(citations),
            outcome=first.outcome,
            topic=first.topic,
            subject=first.subject,
        )
