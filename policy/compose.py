"""From an entry, a question, a subject and a day to an answer. Wording is all in the data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from policy import render, stages
from policy.context import answer_context, grade_context
from policy.entries import Entry, Say, Source
from policy.facts import Contact, Day, Deadline, Threshold
from policy.judge import Judgement, judge
from policy.loader import Library
from policy.models import Answer, Button, Citation, Hit, NoticeMeta, Subject
from policy.notice import Notice
from policy.planned import planned
from policy.premises import other_day, other_figure
from policy.stages import Picked
from policy.text import asks_more, fold, normalise, squash

_EXACTLY = re.compile("[正刚恰整][好巧]?好")
"""Says of a figure that it is at the line."""
_COUNTED = "÷"
"""In a share that counts come to."""
_PAST = re.compile("执行期|已过|废止|结束|到期")
"""An answer with one of these says itself that its notice's time is over."""
_ENDED = re.compile("废止|替代")
"""The same of a notice that was ended or replaced."""
_NUMBERED = re.compile(r"^(?:\d+[.、]|-)")
_LOOK_AT = 2
"""How many of the best hits may be shown as the nearest content of a declined question."""


class Composer:
    """Composes answers from the library's entries and wording."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._wording = library.wording
        self._home = library.notices[library.wording.contact.notice]
        self._contacts = [
            squash(fact.quote)
            for notice in library.notices.values()
            for fact in notice.facts.values()
            if isinstance(fact, Contact)
        ]
        self._metas = {n.meta.cited_as: n.meta for n in library.notices.values()}

    def is_contact(self, quote: str) -> bool:
        """Whether words found by search are a contact's: only an entry says whose a phone is."""
        return any(squash(quote) in contact for contact in self._contacts)

    def is_over(self, meta: NoticeMeta, text: str, today: date) -> str:
        """The sentence that a notice is not in force; empty where it is, or `text` says so."""
        told = _ENDED if meta.status in ("已废止", "已被替代") else _PAST
        if meta.in_force(today) or told.search(text):
            return ""
        return render.render(self._wording.past, {"notice": meta})

    @property
    def contact(self) -> Contact:
        """The contact offered when the notices do not say."""
        fact = self._home.facts[self._wording.contact.fact]
        assert isinstance(fact, Contact)  # the loader has checked it
        return fact

    def ask_contact(self) -> str:
        """One sentence: whom to ask when the notices do not say."""
        return render.render(self._wording.ask_contact, {"contact": self.contact})

    def contact_citation(self) -> Citation:
        """The words that name whom to ask."""
        return self._home.citation(self._wording.contact.fact)

    def answer(
        self, notice: Notice, topic: str, *, question: str, subject: Subject | None, today: date
    ) -> Answer:
        """The answer of one entry: asks back when the subject matters and is unknown."""
        entry = notice.entries[topic]
        picked = self._picked(notice, entry, question, today)
        context = answer_context(
            notice,
            self._wording,
            self.contact,
            today=today,
            subject=subject,
            picked=picked.stages,
            outside=picked.outside,
            other_day=self._other_day(notice, entry, question),
            plan=planned(question, today) if entry.confirm else None,
        )
        verdict = self._verdict(notice, entry, question, today)
        say, kind, special = entry.choose(normalise(question), subject)
        if special and verdict is not None and _asks_beside(verdict, question):
            verdict = None
        if say is None and verdict is None:
            return self._clarify(entry, context)
        text, sources = self._text(entry, say, verdict, context)
        wrong = other_figure(question, text) if verdict is None else None
        if wrong is not None:
            text = f"{render.render(self._wording.not_so, {'figure': wrong})}{text}"
        if special and verdict is None and kind == "fact" and asks_more(question):
            text, sources = self._and_whole(entry, text, sources, context)
        if picked.stages:
            sources = [stage.fact.id for stage in picked.stages]
        if entry.only_for is not None and subject is not None and subject != entry.only_for:
            text = f"{self._only_for(entry.only_for, subject)}\n{text}"
        over = self.is_over(notice.meta, text, today)
        text = f"{text}\n{over}" if over else text
        card = None
        if say is not None and say.card == "timeline":
            card = {"type": "timeline", "stages": stages.as_dicts(notice, today)}
        return Answer(
            text=text,
            citations=self._with_contact(text, [notice.citation(source) for source in sources]),
            outcome="declined" if kind == "not_specified" and verdict is None else "answered",
            topic=entry.topic,
            subject=subject,
            card=card,
            fails=verdict is not None and verdict.fails,
        )

    def _with_contact(self, text: str, citations: Sequence[Citation]) -> list[Citation]:
        """The citations of a text; with that of whom to ask, where the text gives the telephone."""
        shown = self.contact.phone in text
        if shown and all(fold(self.contact.phone) not in fold(c.quote) for c in citations):
            citations = [*citations, self.contact_citation()]
        return _distinct(citations)

    def judges(self, notice: Notice, topic: str, question: str, today: date) -> bool:
        """Whether a question states a number that the entry's threshold decides."""
        return self._verdict(notice, notice.entries[topic], question, today) is not None

    def decline_elsewhere(self, place: str) -> Answer:
        """Says that another place's rules are not among the notices; no telephone of ours."""
        text = render.render(self._wording.decline_elsewhere, {"place": place})
        return Answer(text=text, outcome="declined")

    def decline(self, hits: Sequence[Hit], today: date) -> Answer:
        """Says that the notices do not answer; a clause is shown only when truly near.

        What an expired or abolished notice says is never offered as the nearest content,
        nor is a contact.
        """
        current = [hit for hit in hits if self._metas[hit.notice].in_force(today)]
        near = next(
            (h for h in current[:_LOOK_AT] if self._is_near(h) and not self.is_contact(h.quote)),
            None,
        )
        context: dict[str, Any] = {"ask_contact": self.ask_contact()}
        citations = [self.contact_citation()]
        if near is None:
            text = render.render(self._wording.decline, context)
        else:
            text = render.render(self._wording.decline_near, {**context, "near": near})
            quoted = Citation(notice=near.notice, clause=near.clause, quote=near.quote)
            citations = _distinct([quoted, *citations])
        return Answer(text=text, citations=citations, outcome="declined")

    def _picked(self, notice: Notice, entry: Entry, question: str, today: date) -> Picked:
        seen = stages.views(notice.stages(), today)
        if entry.select == "stage":
            return stages.pick(question, seen, today)
        if entry.select == "current_stage" and seen:
            current = [stage for stage in seen if stage.state == "current"]
            return Picked(current or [seen[0] if seen[0].state == "future" else seen[-1]], [])
        return Picked([], [])

    def _other_day(self, notice: Notice, entry: Entry, question: str) -> str | None:
        fact = notice.facts[entry.confirm] if entry.confirm else None
        if isinstance(fact, Deadline):
            return other_day(question, fact.until)
        return other_day(question, fact.day) if isinstance(fact, Day) else None

    def _is_near(self, hit: Hit) -> bool:
        level = self._wording.nearness
        return hit.score >= level.sure or (
            hit.score >= level.score and hit.overlap >= level.overlap
        )

    def _verdict(
        self, notice: Notice, entry: Entry, question: str, today: date
    ) -> Judgement | None:
        if entry.judge is None:
            return None
        threshold = notice.facts[entry.judge.fact]
        assert isinstance(threshold, Threshold)  # the loader has checked it
        cutoff = notice.facts[entry.judge.cutoff] if entry.judge.cutoff else None
        return judge(
            entry.judge,
            threshold,
            question,
            today=today,
            cutoff=cutoff.day if isinstance(cutoff, Day) else None,
        )

    def _text(
        self, entry: Entry, say: Say | None, verdict: Judgement | None, context: dict[str, Any]
    ) -> tuple[str, list[Source]]:
        if verdict is not None and entry.judge is not None:
            graded = grade_context(context, verdict.ns, verdict.average, verdict.shifted)
            sources = entry.judge.cite or (list(say.cite) if say else [entry.judge.fact])
            return render.render(entry.judge.say[verdict.grade], graded), sources
        assert say is not None
        return render.render(say.text, context), list(say.cite)

    def _and_whole(
        self, entry: Entry, text: str, sources: list[Source], context: dict[str, Any]
    ) -> tuple[str, list[Source]]:
        """The answer to one side of a question that has several, with all that the entry says."""
        if entry.say is None or entry.kind != "fact" or all(s in sources for s in entry.say.cite):
            return text, sources
        more, others = self._text(entry, entry.say, None, context)
        said = {_bare(line) for line in text.splitlines()}
        left = [line for line in more.splitlines() if _bare(line) not in said]
        return "\n".join([text, *left]), [*sources, *others]

    def _clarify(self, entry: Entry, context: dict[str, Any]) -> Answer:
        text = render.render(self._wording.clarify, {**context, "title": entry.title})
        buttons = [words.button for words in self._wording.subjects.values()]
        return Answer(
            text=text, outcome="clarify", buttons=list[Button](buttons), topic=entry.topic
        )

    def _only_for(self, only_for: Subject, subject: Subject) -> str:
        names = {key: words.name for key, words in self._wording.subjects.items()}
        return render.render(
            self._wording.only_for, {"owner": names[only_for], "other": names[subject]}
        )


def _asks_beside(verdict: Judgement, question: str) -> bool:
    """Whether a figure is the rule's own, so that what is asked is a side of the topic."""
    counted = any(_COUNTED in n for n in verdict.ns)
    edge = verdict.grade == "edge" and not counted and not _EXACTLY.search(question)
    return edge or verdict.grade == "premise_right"


def _bare(line: str) -> str:
    """A line without its number in a list and its end."""
    return _NUMBERED.sub("", squash(line)).rstrip("；;。")


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    return list(dict.fromkeys(citations))
