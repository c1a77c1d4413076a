"""How many institutions a second: the rules alone, and a workbook in, a ranked workbook out.

Generates institutions (fixed seed, gaps and doubtful cells among them), checks each, then screens
the same ones as an Excel list. Then decides institutions without gaps by the rules and by the
same rules in OpenFisca, and compares the verdicts one by one (ends with 1 when they differ).
Run by ``make bench``: ``python -m bench.eligibility [--rows N]``.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import Workbook
from rich.console import Console
from rich.table import Table

import policy
from bench.corpus import SEED
from bench.peer import Comparison, compare
from eligibility import RuleSet, load_rules
from forms import Form, load_forms
from forms.facts import facts_of
from screening import FORM_ID
from screening.ranking import check, rank
from screening.reading import read_list
from screening.template import HEAD_ROW, template_fields
from screening.writing import write_result

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2025, 10, 20)
Made = TypeVar("Made")


def cell(draw: random.Random, kind: str, number: int) -> Any:
    """What might stand in a cell of this type."""
    if draw.random() < 0.05:
        return draw.choice([None, "不详", "约100", "/"])
    if kind == "yes_no":
        return draw.choice(["有", "无", "是", "否"])
    if kind == "integer":
        return draw.choice([draw.randint(20, 300), f"{draw.randint(20, 300)}人"])
    if kind == "percent":
        share = round(draw.uniform(50, 100), 1)
        return draw.choice([share, f"{share}%"])
    if kind == "partial_date":
        year, month = draw.randint(2005, 2024), draw.randint(1, 12)
        return draw.choice([f"{year}年{month}月", f"{year}-{month:02d}-15", year])
    return f"机构{number}的情况说明：制度健全，定期检查。"


def make_list(form: Form, rules: RuleSet, rows: int) -> bytes:
    """A list of generated institutions under the template's headers."""
    draw = random.Random(SEED)
    fields = template_fields(form, rules)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    for _ in range(HEAD_ROW - 1):
        sheet.append([])
    sheet.append([field.label for field in fields])
    for number in range(rows):
        sheet.append([f"机构{number}", *(cell(draw, f.type, number) for f in fields[1:])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What `work` returns, and its seconds."""
    begun = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begun


def print_peer(rows: int, found: Comparison | None) -> int:
    """Both rates and where the verdicts differ; 1 when they do."""
    if found is None:
        Console().print("no OpenFisca to compare with: python3 setup/bootstrap.py peer")
        return 0
    table = Table("the hard criteria, all facts known", "institutions/s")
    for name, seconds in (
        ("here: full report (reasons, clauses, evidence, advice)", found.reports),
        ("here: verdicts alone", found.verdicts),
        ("OpenFisca: verdicts, one institution at a time", found.one_by_one),
        ("OpenFisca: verdicts, all in one array", found.at_once),
    ):
        table.add_row(name, f"{1 / seconds:.0f}")
    Console().print(table)
    Console().print(
        f"{rows} institutions, {found.compared} verdicts compared, {len(found.different)} differ; "
        f"with facts left out, {found.open_here} verdicts are open here, and of these OpenFisca "
        f"decides {found.wrong_there} otherwise than with all facts"
    )
    for one in found.different[:5]:
        Console().print(f"  {one}")
    return 1 if found.different else 0


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="bench.eligibility", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    base = policy.load(ROOT / "data" / "notices")
    rules = load_rules(ROOT / "eligibility" / "rules", base)
    form = load_forms(ROOT / "forms", base)[FORM_ID]
    data = make_list(form, rules, rows)
    listing, reading = timed(lambda: read_list(data, form, list(rules.facts), DAY))
    facts = [facts_of(form, one.values) for one in listing.institutions]
    for one in listing.institutions[:20]:
        check(one, form, rules, DAY)
    _, checking = timed(lambda: sum(len(rules.check(one, DAY).criteria) for one in facts))
    ranked, ranking = timed(lambda: rank(listing, form, rules, DAY))
    result, writing = timed(lambda: write_result(listing, ranked, form, rules, DAY))
    table = Table("step", "seconds", "institutions/s")
    for name, seconds in (
        ("rules alone", checking),
        ("read the workbook", reading),
        ("check and rank", ranking),
        ("write the workbook", writing),
        ("workbook in, workbook out", reading + ranking + writing),
    ):
        table.add_row(name, f"{seconds:.1f}", f"{rows / seconds:.0f}")
    Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(
        f"{rows} institutions, {len(rules.criteria)} criteria; in {len(data) / 1e6:.1f} MB, "
        f"out {len(result) / 1e6:.1f} MB; peak memory of the process {peak:.0f} MB"
    )
    return print_peer(rows, compare(rules, rows, DAY))


if __name__ == "__main__":
    raise SystemExit(main())
