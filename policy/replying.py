"""From a question to its reply: an entry's answer, the answers of several notices that speak of the
same thing, the words of a clause, or a decline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from policy.across import Across
from policy.ahead import Ahead
from policy.beyond import Beyond
from policy.compose import Composer
from policy.conversation import Conversation
from policy.figured import Figured
from policy.finding import NEAREST, Finder
from policy.fitting import Asked, Fitting
from policy.follow_up import only_item
from policy.heard import NOTHING, Heard
from policy.last_answer import Last, LastAnswer
from policy.loader import Library
from policy.models import Answer, Citation, Subject
from policy.open_points import Definitions, OpenPoints
from policy.router import PLAIN, Router
from policy.search import ClauseIndex
from policy.text import normalise, squash
from policy.together import Together, joined

_SURELY = 0.8
"""So likely a topic of a notice that the question names answers what no notice usually does."""
_NUMBERED = "by_number"
"""The family of what the notices say by the number of an article."""
_WHOLE = 400
"""A clause of up to so many characters is shown whole when it is asked where something stands."""


class Replier:
    """Chooses what answers a question. Everything said comes from entries or verbatim clauses."""

    def __init__(
        self, library: Library, composer: Composer, router: Router, index: ClauseIndex
    ) -> None:
        self._library, self._composer = library, composer
        self._router, self._index = router, index
        self._conversation = Conversation(router, self.subject_in)
        self._cutting = self._conversation.cutting
        self.ahead = Ahead(router, self._conversation.beside, self._conversation.runs)
        self._notice = {topic: n for n in library.sources() for topic in n.entries}
        self._by_label = {n.meta.cited_as: n for n in library.notices.values()}
        self._finder = Finder(library, composer, router, index)
        self._beyond = Beyond(library, router.reader)
        self._open = OpenPoints(library.wording)
        self._definitions = Definitions(library.router, router.reader)
        self._fits = Fitting(
            library, composer, router, index, self._finder, self._answer_to, self._notice
        )
        self._last_answer = LastAnswer(library, router.reader, self._fits, self._once_more)
        self._several = Together(library, self._notice)
        self._figured = Figured(
            library,
            composer,
            router,
            self._several,
            self._notice,
            self._answer_to,
            partial(self._answered, alone=False),
        )

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
        heard: Heard = NOTHING,
    ) -> Answer:
        """The reply to one question, read in its message (what was stated before it, and all of
        it) and conversation. `alone`: the message asks nothing else, so that there is room for a
        second answer where the first is doubtful. `heard`: the engine's readings of its parts."""
        question = self._router.reader.without_asker(question)
        last = None
        if last_topic is not None and last_question is not None:
            last = Last(last_topic, last_question, subject, today)
            item = self._last_answer.listed(question, last)
            if item is not None:
                return item
        self.ahead.prepare([question], message)
        whole, route, kept = self._conversation.whole(
            question,
            hints=hints,
            last_topic=last_topic,
            last_question=last_question,
            before=before,
            message=message,
        )
        asked = Asked(whole, route, subject, today, heard)
        answer = self._answered(asked, alone=alone, cut=kept is None)
        by_name = kept is not None and route.asked_notices  # 鞍山那个呢: the place is the notice's
        place = self._router.of_another_place(message, question, answer.topic)
        if place is not None and not by_name:
            return self._composer.decline_elsewhere(place)
        if last is not None:
            answer = self._last_answer.again(answer, question, last)
        return answer if kept is None else answer.model_copy(update={"understood": kept})

    def _once_more(self, last: Last) -> Answer:
        return self.answer(
            last.topic, question=last.question, subject=last.subject, today=last.today
        )

    def is_term(self, text: str) -> bool:
        """Whether a text is no more than a term that the notices use."""
        return self._finder.is_term(text)

    def made_whole(self, question: str, last_question: str) -> bool:
        """Whether a question only makes sense as the last one with something exchanged."""
        return self._conversation.made_whole(question, last_question)

    def hangs_on(self, question: str, last_topic: str | None) -> bool:
        """Whether a question only asks something of what was spoken of."""
        return self._conversation.hangs_on(question, last_topic)

    def sets_beside(self, question: str) -> bool:
        """Whether a question sets beside each other what several notices say."""
        found = bool(self._conversation.beside.notices(question))
        return found or bool(self._conversation.beside.things(question))

    def _answered(self, asked: Asked, *, alone: bool, cut: bool = True) -> Answer:
        """The reply to a question that is whole; `cut` where it may hold several (one that was made
        whole holds the last one, which is answered)."""
        figures = self._figured.each(asked) if cut else None
        if figures is not None:
            return figures
        asked = self._figured.of_its_figure(asked)
        question = asked.question
        if cut and not self._conversation.beside.notices(question):
            parts = self._cutting.one_by_one(question, asked.heard)
            each = self._each(parts, asked)
            if each is not None:
                return each
        beyond = self._beyond.not_held(question)
        if beyond is not None:
            return beyond
        family = self._beyond.family(question)
        if family is not None:
            return self._answer_to(family, asked)
        term = self._definitions.term(question)
        if term is not None:
            answer = self._meaning(term, asked)
        else:
            answer = self._one(asked, alone=alone, cut=cut)
            answer = self._with_open_parts(asked, answer) if cut else answer
            if cut and answer.outcome == "declined":
                answer = self._of_plain_parts(asked, answer)
            answer = self._open.unlisted(question, answer)
        return self._beyond.with_mentions(question, answer)

    def figures_in(self, question: str, today: date) -> int:
        """For the thresholds of how many topics a question states figures; 0 for fewer than two."""
        return self._figured.count(question, today)

    def figure_topic(self, question: str, today: date) -> str | None:
        """The topic of the threshold of the one figure in a question that asks no more than whether
        it is enough."""
        return self._figured.topic_of(question, today)

    def _with_open_parts(self, asked: Asked, answer: Answer) -> Answer:
        """The answer to the first question of a message, and which further one it leaves open."""
        if answer.outcome != "answered":
            return answer
        further = self._cutting.further(asked.question, answer.topic)
        open_ = [part for part in further if not self._fits.may_show(part, answer)]
        if not open_ or self._cutting.one_by_one(asked.question, asked.heard):
            return answer  # those were answered apart
        for part in open_:
            if self._router.route(part, hints=asked.heard.of(part)).topic is None:
                return self._open.unanswered(part, answer)
        return answer

    def _of_plain_parts(self, asked: Asked, declined: Answer) -> Answer:
        """What answers the plain questions of a message that is declined as a whole, and after it
        what is said of the rest."""
        plain, rest = self._cutting.plain_ones(asked.question, asked.heard)
        told = self._each(plain, asked) if plain else None
        if told is None or told.outcome != "answered" or told.topic == declined.topic:
            return declined
        if declined.topic is not None:
            both = [told.text, *([] if declined.text in told.text else [declined.text])]
            return joined(both, [told, declined])
        for part in rest:
            told = self._open.unanswered(part, told)
        return told

    def names_document(self, question: str) -> bool:
        """Whether a question names a document by number that is none of the notices."""
        return bool(self._beyond.documents(question))

    def asks_meaning(self, question: str) -> bool:
        """Whether a question asks what a term means."""
        return self._definitions.term(question) is not None

    def _meaning(self, term: str, asked: Asked) -> Answer:
        """What is said of a term whose meaning is asked; where none defines it, that this is so."""
        topic = self._definitions.topic(term)
        if topic is not None:
            given = self._answer_to(topic, asked)
        else:
            given = self._one(asked, alone=False)
        if self._definitions.defines(term, given) or given.outcome == "clarify":
            return given
        about = topic is not None or self._definitions.about(term, given)
        if given.outcome != "answered" or not about:
            notices = asked.route.asked_notices
            found = self._finder.where([term], notices, asked.today, most=NEAREST)
            if found is None:
                return self._open.no_such_term(
                    term, self._composer.ask_contact(), self._composer.contact_citation()
                )
            given = found
        return self._open.undefined(term, given)

    def _one(self, asked: Asked, *, alone: bool, cut: bool = True) -> Answer:
        """The reply to a question that holds no other, whole as it stands where it is `cut`."""
        question, route, today = asked.question, asked.route, asked.today
        named = route.asked_notices and route.confidence >= _SURELY
        if self._router.reader.never_said(question) and not named:
            place = self._router.reader.place_elsewhere(question)
            return self._finder.declined(question, place, today)
        compared = self._compared(asked)
        if compared is not None:
            return compared
        across = self._compares(route.topic)
        where = None
        if self._router.reader.asks_every_file(question) and not across:
            where = self._finder.said_where(question, (), today)
            each = self._conversation.beside.everywhere(question)
            if len(each) > (len(where.citations) if where is not None else 0):
                return self._with_names(each, asked)
        if only_item(normalise(question)) and not route.asked_notices:
            numbered = self._several.of(_NUMBERED)
            if len(numbered) > 1:
                return self._several.of_family(
                    numbered, [self._answer_to(topic, asked) for topic in numbered]
                )
        if route.asked_notices == (self._router.data.home,) and only_item(
            normalise(self._router.reader.without_names(question)[1])
        ):  # 714号文第三条: that notice does not number its articles
            return self._answer_to(self._router.data.articles, asked)
        looked_up = cut and route.confidence < PLAIN and self._finder.is_term(question)
        if route.topic is None or looked_up:
            return self._finder.without_entry(question, route, today)
        if not across:
            beside = self._each(self._conversation.set_beside(question), asked)
            if beside is not None:
                return beside
        topics = self._several.members(route, today)
        if where is not None and len(where.citations) > len(topics):
            return where
        if self._router.reader.asks_which_file(question) and not across:
            beside_it = self._conversation.several(question) if cut else ()
            several = [t for t in beside_it if not (self._compares(t) or self._is_general(t))]
            if len(topics) == 1:  # 照哪个文来的 asks for what the notice stands on, not what it is
                topics = [self._fits.topic_showing(topics[0], asked)]
            return self._with_names(several or topics, asked)
        answers = [self._answer_to(topic, asked) for topic in topics]
        if len(answers) == 1:
            fitting = self._fits.fitting(answers[0], asked)
            return self._fits.with_runner_up(fitting, asked) if alone else fitting
        whole = self._several.of_family(topics, answers)
        if whole.outcome == "answered" and self._fits.lacks_what_must_be(whole.text, question):
            return self._finder.declined(question, None, today)
        return whole

    def _each(self, parts: Sequence[str], asked: Asked) -> Answer | None:
        """The answers to several questions of one message; None where there are none, one of them
        must be asked back, or all that would be given is for another place than is meant."""
        told = []
        for part in parts:
            subject = self.subject_in(part) or asked.subject
            route = self._router.route(part, hints=asked.heard.of(part))
            one = Asked(part, route, subject, asked.today)
            told.append(self._answered(one, alone=False, cut=False))
        told = self._of_its_place(asked, parts, told)
        if not told or any(answer.outcome == "clarify" for answer in told):
            return None
        left = [
            text
            for part, answer in zip(parts, told, strict=True)
            for text in answer.unanswered or ([part] if answer.outcome == "declined" else [])
        ]
        whole = joined(list(dict.fromkeys(answer.text for answer in told)), told)
        return whole.model_copy(update={"unanswered": left})

    def _of_its_place(
        self, asked: Asked, parts: Sequence[str], told: Sequence[Answer]
    ) -> list[Answer]:
        """The answers, declined where one would be given for another place than the message means;
        [] where nothing is left, or the message is plain as a whole. A question that stands before
        the place is named, or behind it, is not of that place where a notice says something to the
        one that names it; what is asked of whom to call behind it is."""
        places = [
            self._router.of_another_place(asked.question, part, answer.topic)
            for part, answer in zip(parts, told, strict=True)
        ]
        kept: list[Answer] = []
        for i, (answer, place) in enumerate(zip(told, places, strict=True)):
            naming = [k for k, other in enumerate(parts) if place is not None and place in other]
            before = bool(naming) and i < naming[0]
            apart = before or not self._router.is_contact(answer.topic)
            if place is None or (apart and any(told[k].topic is not None for k in naming)):
                kept.append(answer)
            elif asked.route.plain:
                return []
            else:
                kept.append(self._composer.decline_elsewhere(place))
        return kept if any(answer.topic is not None for answer in kept) else []

    def subject_in(self, question: str) -> Subject | None:
        """Which kind of applicant a question names; None when it names none, or both alike.

        Terms that are only heard (示范机够) name one too.
        """
        text = f"{normalise(question)} {self._router.reader.read(question)}"
        kinds = self._library.wording.subjects
        named = [s for s, kind in kinds.items() if any(word in text for word in kind.words)]
        if len(named) > 1:
            named = [s for s in named if any(word in text for word in kinds[s].plainly)]
        return named[0] if len(named) == 1 else None

    def answer(self, topic: str, *, question: str, subject: Subject | None, today: date) -> Answer:
        """One entry's answer."""
        return self._composer.answer(
            self._notice[topic], topic, question=question, subject=subject, today=today
        )

    def _answer_to(self, topic: str, asked: Asked) -> Answer:
        return self.answer(topic, question=asked.question, subject=asked.subject, today=asked.today)

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

    def _compares(self, topic: str | None) -> bool:
        """Whether a topic compares several notices itself."""
        return topic is not None and isinstance(self._notice[topic], Across)

    def _is_general(self, topic: str) -> bool:
        """Whether a topic tells of a notice as a whole, and of no thing in it."""
        return topic in self._library.router.general

    def _with_names(self, topics: Sequence[str], asked: Asked) -> Answer:
        """The answers, each after the name of its notice."""
        return self._several.named(topics, [self._answer_to(topic, asked) for topic in topics])

    def _compared(self, asked: Asked) -> Answer | None:
        """What each of the notices says that a question sets beside each other; None when it does
        not, when an entry of its own compares them, or when fewer than two notices are concerned.
        """
        if self._compares(asked.route.topic):
            return None
        beside = self._conversation.beside
        found = beside.notices(asked.question)
        if len(found) < 2 or not any(topic for _, topic in found):
            things = beside.things(asked.question)
            each = self._with_names(things, asked) if things else None
            return each if each is not None and each.outcome != "clarify" else None
        lines: list[str] = []
        told: list[Answer] = []
        for notice_id, topic in found:
            meta = self._library.notices[notice_id].meta
            if topic is None:
                lines.append(self._several.not_there(meta))
                continue
            told.append(self._answer_to(topic, asked))
            lines.append(self._several.led(meta, told[-1].text))
        return joined(lines, told)
