"""What a follow-up gets of the last answer itself: one of the things that it listed, or the words
that nothing more was found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from policy import render
from policy.cues import item_number, numeral
from policy.fitting import Fitting
from policy.loader import Library
from policy.models import Answer, Subject
from policy.reading import QuestionReader

_LISTED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_NUMBERED = re.compile(r"^（([一二三四五六七八九十]+)）(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Last:
    """The conversation's last answer: its topic and question, for whom and on which day."""

    topic: str
    question: str
    subject: Subject | None
    today: date


class LastAnswer:
    """Looks into the last answer, which `answer` gives once more."""

    def __init__(
        self,
        library: Library,
        reader: QuestionReader,
        fits: Fitting,
        answer: Callable[[Last], Answer],
    ) -> None:
        self._wording, self._reader, self._fits = library.wording, reader, fits
        self._answer = answer
        self._home = library.notices[library.router.home].entries

    def listed(self, question: str, last: Last) -> Answer | None:
        """What the last answer lists under the number that a follow-up asks for; None where it
        lists no such thing, or only in an order of its own while the notice has articles."""
        text = self._reader.read(question)
        number = item_number(text)
        if number is None or not self._reader.is_follow_up(text):
            return None
        before = self._answer(last)
        items = {numeral(said): item for said, item in _NUMBERED.findall(before.text)}
        if last.topic in self._home:
            items |= {int(said): item for said, item in _LISTED.findall(before.text)}
        item = items.get(number)
        if item is None or before.outcome != "answered":
            return None
        known = {"number": number, "text": item.rstrip("；;。")}
        told = render.render(self._wording.listed_item, known)
        return before.model_copy(update={"text": told, "understood": last.question, "card": None})

    def again(self, given: Answer, question: str, last: Last) -> Answer:
        """An answer to a follow-up that only repeats the last one: says so first."""
        text = self._reader.read(question)
        if given.outcome != "answered" or given.topic != last.topic:
            return given
        if text in self._reader.read(last.question) or not self._reader.is_follow_up(text):
            return given
        if self._fits.tells(given, question):
            return given
        before = self._answer(last)
        if before.outcome != "answered" or not given.text.startswith(before.text):
            return given
        return given.model_copy(update={"text": f"{self._wording.again}\n{given.text}"})
