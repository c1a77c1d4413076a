"""The evaluation questions as data; the format is in data/eval/README.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policy.yamlfile import FastLoader

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "eval" / "questions"
TODAY = dt.date(2025, 10, 20)


@dataclass(frozen=True)
class Expected:
    """What a right reply shows: an outcome, one of each group, none of the forbidden, a clause."""

    outcomes: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question, with the earlier messages of its conversation; `file` is its file's stem."""

    id: str
    file: str
    text: str
    context: tuple[str, ...]
    persona: str
    category: str
    notice: str
    split: str
    today: dt.date
    expected: Expected


def load() -> Iterator[Question]:
    """All questions, in the order of the files."""
    for path in sorted(FOLDER.glob("*.yml")):
        data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
        for entry in data["questions"]:
            yield _question(entry, data, path.stem)


def _question(entry: dict[str, Any], head: dict[str, Any], file: str) -> Question:
    """What the entry itself does not say, its file's head says: the notice and the half."""
    expect = entry["expect"]
    outcome = expect["outcome"]
    return Question(
        id=entry["id"],
        file=file,
        text=entry["question"],
        context=tuple(entry.get("context", ())),
        persona=entry["persona"],
        category=entry["category"],
        notice=str(entry.get("notice") or head["notice"]),
        split=str(head.get("half") or entry["split"]),
        today=dt.date.fromisoformat(str(entry.get("today", TODAY))),
        expected=Expected(
            outcomes=tuple(outcome) if isinstance(outcome, list) else (outcome,),
            must=tuple(tuple(map(str, group)) for group in expect.get("must", ())),
            must_not=tuple(map(str, expect.get("must_not", ()))),
            clauses=tuple(map(str, expect.get("clause", ()))),
        ),
    )
