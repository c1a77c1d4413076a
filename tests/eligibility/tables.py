"""Cases as a policy officer writes them: a sentence, a day, what is given, what must come out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
DEFAULT_DAY = date(2025, 10, 20)


class Expect(BaseModel):
    """What must come out; anything left out is not looked at. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")

    overall: str | None = None
    basic: str | None = None
    verdicts: dict[str, str] = {}
    because: dict[str, str] = {}
    says: dict[str, list[str]] = {}
    advice: dict[str, list[str]] = {}
    summary: list[str] = []
    missing: list[str] | None = None
    missing_starts: list[str] = []
    missing_all: list[str] | None = None
    contradictions: list[str] | None = None
    notes: list[str] | None = None
    note_clauses: list[str] | None = None
    refused: dict[str, str] = {}


class Case(BaseModel):
    """One case. ``base: complete`` starts from the complete institution; null takes a fact away."""

    model_config = ConfigDict(extra="forbid")

    name: str
    as_of: date = DEFAULT_DAY
    base: str | None = None
    given: dict[str, Any]
    expect: Expect

    def facts(self) -> dict[str, Any]:
        return {**(complete_facts() if self.base == "complete" else {}), **self.given}


def complete_facts() -> dict[str, Any]:
    """Facts of an institution that meets every hard condition."""
    facts: dict[str, Any] = yaml.safe_load((HERE / "complete.yml").read_text(encoding="utf-8"))
    return facts


def all_cases() -> Iterator[Case]:
    """Every case of every table."""
    for file in sorted((HERE / "cases").glob("*.yml")):
        for item in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield Case.model_validate(item)
