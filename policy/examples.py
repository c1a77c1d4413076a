"""How people ask, by topic: the router's examples, drawn from the notices and the training data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from policy.entries import Entry
from policy.text import normalise

_TOPIC = "ask/"


def by_topic(entries: Mapping[str, Entry], data_dir: Path | None) -> dict[str, list[str]]:
    """Normalised examples of each topic: its `asks`, its title, and the engine's training
    examples of the intent `ask/<topic>` (data/nlu), without repetition."""
    trained = _trained(data_dir / "nlu") if data_dir is not None else {}
    found: dict[str, list[str]] = {}
    for topic, entry in entries.items():
        said = [*entry.asks, *trained.get(topic, []), entry.title]
        found[topic] = list(dict.fromkeys(text for text in map(normalise, said) if text))
    return found


def _trained(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for item in data.get("nlu", []):
            intent = str(item.get("intent", ""))
            if intent.startswith(_TOPIC):
                lines = str(item.get("examples", "")).splitlines()
                found.setdefault(intent.removeprefix(_TOPIC), []).extend(_items(lines))
    return found


def _items(lines: Iterable[str]) -> list[str]:
    return [line[2:].strip() for line in lines if line.startswith("- ")]
