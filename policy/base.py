"""PolicyBase: the notices, loaded and checked, and the answers drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from policy import encoder, stages
from policy.added import Added
from policy.compose import Composer
from policy.cues import item_number
from policy.entries import Entry
from policy.heard import Heard
from policy.live import LeftOut, read_live
from policy.loader import Library, load_library
from policy.models import Answer, Citation, Clause, Hit, NoticeMeta, Subject
from policy.notice import Notice
from policy.printed import printed
from policy.replying import Replier
from policy.router import Route, Router
from policy.search import ClauseIndex
from policy.text import squash

_ITEM_ALONE = 6
"""So many characters hold no more than the number of an article."""


class PolicyBase:
    """Everything the assistant knows. Immutable once loaded; safe to share between threads."""

    def __init__(
        self, library: Library, data_dir: Path | None = None, cache: Path | None = None
    ) -> None:
        self._library = self._own = library
        self._data_dir, self._cache = data_dir, cache
        self._added: Added | None = None
        self._left_out: list[LeftOut] = []
        self._topics = {topic: notice for notice in library.sources() for topic in notice.entries}
        self._composer = Composer(library)
        structured = list(library.notices.values())
        self._index = ClauseIndex(structured, data_dir, cache)
        self._router = Router(library.sources(), library.router, data_dir, cache)
        self._replier = Replier(library, self._composer, self._router, self._index)

    def with_live(self, folder: Path, *, leave_out: bool = False) -> PolicyBase:
        """The same knowledge with the notices in a folder (`var/notices/live`) in place of those
        added before; this base stays as it is.

        NoticeError when one of them does not hold, unless it is left out already; with
        `leave_out` whatever does not hold is left out (`left_out` says what and why).
        """
        live = read_live(folder, self._own)
        known = {one.id for one in self._left_out}
        fresh = [one for one in live.left_out if one.id not in known]
        if fresh and not leave_out:
            raise fresh[0].error
        if not live.notices and not live.left_out and not self._added and not self._left_out:
            return self
        made = copy(self)
        made.__dict__.pop("published", None)
        unread = [one.meta for one in live.left_out if one.meta is not None]
        made._library = library = self._own.with_added(live.notices, unread)
        made._topics = {topic: notice for notice in library.sources() for topic in notice.entries}
        made._composer = Composer(library)
        made._replier = Replier(library, made._composer, self._router, self._index)
        made._left_out, made._added = live.left_out, None
        if live.notices or unread:
            made._added = Added(
                live.notices, library, made._composer, self._router, self._notices_dir(),
                self._cache, unread,
            )  # fmt: skip
        return made

    def _notices_dir(self) -> Path:
        return next(iter(self._own.notices.values())).folder.parent

    # what there is

    @property
    def added(self) -> list[NoticeMeta]:
        """The notices that were added to the running service."""
        return [notice.meta for notice in self._added.notices] if self._added else []

    @property
    def left_out(self) -> list[LeftOut]:
        """The added notices that are not answered from, because their files do not hold."""
        return list(self._left_out)

    def names_added(self, question: str) -> bool:
        """Whether a question names one of them."""
        return self._added is not None and self._added.names(question)

    def notices_in(self, question: str) -> list[str]:
        """The ids of the notices that a question names, or hints at by place and year."""
        named, _ = self._router.reader.without_names(question)
        return named

    def names_document(self, question: str) -> bool:
        """Whether a question names a document by number that is none of the notices."""
        return self._replier.names_document(question)

    def asks_meaning(self, question: str) -> bool:
        """Whether a question asks what a term means."""
        return self._replier.asks_meaning(question)

    def asks_of_notice(self, question: str) -> bool:
        """Whether a question names a notice, or hints at one (`Route.asked_notices`)."""
        reader = self._router.reader
        return bool(reader.asked_of(reader.read(question)))

    def prepare(self, questions: Sequence[str], message: str, *, whole: bool = False) -> None:
        """Encode together what several questions of a message (`whole`: and the message itself) are
        likely to be compared by, which takes less time than one after the other. Nothing else
        depends on it."""
        self._replier.ahead.prepare(questions, message, whole=whole)

    def only_names(self, part: str) -> bool:
        """Whether a part of a message says nothing but which notice is meant."""
        return self._router.reader.only_names(part)

    def tells_who_asks(self, part: str) -> bool:
        """Whether a part of a message says no more than who asks, or for whom."""
        return self._router.reader.tells_who_asks(part)

    def hangs_on(self, part: str, last_topic: str | None) -> bool:
        """Whether a part of a message only asks something of what was spoken of, which `last_topic`
        answered."""
        return self._replier.hangs_on(part, last_topic)

    def never_said(self, question: str) -> bool:
        """Whether a question is of a kind that no notice answers."""
        return self._router.reader.never_said(question)

    def sets_beside(self, question: str) -> bool:
        """Whether a question sets beside each other what several notices say."""
        return self._replier.sets_beside(question)

    @property
    def router(self) -> Router:
        """What finds the topic of a question."""
        return self._router

    @property
    def notices(self) -> list[NoticeMeta]:
        """The structured notices."""
        return [notice.meta for notice in self._library.notices.values()]

    @property
    def unstructured(self) -> list[str]:
        """Folders that hold a source text only: listed, never answered from."""
        return list(self._library.unstructured)

    @property
    def topics(self) -> dict[str, Entry]:
        """Every topic that has an answer, with its entry."""
        return {topic: notice.entries[topic] for topic, notice in self._topics.items()}

    def notice(self, notice_id: str) -> Notice:
        """A structured notice by id or by how it is cited. KeyError when there is none."""
        for notice in self._library.notices.values():
            if notice_id in (notice.meta.id, notice.meta.cited_as):
                return notice
        raise KeyError(notice_id)

    def clause(self, notice_id: str, clause_id: str) -> Clause:
        """A clause by id (`3.3`) or display path (`三、（三）`). KeyError when unknown."""
        return self.notice(notice_id).clauses[clause_id]

    def fact(self, fact_id: str, notice_id: str | None = None) -> Any:
        """A fact by id (of the given notice, else of the one that has it). KeyError if none."""
        pool: Iterable[Notice] = (
            [self.notice(notice_id)] if notice_id else self._library.notices.values()
        )
        for notice in pool:
            if fact_id in notice.facts:
                return notice.facts[fact_id]
        raise KeyError(fact_id)

    @cached_property
    def published(self) -> frozenset[str]:
        """What the facts of all notices print of the offices: numbers by their digits, mailboxes
        and the persons to ask. No personal data of whoever asks."""
        added = self._added.notices if self._added else []
        notices = [*self._library.sources(), *added]
        return printed(fact for notice in notices for fact in notice.facts.values())

    @property
    def nbytes(self) -> int:
        """Memory of what is searched: vectors, word lists and weights."""
        return self._index.nbytes + self._router.likeness.nbytes

    # what it says

    def answer(self, topic: str, *, question: str, subject: str | None, today: date) -> Answer:
        """The answer to a topic. `subject` is county, institution or None; anything else is None.

        `question` is the user's text: numbers, months and names in it are taken into account. A
        topic without an answer is treated as a question the notices do not answer.
        """
        if self._added is not None and self._added.has(topic):
            return self._added.answer(
                topic, question=question, subject=_subject(subject), today=today
            )
        if topic not in self._topics:
            return self.decline(question, today)
        return self._replier.answer(
            topic, question=question, subject=_subject(subject), today=today
        )

    def judges(self, topic: str, question: str, today: date) -> bool:
        """Whether a question states a number that the topic's threshold decides."""
        notice = self._topics.get(topic)
        return notice is not None and self._composer.judges(notice, topic, question, today)

    def figure_topic(self, question: str, today: date) -> str | None:
        """The topic of the threshold of the one figure in a question that asks no more than whether
        it is enough."""
        return self._replier.figure_topic(question, today)

    def figures_in(self, question: str, today: date) -> int:
        """For the thresholds of how many topics a question states figures; 0 for fewer than two."""
        return self._replier.figures_in(question, today)

    def route(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None = None,
        last_topic: str | None = None,
    ) -> Route:
        """Which topic a question is about; `hints` are the engine's guesses with confidence."""
        return self._router.route(question, hints=hints, last_topic=last_topic)

    def reply(
        self,
        question: str,
        *,
        hints: Mapping[str, float] | None = None,
        subject: str | None,
        today: date,
        last_topic: str | None = None,
        last_question: str | None = None,
        before: str = "",
        message: str = "",
        alone: bool = True,
        parts: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Answer:
        """Answer a question of any topic of any notice, or say that the notices do not.

        `last_topic` and `last_question`: of the conversation's last answer, for a question that
        leaves out what that one said; `before`: what was stated before it in the same `message`,
        in which it is the only question when `alone`; `parts`: the engine's guesses (as `hints`) at
        each part of the question by itself, by its words.
        """
        kind = _subject(subject)
        if self._added is not None:
            first = self._added.first(question, subject=kind, today=today, last_topic=last_topic)
            if first is not None:
                return first
        answer = self._replier.reply(
            question,
            hints=hints,
            subject=kind,
            today=today,
            last_topic=last_topic,
            last_question=last_question,
            before=before,
            message=message,
            alone=alone,
            heard=Heard.of_parts(parts or {}),
        )
        open_ = answer.outcome == "declined" and answer.topic is None
        if self._added is not None and open_ and not self.names_document(question):
            return self._added.instead(question, subject=kind, today=today) or answer
        return answer

    def asks_item(self, text: str) -> bool:
        """Whether a text is no more than the number of an article or a thing listed (第三项)."""
        return len(text) <= _ITEM_ALONE and item_number(self._router.reader.read(text)) is not None

    def is_term(self, text: str) -> bool:
        """Whether a text is no more than a term that the notices use (压疮), and asks nothing."""
        return self._replier.is_term(text)

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged (下一条)."""
        return self._replier.made_whole(question, last_question)

    def explain(self, topic: str, *, question: str, subject: str | None, today: date) -> Answer:
        """The clauses on which the answer of a topic stands, in their own words and context."""
        if self._added is not None and self._added.has(topic):
            return self._added.explain(topic, subject=_subject(subject), today=today)
        if topic not in self._topics:
            return self.decline(question, today)
        return self._replier.explain(
            topic, question=question, subject=_subject(subject), today=today
        )

    def subject_in(self, question: str) -> Subject | None:
        """Which kind of applicant a question names; None when it names none, or both
        alike."""
        return self._replier.subject_in(question)

    def decline(self, question: str, today: date) -> Answer:
        """Not in the notices: says so, shows the nearest content only if near, offers contact."""
        return self._composer.decline(self.nearest(question), today)

    def nearest(self, question: str, limit: int = 5) -> list[Hit]:
        """The clauses nearest to a question, best first (near or not: see Hit.score)."""
        return self._index.search(question, limit)

    def timeline(self, today: date, notice_id: str | None = None) -> list[dict[str, Any]]:
        """The stages of a notice as JSON-able dicts: id, name, start, end, state, clause, quote."""
        notice = (
            self.notice(notice_id)
            if notice_id
            else next(n for n in self._library.notices.values() if n.stages())
        )
        return stages.as_dicts(notice, today)

    def cite(self, notice_id: str, clause_id: str, quote: str | None = None) -> Citation:
        """A citation by clause id or path; ValueError when the quote is not in the clause."""
        clause = self.clause(notice_id, clause_id)
        chosen = clause.text if quote is None else quote
        if squash(chosen) not in squash(clause.text):
            raise ValueError(f"引文不在条款 {clause.path} 里")
        return Citation(
            notice=self.notice(notice_id).meta.cited_as, clause=clause.path, quote=chosen
        )

    def cite_fact(self, fact_id: str, notice_id: str | None = None) -> Citation:
        """The citation of a fact's whole quote."""
        fact = self.fact(fact_id, notice_id)
        owner = next(n for n in self._library.notices.values() if n.facts.get(fact_id) is fact)
        return owner.citation(fact_id)

    def ask_contact(self) -> str:
        """One sentence: whom to ask when the notices do not say."""
        return self._composer.ask_contact()

    def warm_up(self) -> None:
        """Load the search model now rather than with the first question that needs it: what is
        kept on disk needs no encoder, the first question does."""
        encoder.warm_up()
        self._index.warm_up()
        self._router.warm_up()
        if self._added is not None:
            self._added.warm_up()


def _subject(given: str | None) -> Subject | None:
    return "county" if given == "county" else "institution" if given == "institution" else None


def load(data_dir: Path, cache: Path | None = None, live_dir: Path | None = None) -> PolicyBase:
    """Load and validate `data/notices`; NoticeError (file, place, problem_zh) when broken.

    `cache` is a folder for computed vectors, so that the next start is quick; `live_dir` that of
    the notices added to the service, read the same way; one that does not hold is left out
    (`PolicyBase.left_out`), so that it does not take the answers of all the others with it.
    """
    base = PolicyBase(load_library(data_dir), data_dir.parent, cache)
    return base.with_live(live_dir, leave_out=True) if live_dir is not None else base
