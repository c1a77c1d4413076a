"""Several notices' answers as one, each after the name of its notice, and which of them a question
asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from policy import render
from policy.loader import Library
from policy.models import Answer, NoticeMeta
from policy.notice import Notice
from policy.router import Route


class Together:
    """Puts answers together. `owner`: the notice of each topic."""

    def __init__(self, library: Library, owner: Mapping[str, Notice]) -> None:
        self._wording, self._owner = library.wording, owner
        self._near = library.router.together
        self._families: dict[str, list[str]] = {}
        for topic, notice in owner.items():
            family = notice.entries[topic].family
            if family is not None:
                self._families.setdefault(family, []).append(topic)

    def members(self, route: Route, today: date) -> list[str]:
        """The topic found, or those of its family that the question asks for."""
        topic = route.topic
        assert topic is not None
        family = self._owner[topic].entries[topic].family
        if family is None:
            return [topic]
        members = self._families[family]
        asked = [t for t in members if self._owner[t].meta.id in route.asked_notices]
        odds = {topic: 1.0, **dict(route.others)}
        likely = {t: odds.get(t, 0.0) for t in members}
        ranked = sorted(members, key=lambda t: -likely[t])
        if route.of_all:
            return [t for t in ranked if t in asked or self._owner[t].meta.in_force(today)]
        if asked:
            return [topic] if topic in asked else [max(asked, key=lambda t: likely[t])]
        near = [
            t
            for t in ranked
            if t != topic and likely[t] >= self._near and self._owner[t].meta.in_force(today)
        ]
        in_force = self._owner[topic].meta.in_force(today)
        return [topic, *near] if in_force else [*near, topic]

    def of(self, family: str) -> list[str]:
        """The topics of a family."""
        return self._families.get(family, [])

    def led(self, notice: NoticeMeta, text: str) -> str:
        """What a notice says, after its name."""
        return f"{render.render(self._wording.member, {'notice': notice})}\n{text}"

    def of_figure(self, title: str, text: str) -> str:
        """What one of several figures comes to, after what it is of."""
        return f"{render.render(self._wording.figure, {'title': title})}{text}"

    def not_there(self, notice: NoticeMeta) -> str:
        """That a notice does not speak of the matter, after its name."""
        return self.led(notice, self._wording.not_there)

    def named(self, topics: Sequence[str], told: Sequence[Answer]) -> Answer:
        """The answers, each after the name of its notice; what is asked back where one is."""
        back = next((answer for answer in told if answer.outcome == "clarify"), None)
        return back or joined(self._lines(topics, told), told)

    def of_family(self, topics: Sequence[str], answers: Sequence[Answer]) -> Answer:
        """The answers of one family's topics that tell something, with the names of their notices
        where there are several."""
        if all(answer.outcome == "clarify" for answer in answers):
            return answers[0]
        told = [(t, a) for t, a in zip(topics, answers, strict=True) if a.outcome == "answered"]
        told = told or list(zip(topics, answers, strict=True))
        if len(told) == 1:
            return told[0][1]
        kept = [answer for _, answer in told]
        return joined(self._lines([t for t, _ in told], kept), kept)

    def _lines(self, topics: Sequence[str], told: Sequence[Answer]) -> list[str]:
        by_notice: dict[str, list[str]] = {}
        for topic, answer in zip(topics, told, strict=True):
            by_notice.setdefault(self._owner[topic].meta.id, []).append(answer.text)
        of = {self._owner[topic].meta.id: self._owner[topic].meta for topic in topics}
        return [self.led(of[i], "\n".join(dict.fromkeys(said))) for i, said in by_notice.items()]


def joined(lines: Sequence[str], told: Sequence[Answer]) -> Answer:
    """Several answers as one; answered when one of them is."""
    first = next((a for a in told if a.outcome == "answered"), told[0])
    citations = dict.fromkeys(c for answer in told for c in answer.citations)
    return Answer(
        text="\n".join(lines),
        citations=list(citations),
        outcome=first.outcome,
        topic=first.topic,
        subject=first.subject,
        fails=any(answer.fails for answer in told),
    )
