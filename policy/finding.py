"""What is found for a question that no entry answers: the sentences that use its words, a clause
in its own words, or a decline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policy import render
from policy.compose import Composer
from policy.loader import Library
from policy.mentions import Mention, Mentions
from policy.models import Answer, Citation, Clause, Hit
from policy.notice import Notice
from policy.router import Route, Router
from policy.search import ClauseIndex
from policy.text import asks

_LOOK_AT = 2
"""How many of the best hits may answer."""
NEAREST = 2
"""So many notices are quoted where what they say is only near to what is asked."""
_MOST_PLACES = 2
"""So many sentences of a notice are shown with a word that was looked for."""
_TERM = range(2, 9)
"""So many characters are no more than a term."""


class Finder:
    """Looks in the clauses themselves. Everything it says is verbatim."""

    def __init__(
        self, library: Library, composer: Composer, router: Router, index: ClauseIndex
    ) -> None:
        self._library, self._composer = library, composer
        self._reader, self._index = router.reader, index
        self._by_label = {n.meta.cited_as: n for n in library.notices.values()}
        self._mentions = Mentions(
            list(library.notices.values()), library.router.asking_words, router.likeness.cut
        )

    def without_entry(self, question: str, route: Route, today: date) -> Answer:
        """What is said where no entry is likely to answer."""
        if route.asked_notices or self._reader.asks_which_file(question):
            told = self.said_where(question, route.asked_notices, today)
            if told is not None:
                return told
        if self.is_term(question):
            told = self.said_where(question, (), today)
            if told is not None:
                return told
        place = self._reader.place_elsewhere(question)
        hits = self._index.search(self._reader.read(question))
        found = self._clause(hits, today)
        return found or self.declined(question, place, today)

    def is_term(self, text: str) -> bool:
        """Whether a text is no more than a term that the notices use: 传染病."""
        term = self._reader.read(text)
        if len(term) not in _TERM or asks(term) or any(sign.isdigit() for sign in term):
            return False
        return self._mentions.words(term) == [term] and bool(self._mentions.find([term]))

    def declined(self, question: str, place: str | None, today: date) -> Answer:
        """That the notices do not say it, with the nearest that they do say; of another `place`,
        that they are not about it."""
        if place is not None:
            return self._composer.decline_elsewhere(place)
        return self._composer.decline(self._index.search(self._reader.read(question)), today)

    def said_where(self, question: str, among: Sequence[str], today: date) -> Answer | None:
        """The sentences in which the notices (`among` those named) use what is asked for."""
        _, rest = self._reader.without_names(question)
        return self.where(self._mentions.words(rest), among, today)

    def where(
        self, words: Sequence[str], among: Sequence[str], today: date, most: int | None = None
    ) -> Answer | None:
        """The sentences in which the notices (at `most` so many, those in force first) use every
        one of some words."""
        found = self._mentions.find(words, among)
        if most is not None:
            found = sorted(found, key=lambda one: not one.notice.meta.in_force(today))[:most]
        if not found:
            return None
        lines: list[str] = []
        citations: list[Citation] = []
        for mention in sorted(found, key=lambda one: not one.notice.meta.in_force(today)):
            said, cited = self._mentioned(mention, today)
            lines += said
            citations += cited
        return Answer(text="\n".join(lines), citations=citations, outcome="answered")

    def _mentioned(self, mention: Mention, today: date) -> tuple[list[str], list[Citation]]:
        meta, wording = mention.notice.meta, self._library.wording
        lines, citations = [], []
        for clause, sentence in mention.places[:_MOST_PLACES]:
            quote = " ".join(sentence.split())
            lines.append(f"{self.say('mentioned', mention.notice, clause)}\n“{quote}”")
            citations.append(Citation(notice=meta.cited_as, clause=clause.path, quote=sentence))
        if len(mention.places) > _MOST_PLACES:
            count = {"notice": meta, "places": len(mention.places)}
            lines.append(render.render(wording.mentions_more, count))
        over = self._composer.is_over(meta, "", today)
        return [*lines, *([over] if over else [])], citations

    def _clause(self, hits: Sequence[Hit], today: date) -> Answer | None:
        """The words of a clause in force that answer a question without an entry, or None."""
        level = self._library.wording.clause_levels
        for hit in hits[:_LOOK_AT]:
            notice = self._by_label[hit.notice]
            if not notice.meta.in_force(today) or self._composer.is_contact(hit.quote):
                continue
            if (
                hit.score >= level.score
                and hit.overlap >= level.overlap
                and hit.score + hit.overlap >= level.together
            ):
                lead = self.say("clause", notice, notice.clauses[hit.clause])
                quote = Citation(notice=hit.notice, clause=hit.clause, quote=hit.quote)
                text = f"{lead}\n“{' '.join(hit.quote.split())}”"
                return Answer(text=text, citations=[quote], outcome="answered")
        return None

    def say(self, name: str, notice: Notice, clause: Clause) -> str:
        """A sentence of the wording that leads in the words of a clause."""
        wording = getattr(self._library.wording, name)
        return render.render(wording, {"notice": notice.meta, "clause": clause})
