"""How many messages it takes to complete a form from an institution's fact sheet.

A sheet (data/eval/fact_sheets/*.yml) holds what is pasted first, what is answered when a group
(or a field that is asked alone) comes up, and the values that must stand in the draft at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.questions import ROOT, TODAY
from forms import Form, State, Turn, dialogue
from policy.yamlfile import FastLoader

FOLDER = ROOT / "data" / "eval" / "fact_sheets"
MOST_TURNS = 80


@dataclass(frozen=True)
class Completion:
    """How a sheet went: messages sent, fields of the form, what is wrong or not in the draft."""

    name: str
    turns: int
    fields: int
    wrong: dict[str, Any]
    transcript: list[tuple[str, str]]


def load(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The sheets by name."""
    return {
        path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)
        for path in sorted(folder.glob("*.yml"))
    }


def complete(form: Form, name: str, sheet: dict[str, Any]) -> Completion:
    """Tells the form everything on the sheet; an open doubt is settled by its first option."""
    turn = dialogue.start(form, State(), TODAY)
    transcript: list[tuple[str, str]] = []
    waiting = list(sheet["paste"])
    while turn.state.phase != "reviewing" and len(transcript) < MOST_TURNS:
        text = waiting.pop(0) if waiting else _answer(form, turn, sheet["answers"])
        if transcript and text == transcript[-1][0] and not turn.state.pending:
            text = "跳过"  # nobody says the same thing twice
        turn = dialogue.handle(form, turn.state, text, TODAY)
        transcript.append((text, turn.say))
    expected: dict[str, Any] = {**sheet["values"]}
    expected |= {key: text for key, text in sheet["answers"].items() if key.startswith("self_")}
    got = turn.state.values
    wrong = {k: (v, got.get(k)) for k, v in expected.items() if got.get(k) != v}
    return Completion(name, len(transcript), turn.total, wrong, transcript)


def _answer(form: Form, turn: Turn, answers: dict[str, str]) -> str:
    if turn.state.pending:
        return "1"
    first = turn.state.asking[0]
    group = form.group_of[first]
    return answers.get(first) or answers.get(group.id) or "跳过"
