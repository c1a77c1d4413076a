"""The hard criteria of `eligibility/rules/demonstration_institution.yml`, written for OpenFisca.

Runs alone, in the environment of `bench/openfisca.lock`, so that OpenFisca is no dependency of
the project: institutions as JSON on standard input, verdicts and seconds on standard output.
`bench.peer` starts it. The limits come with the input, out of the rule file; how they are applied
is written anew here, with nothing of `eligibility`.

OpenFisca computes with 32-bit floats, so per cents are whole tenths. A fact that is not given has
its variable's default: OpenFisca has no other way to say that it is not known.
"""

import json
import sys
import time
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

INSTITUTION = Entity("institution", "institutions", "An institution that applies", "")

FLAGS = (
    "medical_qualification", "care_filing", "title_revoked",
    "incident_safety", "incident_fire", "incident_medical", "incident_illegal",
    "service_prevention", "service_treatment", "service_rehabilitation", "service_daily_care",
    "service_hospice",
)  # fmt: skip
DATES = ("medical_qualified_on", "care_filed_on", "title_revoked_on")
COUNTS = ("residents", "disabled_dementia_residents")
TENTHS = ("occupancy_last_year", "occupancy_year_before", "satisfaction")
INCIDENTS, SERVICES = FLAGS[3:7], FLAGS[7:]


class Verdict(Enum):
    """What a criterion can come to here; 信息不足 is not among them."""

    PASS = "符合"
    FAIL = "不符合"
    EVIDENCE = "需佐证"


def passes(holds: Any) -> Any:
    """符合 where it holds, else 不符合."""
    return Verdict.encode(np.where(holds, Verdict.PASS.index, Verdict.FAIL.index))


def years_on(days: Any, years: int) -> Any:
    """The same calendar day `years` on; 29 February becomes 28 February in common years."""
    months = days.astype("datetime64[M]")
    moved = months + 12 * years
    last = (moved + 1).astype("datetime64[D]") - moved.astype("datetime64[D]") - 1
    return moved.astype("datetime64[D]") + np.minimum(days - months.astype("datetime64[D]"), last)


def medical_qualification(institution: Any, day: Any, parameters: Any) -> Any:
    """医疗机构资质."""
    return passes(institution("medical_qualification", day))


def care_filing(institution: Any, day: Any, parameters: Any) -> Any:
    """养老机构备案."""
    return passes(institution("care_filing", day))


def full_years(institution: Any, day: Any, parameters: Any, held: str, obtained: str) -> Any:
    """Held for so many full years by the closing day."""
    limits = parameters(day)
    full_on = years_on(institution(obtained, day), limits.full_years)
    by = np.datetime64(date.fromordinal(limits.full_by))
    return passes(institution(held, day) & (full_on <= by))


def medical_years(institution: Any, day: Any, parameters: Any) -> Any:
    """医疗机构运营满5年."""
    held, obtained = "medical_qualification", "medical_qualified_on"
    return full_years(institution, day, parameters, held, obtained)


def care_years(institution: Any, day: Any, parameters: Any) -> Any:
    """养老机构运营满5年."""
    return full_years(institution, day, parameters, "care_filing", "care_filed_on")


def disabled_share(institution: Any, day: Any, parameters: Any) -> Any:
    """失能失智老年人占比: strictly over the limit."""
    people = institution("disabled_dementia_residents", day)
    return passes(people * 1000 > institution("residents", day) * parameters(day).share_tenths)


def occupancy(institution: Any, day: Any, parameters: Any) -> Any:
    """近2年入住率: each year reaches it; where only the average does, the notice is open."""
    recent = institution("occupancy_last_year", day)
    earlier = institution("occupancy_year_before", day)
    limit = parameters(day).occupancy_tenths
    average = np.where(recent + earlier >= 2 * limit, Verdict.EVIDENCE.index, Verdict.FAIL.index)
    each = np.minimum(recent, earlier) >= limit
    return Verdict.encode(np.where(each, Verdict.PASS.index, average))


def incidents(institution: Any, day: Any, parameters: Any) -> Any:
    """5年内无四类事故案件."""
    return passes(~np.any([institution(key, day) for key in INCIDENTS], axis=0))


def satisfaction(institution: Any, day: Any, parameters: Any) -> Any:
    """老年人及家属满意度."""
    return passes(institution("satisfaction", day) >= parameters(day).satisfaction_tenths)


def title_revoked(institution: Any, day: Any, parameters: Any) -> Any:
    """3年内没有被取消示范称号; from when the years run is open, so after them it is 需佐证."""
    until = years_on(institution("title_revoked_on", day), parameters(day).barred_years)
    barred = until > np.datetime64(day.start.date)
    verdict = np.where(barred, Verdict.FAIL.index, Verdict.EVIDENCE.index)
    revoked = institution("title_revoked", day)
    return Verdict.encode(np.where(revoked, verdict, Verdict.PASS.index))


def integrated_service(institution: Any, day: Any, parameters: Any) -> Any:
    """一体化医养结合服务."""
    return passes(np.all([institution(key, day) for key in SERVICES], axis=0))


def basic(institution: Any, day: Any, parameters: Any) -> Any:
    """All hard criteria: one failure decides, then one doubt."""
    found = np.array([institution(f"verdict_{one.__name__}", day) for one in HARD])
    doubt = np.any(found == Verdict.EVIDENCE.index, axis=0)
    verdict = np.where(doubt, Verdict.EVIDENCE.index, Verdict.PASS.index)
    failed = np.any(found == Verdict.FAIL.index, axis=0)
    return Verdict.encode(np.where(failed, Verdict.FAIL.index, verdict))


HARD = (
    medical_qualification, care_filing, medical_years, care_years, disabled_share, occupancy,
    incidents, satisfaction, title_revoked, integrated_service,
)  # fmt: skip
"""Each under the criterion's id in the rule file; ids are also names of facts, hence `verdict_`."""


def system(limits: dict[str, int], from_day: str) -> TaxBenefitSystem:
    """Facts as input variables, limits as parameters, criteria as formulas."""
    made = TaxBenefitSystem([INSTITUTION])
    types = {**dict.fromkeys(FLAGS, bool), **dict.fromkeys(DATES, date)}
    types |= dict.fromkeys((*COUNTS, *TENTHS), int)
    shared = {"entity": INSTITUTION, "definition_period": DateUnit.DAY}
    for key, kind in types.items():
        made.add_variable(type(key, (Variable,), {"value_type": kind, **shared}))
    decided = {"value_type": Enum, "possible_values": Verdict, "default_value": Verdict.PASS}
    for one in (*HARD, basic):
        body = {"formula": one, **decided, **shared}
        made.add_variable(type(f"verdict_{one.__name__}", (Variable,), body))
    values = {key: {"values": {from_day: {"value": value}}} for key, value in limits.items()}
    made.parameters = ParameterNode("", data=values)
    return made


def decide(made: TaxBenefitSystem, institutions: list[dict[str, Any]], as_of: str) -> list[Any]:
    """The verdicts of all criteria, then of the whole, each a row over the institutions."""
    day = period(as_of)
    simulation = SimulationBuilder().build_default_simulation(made, count=len(institutions))
    for key in (*FLAGS, *DATES, *COUNTS, *TENTHS):
        default = made.variables[key].default_value
        column = [one.get(key, default) for one in institutions]
        if key in DATES:
            array = np.array(column, dtype="datetime64[D]")
        elif key in TENTHS:
            array = np.rint(np.array(column, dtype=float) * 10).astype(np.int32)
        else:
            array = np.array(column, dtype=bool if key in FLAGS else np.int32)
        simulation.set_input(key, day, array)
    return [simulation.calculate(f"verdict_{one.__name__}", day) for one in (*HARD, basic)]


def columns(rows: list[Any]) -> list[list[str]]:
    """The verdicts in words, a list for each institution."""
    words = [verdict.value for verdict in Verdict]
    decoded = [[words[index] for index in np.asarray(row)] for row in rows]
    return [list(one) for one in zip(*decoded, strict=True)]


def main() -> int:
    """Decide what standard input holds: all at once, some one by one, and those with gaps."""
    given = json.load(sys.stdin)
    made, as_of = system(given["limits"], given["as_of"]), given["as_of"]
    complete, single = given["complete"], given["complete"][: given["one_by_one"]]
    decide(made, complete[:20], as_of)
    begun = time.perf_counter()
    rows = decide(made, complete, as_of)
    at_once = time.perf_counter() - begun
    begun = time.perf_counter()
    for one in single:
        decide(made, [one], as_of)
    one_by_one = time.perf_counter() - begun
    answer = {
        "criteria": [one.__name__ for one in (*HARD, basic)],
        "complete": columns(rows),
        "gaps": columns(decide(made, given["gaps"], as_of)),
        "at_once": at_once,
        "one_by_one": one_by_one,
    }
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
