"""The same hard criteria in OpenFisca: the same institutions, decided by both and compared.

OpenFisca stands in an environment of its own (`python3 setup/bootstrap.py peer`).
"""

from __future__ import annotations

import json
import random
import subprocess
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.corpus import SEED
from eligibility import RuleSet
from eligibility.facts import Facts, FactValue
from eligibility.verdicts import Verdict, basic_verdict

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".tools" / "openfisca" / "bin" / "python"
ONE_BY_ONE = 200
"""So many go through OpenFisca one at a time: that is slow, and a rate needs no more."""
GAPS = 0.05
Given = dict[str, FactValue]
Decided = dict[str, str]

_YES = ("medical_qualification", "care_filing", "service_prevention", "service_treatment",
        "service_rehabilitation", "service_daily_care", "service_hospice")  # fmt: skip
_NO = ("incident_safety", "incident_fire", "incident_medical", "incident_illegal")
_SHARES = {"occupancy_last_year": 650, "occupancy_year_before": 650, "satisfaction": 950}


@dataclass(frozen=True)
class Comparison:
    """What both made of the same institutions; times in seconds."""

    reports: float
    verdicts: float
    at_once: float
    one_by_one: float
    compared: int
    different: list[str]
    """The first few that differ, in words."""
    open_here: int
    """Verdicts of 信息不足 where facts are missing."""
    wrong_there: int
    """Of those, the ones that OpenFisca decides otherwise than when it has all the facts."""


def complete(draw: random.Random, as_of: date) -> Given:
    """An institution of which every fact is known and none contradicts another.

    Half of the figures and dates lie on or right beside a limit.
    """
    facts: Given = {key: draw.random() < 0.9 for key in _YES}
    facts |= {key: draw.random() < 0.05 for key in _NO}
    for key, limit in _SHARES.items():
        tenths = draw.choice([limit + draw.randint(-2, 2), draw.randint(400, 1000)])
        facts[key] = round(tenths / 10, 1)
    residents = draw.choice([100, 200, draw.randint(20, 300)])
    people = draw.choice([residents * 65 // 100 + draw.randint(-1, 1), draw.randint(0, residents)])
    facts |= {"residents": residents, "disabled_dementia_residents": people}
    for held, obtained in (
        ("medical_qualification", "medical_qualified_on"),
        ("care_filing", "care_filed_on"),
    ):
        if facts[held]:
            facts[obtained] = _day(draw, date(2021, 3, 31), as_of)
    facts["title_revoked"] = draw.random() < 0.1
    if facts["title_revoked"]:
        facts["title_revoked_on"] = _day(draw, date(2022, 10, 20), as_of)
    return facts


def _day(draw: random.Random, limit: date, as_of: date) -> str:
    near = limit + timedelta(days=draw.randint(-2, 2))
    any_day = date(2005, 1, 1) + timedelta(days=draw.randint(0, 7000))
    return min(draw.choice([near, any_day, date(2016, 2, 29)]), as_of).isoformat()


def limits(rules: RuleSet) -> dict[str, int]:
    """The limits of the rule file, as whole numbers."""
    by_id: dict[str, Any] = {one.id: one.condition for one in rules.criteria}
    years = by_id["medical_years"]
    return {
        "full_years": years.years,
        "full_by": years.by.toordinal(),
        "share_tenths": int(by_id["disabled_share"].limit * 10),
        "occupancy_tenths": int(by_id["occupancy"].limit * 10),
        "satisfaction_tenths": int(by_id["satisfaction"].limit * 10),
        "barred_years": by_id["title_revoked"].years,
    }


def verdicts(rules: RuleSet, facts: Given, as_of: date) -> Decided:
    """The hard criteria decided, without a word written."""
    known = Facts.parse(rules.facts, facts, as_of)
    found: dict[str, Verdict] = {}
    for one in rules.in_force(as_of):
        if one.kind == "hard":
            condition = one.condition
            found[one.id] = condition.outcomes[condition.evaluate(known, as_of).code].verdict
    return {**found, "basic": basic_verdict(found.values())}


def compare(rules: RuleSet, rows: int, as_of: date) -> Comparison | None:
    """Decide `rows` institutions by both; None where OpenFisca is not set up."""
    if not PYTHON.exists():
        return None
    draw = random.Random(SEED)
    given = [complete(draw, as_of) for _ in range(rows)]
    gaps = [{k: v for k, v in one.items() if draw.random() >= GAPS} for one in given]
    single = min(rows, ONE_BY_ONE)
    there = _run({"as_of": as_of.isoformat(), "limits": limits(rules), "complete": given,
                  "gaps": gaps, "one_by_one": single})  # fmt: skip
    begun = time.perf_counter()
    for one in given:
        rules.check(one, as_of)
    reports = time.perf_counter() - begun
    begun = time.perf_counter()
    here = [verdicts(rules, one, as_of) for one in given]
    bare = time.perf_counter() - begun
    different = []
    for facts, ours, peer in zip(given, here, _named(there, "complete"), strict=True):
        if set(ours) != set(peer):
            raise SystemExit(f"not the same criteria: {sorted(set(ours) ^ set(peer))}")
        different += [
            f"{key}: {ours[key]} / {peer[key]} {facts}" for key in ours if ours[key] != peer[key]
        ]
    with_gaps = [verdicts(rules, one, as_of) for one in gaps]
    guessed = [
        (peer[key], truth[key])
        for ours, peer, truth in zip(with_gaps, _named(there, "gaps"), here, strict=True)
        for key in ours
        if ours[key] == Verdict.UNKNOWN
    ]
    return Comparison(
        reports=reports / rows,
        verdicts=bare / rows,
        at_once=there["at_once"] / rows,
        one_by_one=there["one_by_one"] / single,
        compared=sum(len(one) for one in here),
        different=different,
        open_here=len(guessed),
        wrong_there=sum(peer != truth for peer, truth in guessed),
    )


def _named(there: dict[str, Any], part: str) -> list[Decided]:
    return [dict(zip(there["criteria"], one, strict=True)) for one in there[part]]


def _run(given: dict[str, Any]) -> dict[str, Any]:
    program = str(Path(__file__).with_name("openfisca_rules.py"))
    done = subprocess.run(
        [str(PYTHON), program], input=json.dumps(given), stdout=subprocess.PIPE, text=True,
        check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
