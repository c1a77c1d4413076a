"""What an answer leaves open of its question is said with it: that a term is defined nowhere, that
it is not written how often something is done, that one of two questions is answered nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from policy import render
from policy.entries import Wording
from policy.models import Answer, Citation
from policy.numerals import NUMBER, plain, to_number
from policy.reading import QuestionReader
from policy.router_data import RouterData
from policy.text import normalise, squash

_DEFINES = re.compile("是指|指的是|定义|解释")
_SAID_IN = re.compile("^(?:[里中上]面?|所)?(?:说|讲|写|提|提到|写到|讲到|要求)?(?:到|过)?的")
_WHICH = re.compile(rf"哪(?P<number>{NUMBER})(?P<unit>[项家种类条所个])")
_LISTED = re.compile(r"^(?:\d+\.|-|[一二三四五六七八九十]+、)", re.MULTILINE)
_APART = re.compile("[、；和与及]")
_MANY = 3
"""Of fewer things none is looked for in the text."""
_ALSO = (("老人", "老年人"),)
"""How a term is said and how it is written."""
_LEAST_TERM, _MOST_TERM = 2, 12


class Definitions:
    """Questions for what a term means (医联体什么意思)."""

    def __init__(self, data: RouterData, reader: QuestionReader) -> None:
        self._asks = [re.compile(pattern) for pattern in data.defining.asks]
        self._terms, self._defined = data.defining.terms, data.defining.defined
        self._near = data.defining.near
        self._reader = reader

    def term(self, question: str) -> str | None:
        """The term whose meaning a question asks for; None for any other question, and where what
        is asked about is a notice."""
        text = normalise(question).strip(" ?？。!！")
        for pattern in self._asks:
            match = pattern.fullmatch(text)
            if match is None:
                continue
            term = self._bare(match["term"])
            listed = "loose" not in match.groupdict() or term in self._terms
            fits = _LEAST_TERM <= len(term) <= _MOST_TERM
            if fits and listed and not self._reader.only_names(term):
                return term
        return None

    def _bare(self, term: str) -> str:
        """A term without the notice in which it is said: 29号文说的县域全覆盖."""
        said = term.strip("“”\"'《》 的")
        names, rest = self._reader.without_names(said)
        bare = _SAID_IN.sub("", rest).strip("“”\"'《》 的")
        return bare if names and len(bare) >= _LEAST_TERM else said

    def topic(self, term: str) -> str | None:
        """The topic that defines a term, or the thing of which the term is a part of the name, or
        that is near to it."""
        holding = [key for key in self._defined if term in key]
        return self._defined[min(holding, key=len)] if holding else self._near.get(term)

    def defines(self, term: str, answer: Answer) -> bool:
        """Whether an answer says what a term means, or itself that this is said nowhere."""
        if self.topic(term) is not None:
            return term in self._defined
        return self.about(term, answer) and bool(_DEFINES.search(answer.text))

    def about(self, term: str, answer: Answer) -> bool:
        """Whether an answer, or the words it cites, hold a term."""
        shown = squash("".join([answer.text, *(c.quote for c in answer.citations)]))
        return any(one in shown for one in (term, *(term.replace(*pair) for pair in _ALSO)))


class Frequencies:
    """Questions for how often something is done."""

    def __init__(
        self, data: RouterData, reader: QuestionReader, cut: Callable[[str], Sequence[str]]
    ) -> None:
        self._asks = re.compile(data.frequency.asks)
        self._shows = re.compile(data.frequency.shows)
        self._nothing = frozenset(data.frequency.nothing)
        self._reader, self._cut = reader, cut

    def thing(self, question: str) -> list[str] | None:
        """The words of what is done; None where a question does not ask how often."""
        text = normalise(question)
        if not self._asks.search(text):
            return None
        _, rest = self._reader.without_names(question)
        rest = self._reader.beside_asking(self._asks.sub(" ", rest))
        return [word for word in self._cut(rest) if len(word) > 1 and word not in self._nothing]

    def shown(self, answer: Answer) -> bool:
        """Whether an answer says how often, or that it is not written."""
        return bool(self._shows.search(answer.text))


class OpenPoints:
    """Adds what is open to an answer."""

    def unlisted(self, question: str, answer: Answer) -> Answer:
        """The answer, and where it is asked which of a number of things there are (哪18项) and
        only their number is told, that they are not listed."""
        for match in _WHICH.finditer(normalise(question)):
            number = to_number(match["number"])
            if number is None or number < _MANY:
                continue
            told = squash(normalise(answer.text))
            counted = re.search(rf"(?:{match['number']}|{plain(number)}){match['unit']}", told)
            told_of = max(len(_APART.findall(answer.text)) + 1, len(_LISTED.findall(answer.text)))
            listed = told_of >= number
            if answer.outcome == "answered" and counted and not listed:
                what = {"what": f"{plain(number)}{match['unit']}"}
                more = render.render(self._wording.not_listed, what)
                return answer.model_copy(update={"text": f"{answer.text}\n{more}"})
        return answer

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def undefined(self, term: str, answer: Answer) -> Answer:
        """An answer on a term that no notice defines."""
        lead = render.render(self._wording.undefined, {"term": term})
        return answer.model_copy(update={"text": f"{lead}\n{answer.text}"})

    def no_such_term(self, term: str, contact: str, citation: Citation) -> Answer:
        """That nothing explains a term, and whom to ask."""
        told = {"term": term, "ask_contact": contact}
        return Answer(
            text=render.render(self._wording.no_such_term, told),
            citations=[citation],
            outcome="declined",
        )

    def how_often(self, answer: Answer) -> Answer:
        """An answer that does not say how often what it is about is done."""
        return answer.model_copy(update={"text": f"{self._wording.how_often_open}\n{answer.text}"})

    def kind(self, what: str, answer: Answer) -> Answer:
        """An answer that does not show the kind of thing that is asked for."""
        lead = render.render(self._wording.kind_open, {"what": what})
        return answer.model_copy(update={"text": f"{lead}\n{answer.text}"})

    def unanswered(self, part: str, answer: Answer) -> Answer:
        """An answer beside which a further question has none."""
        more = render.render(self._wording.part_open, {"part": part})
        left = [*answer.unanswered, part]
        return answer.model_copy(update={"text": f"{answer.text}\n{more}", "unanswered": left})
