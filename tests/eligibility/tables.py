"""Cases as a policy officer writes them: a sentence, a day, what is given, what must come out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from policy.yamlfile import FastLoader

HERE = Path(__file__).parent
DEFAULT_DAY = date(2025, 10, 20)
INSTITUTION, COUNTY = "demonstration_institution", "demonstration_county"
PROMOTION, QUALITY = "promotion_self_check", "quality_self_check"
_COMPLETE = {
    INSTITUTION: "complete.yml",
    COUNTY: "complete_county.yml",
    PROMOTION: "complete_promotion.yml",
    QUALITY: "complete_quality.yml",
}
_FOLDERS = {
    INSTITUTION: HERE / "cases",
    COUNTY: HERE / "cases" / "county",
    PROMOTION: HERE / "cases" / "promotion",
    QUALITY: HERE / "cases" / "quality",
}


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
    """One case. ``base: complete`` starts from the complete applicant; null takes a fact away.

    ``rule_set`` is the folder's: cases/county/ holds those of 示范县, cases/promotion/
    those of the self-check of 29号文, cases/quality/ those of 119号, cases/ those of 示范机构.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    rule_set: str = INSTITUTION
    as_of: date = DEFAULT_DAY
    base: str | None = None
    given: dict[str, Any]
    expect: Expect

    def facts(self) -> dict[str, Any]:
        base = complete_facts(self.rule_set) if self.base == "complete" else {}
        return {**base, **self.given}


def complete_facts(rule_set: str = INSTITUTION) -> dict[str, Any]:
    """Facts of an applicant that meets every hard condition (of a county: all it can meet)."""
    text = (HERE / _COMPLETE[rule_set]).read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.load(text, Loader=FastLoader)
    return facts


def all_cases() -> Iterator[Case]:
    """Every case of every table."""
    for rule_set, folder in _FOLDERS.items():
        for file in sorted(folder.glob("*.yml")):
            for item in yaml.load(file.read_text(encoding="utf-8"), Loader=FastLoader):
                yield Case.model_validate({**item, "rule_set": rule_set})
