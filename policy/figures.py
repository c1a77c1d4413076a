"""The figures that a message states one after the other, each with what it is of: `入住率66 失能66
满意度95 行吗`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from policy.entries import Entry
from policy.text import asks, normalise

Judges = Callable[[str, str], bool]
"""Whether the threshold of a topic decides a number that a text states."""
_LEAD = re.compile(
    r"(?:(?:最?近|这|前|去|上|今)[一二两三123]?年度?|(?<![\d十])[两2]年)(?:的|来|以来)?$"
)
"""What goes with the name of a figure that stands behind it: 近两年的入住率."""
_BEHIND = re.compile(r"[，,。;；?？!！]+|\s(?=\S{4,}$)")
_LEAST_ASKED = 4
"""A further question has at least so many characters: 行吗 is of the figures."""


@dataclass(frozen=True)
class Figure:
    """What a message states for one topic's threshold; `text` is that part of it."""

    topic: str
    text: str


class Figures:
    """Finds the figures by the names that a notice's entries give them (`judge.of`)."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._names = {
            topic: re.compile(entry.judge.of)
            for topic, entry in entries.items()
            if entry.judge is not None and entry.judge.of is not None
        }

    def each(self, message: str, judges: Judges) -> tuple[list[Figure], str]:
        """The figures of different topics, in the order said, and what is asked behind them;
        none where there are fewer than two or one topic has them in two places."""
        text = normalise(message)
        named = self._named(text)
        if len({topic for _, topic in named}) < 2:
            return [], ""
        found: list[Figure] = []
        begun = before = 0
        for (_, topic), end in zip(named, [at for at, _ in named[1:]] + [len(text)], strict=True):
            part = text[begun:end]
            # 100个老人，失能66个: what it is counted of may stand before
            own = next((t for t in (part, text[before:end]) if judges(topic, t)), None)
            if own is not None:
                found.append(Figure(topic, own))
                before, begun = begun, end
        if len(found) < 2 or len({figure.topic for figure in found}) < len(found):
            return [], ""
        last, asked = _behind(found[-1], judges)
        rest = text[begun:] or asked
        return [*found[:-1], last], rest if asks(rest) else ""

    def only(self, message: str, judges: Judges) -> str | None:
        """The topic of the one figure that a message states, by its name."""
        text = normalise(message)
        topics = {topic for _, topic in self._named(text)}
        topic = next(iter(topics)) if len(topics) == 1 else None
        return topic if topic is not None and judges(topic, text) else None

    def _named(self, text: str) -> Sequence[tuple[int, str]]:
        """Where the names of another topic than before begin, with what leads to them."""
        places = sorted(
            (match.start(), topic)
            for topic, name in self._names.items()
            for match in name.finditer(text)
        )
        named: list[tuple[int, str]] = []
        for at, topic in places:
            if not named or named[-1][1] != topic:
                lead = _LEAD.search(text[:at])
                named.append((lead.start() if lead else at, topic))
        return named


def _behind(figure: Figure, judges: Judges) -> tuple[Figure, str]:
    """A figure without what is asked behind it, and that."""
    for mark in _BEHIND.finditer(figure.text):
        said, rest = figure.text[: mark.start()], figure.text[mark.end() :]
        if len(rest) >= _LEAST_ASKED and asks(rest) and judges(figure.topic, said):
            return Figure(figure.topic, said), rest
    return figure, ""
