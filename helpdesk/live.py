"""Staff's approved answers in the answer path: looked up only where the notices do not answer."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from helpdesk.answers import APPROVED, AnswerBook, BadAnswer, Entry, cited
from helpdesk.settings import Match
from helpdesk.wording import say
from policy import Answer, Citation, PolicyBase, encoder
from policy.clock import SHANGHAI, today
from policy.text import normalise

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


class LiveAnswers:
    """Looks answers up by the likeness of questions.

    What is approved or withdrawn by any process counts from the next question on.
    """

    def __init__(self, book: AnswerBook, match: Match, knowledge: Callable[[], PolicyBase]) -> None:
        self._book = book
        self._match = match
        self._knowledge = knowledge

    def instead(self, question: str, declined: Answer, last_topic: str | None = None) -> Answer:
        """Staff's answer in place of a decline, or beside what the notices say of the topic; the
        decline itself when staff have none.

        What the notices answer stays as it is. A question that was answered only because of what
        was talked of before, `last_topic`, and not by itself counts as declined.
        """
        if declined.unanswered:
            return self._with_parts(declined)
        leans = declined.topic is not None and declined.topic == last_topic
        if declined.outcome != "declined" and not leans:
            return declined
        entry = self.find(question)
        if entry is not None and declined.outcome != "declined":
            alone = self._knowledge().reply(question, subject=None, today=today())
            if alone.outcome != "declined":
                return declined
            declined = alone
        if entry is None or entry.approved_on is None:
            return declined
        if declined.topic is None:
            text, own = _told(entry), _cited_by(entry)
            return Answer(text=text, citations=own, outcome="answered")
        return _beside(declined, entry)

    def _with_parts(self, answer: Answer) -> Answer:
        """Staff's answers beside those of the notices, to what no notice answers of a message."""
        left = []
        for question in answer.unanswered:
            entry = self.find(question)
            if entry is None or entry.approved_on is None:
                left.append(question)
            else:
                answer = _beside(answer, entry).model_copy(update={"outcome": "answered"})
        return answer.model_copy(update={"unanswered": left})

    def find(self, question: str) -> Entry | None:
        """The approved answer whose question is nearest, if it is near enough."""
        entries = [entry for entry in self._book.listed(APPROVED) if self._holds(entry)]
        asked = [(q, entry) for entry in entries for q in entry.questions]
        if not asked:
            return None
        text = normalise(question)
        likeness = likenesses(text, [normalise(q) for q, _ in asked])
        best = max(range(len(asked)), key=lambda place: self._score(text, asked, likeness, place))
        if self._score(text, asked, likeness, best) < self._match.least:
            return None
        return asked[best][1]

    def _score(
        self,
        text: str,
        asked: Sequence[tuple[str, Entry]],
        likeness: Sequence[float],
        place: int,
    ) -> float:
        return likeness[place] if self.same_matter(text, normalise(asked[place][0])) else 0.0

    def same_matter(self, one: str, other: str) -> bool:
        """Whether two questions name the same numbers, places and kinds."""
        return self._marks(one) == self._marks(other)

    def _marks(self, text: str) -> frozenset[str]:
        for word in self._match.words_ignored:
            text = text.replace(word, "")
        named = (word for word in self._match.words_apart if word in text)
        return frozenset([*named, *_NUMBERS.findall(text)])

    def _holds(self, entry: Entry) -> bool:
        """Whether what an answer cites still stands in a notice that is known."""
        if entry.citation is None:
            return True
        try:
            cited(self._knowledge(), *_parts(entry))
        except BadAnswer:
            return False
        return True


def likenesses(text: str, others: Sequence[str]) -> list[float]:
    """How like a normalised text is to others, 0 to 1."""
    vector = encoder.encode_one(text)
    return [float(np.dot(vector, encoder.encode_one(other))) for other in others]


def _told(entry: Entry) -> str:
    """Staff's answer with its day."""
    assert entry.approved_on is not None
    day = entry.approved_on.astimezone(SHANGHAI)
    date = f"{day.year}年{day.month}月{day.day}日"
    return say("answered_by_staff", date=date, text=entry.text)


def _cited_by(entry: Entry) -> list[Citation]:
    return [] if entry.citation is None else [entry.citation]


def _beside(answer: Answer, entry: Entry) -> Answer:
    """What the notices say, then staff's answer."""
    text = say("answer_beside", before=answer.text, told=_told(entry))
    cited_too = [*answer.citations, *_cited_by(entry)]
    return answer.model_copy(update={"text": text, "citations": cited_too})


def _parts(entry: Entry) -> tuple[str, str, str]:
    assert entry.citation is not None
    return entry.citation.notice, entry.citation.clause, entry.citation.quote
