"""How people ask, by topic: the router's examples, drawn from the notices and the training data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from policy.cues import numeral
from policy.entries import Entry
from policy.notice import Notice
from policy.text import normalise, pieces, sentences
from policy.yamlfile import FastLoader

_TOPIC = "ask/"


@dataclass(frozen=True)
class Material:
    """What is known of one topic: how it is asked for, and what it cites."""

    topic: str
    notice: str
    asked: list[str]
    """Normalised: `asks`, the engine's training examples of the same id, the title."""
    quoted: list[str]
    """Normalised pieces of the sentences that the entry cites."""
    items: dict[int, float]
    """Numbers of the measures or clauses it cites, each with its share of all it cites."""


def gather(notices: Sequence[Notice], data_dir: Path | None) -> list[Material]:
    """The material of every topic, in the order of the notices."""
    trained = _trained(data_dir / "nlu") if data_dir is not None else {}
    return [
        _material(notice, entry, trained.get(entry.topic, []))
        for notice in notices
        for entry in notice.entries.values()
    ]


def refused(data_dir: Path | None) -> list[str]:
    """The engine's training examples of what no notice speaks of."""
    if data_dir is None:
        return []
    return [normalise(text) for text in _read(data_dir / "nlu").get("out_of_scope", [])]


def _material(notice: Notice, entry: Entry, trained: Sequence[str]) -> Material:
    said = [*entry.asks, *trained, entry.title]
    sources = [source for _, say, _ in entry.sayings() for source in say.cite]
    cited = [notice.cited(source) for source in dict.fromkeys(sources)]
    quotes = dict.fromkeys(quote for _, quote in cited)
    clauses = list(dict.fromkeys(clause for clause, _ in cited))
    numbers = [n for clause in clauses if (n := _number(notice, clause)) is not None]
    return Material(
        topic=entry.topic,
        notice=notice.meta.id,
        asked=list(dict.fromkeys(text for text in map(normalise, said) if text)),
        quoted=[
            normalise(piece)
            for quote in quotes
            for sentence in sentences(quote) or [quote]
            for piece in pieces(sentence)
        ],
        items={n: 1 / len(clauses) for n in numbers},
    )


def _number(notice: Notice, clause_id: str) -> int | None:
    return numeral(notice.clauses[clause_id].number.strip("()（）、.第条 "))


def _trained(folder: Path) -> dict[str, list[str]]:
    return {
        intent.removeprefix(_TOPIC): texts
        for intent, texts in _read(folder).items()
        if intent.startswith(_TOPIC)
    }


def _read(folder: Path) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader) or {}
        for item in data.get("nlu", []):
            lines = str(item.get("examples", "")).splitlines()
            found.setdefault(str(item.get("intent", "")), []).extend(_items(lines))
    return found


def _items(lines: Iterable[str]) -> list[str]:
    return [line[2:].strip() for line in lines if line.startswith("- ")]
