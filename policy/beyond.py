"""Questions that are known to reach beyond the notices: documents that are not among them, and
what families ask of a home. What is said is the data's."""

from __future__ import annotations

import re

from policy import render
from policy.documents import Document, Documents
from policy.loader import Library
from policy.models import Answer, Citation
from policy.notice import Notice
from policy.reading import QuestionReader
from policy.text import normalise, squash


class Beyond:
    """Tells such questions by their words alone, whatever topic is near to them."""

    def __init__(self, library: Library, reader: QuestionReader) -> None:
        self._library, self._reader = library, reader
        data = library.router
        leads = [*data.document_leads, *data.asking_words]
        self._documents = Documents(list(library.notices.values()), leads)
        self._families = [
            (topic, re.compile("|".join(f"(?:{one})" for one in patterns)))
            for topic, patterns in data.families.items()
        ]

    def documents(self, question: str) -> list[Document]:
        """The documents that a question names by number and that are none of the notices."""
        return self._documents.asked(self._reader.cues.written(normalise(question)))

    def not_held(self, question: str) -> Answer | None:
        """That a document which the question names is not held, where no notice mentions it."""
        numbers = [d.name for d in self.documents(question) if not self._documents.places(d)]
        unknown = numbers or [f"《{title}》" for title in self._documents.titles(question)]
        if not unknown:
            return None
        told = {
            "documents": list(dict.fromkeys(unknown)),
            "held": [notice.meta.name for notice in self._library.notices.values()],
        }
        return Answer(
            text=render.render(self._library.wording.not_held, told),
            citations=[_head(notice) for notice in self._library.notices.values()],
            outcome="declined",
        )

    def with_mentions(self, question: str, answer: Answer) -> Answer:
        """The answer, and how the notices name the documents asked about that it does not show;
        these alone where it shows none of them."""
        asked = self.documents(question)
        if not asked:
            return answer
        shown = squash(normalise(answer.text + "".join(c.quote for c in answer.citations)))
        missing = [d for d in asked if f"{d.number}号" not in shown]
        if not missing or answer.outcome == "clarify":
            return answer
        lines, citations = [], []
        for document in missing:
            lead = {"document": document.name}
            lines.append(render.render(self._library.wording.only_mentioned, lead))
            for notice, clause, sentence in self._documents.places(document):
                quote = " ".join(sentence.split())
                where = {"notice": notice.meta, "clause": clause}
                lines.append(f"{render.render(self._library.wording.mentioned, where)}\n“{quote}”")
                citations.append(
                    Citation(notice=notice.meta.cited_as, clause=clause.path, quote=sentence)
                )
        said = "\n".join(lines)
        if len(missing) == len(asked) or answer.outcome == "declined":
            return Answer(text=said, citations=citations, outcome="answered")
        both = dict.fromkeys([*answer.citations, *citations])
        return answer.model_copy(update={"text": f"{answer.text}\n{said}", "citations": [*both]})

    def family(self, question: str) -> str | None:
        """The topic that declines what a family asks of a home, where the question names no
        notice."""
        if self._reader.without_names(question)[0]:
            return None
        text = normalise(question)
        return next((topic for topic, asks in self._families if asks.search(text)), None)


def _head(notice: Notice) -> Citation:
    """The line of a notice with its number, or its first clause where it prints none."""
    number = squash(notice.meta.number or "")
    for top in notice.tree:
        for clause in top.walk() if number else ():
            line = next((x for x in clause.text.splitlines() if number in squash(x)), None)
            if line is not None:
                return Citation(notice=notice.meta.cited_as, clause=clause.path, quote=line.strip())
    first = notice.tree[0]
    return Citation(notice=notice.meta.cited_as, clause=first.path, quote=first.text.strip())
