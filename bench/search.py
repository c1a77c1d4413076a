"""Does an answer take longer when there are more clauses to search?

Answers questions over the real notices and over ever more synthetic ones, up to 10,000 clauses,
beside the plain way of doing it: BM25 over jieba tokens and sentence vectors, both compared with
everything, ranks fused. Prints processor milliseconds (one thread) and memory. Run by
``make bench``: ``python -m bench.search [--clauses 250 1000 10000] [--questions N]``.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from bench.corpus import SEED, grow
from evaluation.plain import Plain
from policy import PolicyBase, encoder
from policy.loader import Library, load_library

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2030, 6, 1)
SIZES = (0, 1000, 2500, 5000, 10000)
"""Clauses; 0 stands for the real notices alone."""


@dataclass(frozen=True)
class Row:
    """What one size took: median and 95 % of milliseconds, megabytes."""

    clauses: int
    topics: int
    ours: tuple[float, float]
    plain: tuple[float, float]
    ours_mb: float
    plain_mb: float


def milliseconds(answer: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Median and 95 % of processor time; the encoder reads every question anew."""
    taken = []
    for question in questions:
        encoder.encode_one.cache_clear()
        begun = time.process_time()
        answer(question)
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def measure(library: Library, clauses: int, count: int) -> Row:
    """Both ways at one size, asked the same questions."""
    grown, asked = grow(library, clauses)
    real = [ask for n in library.notices.values() for e in n.entries.values() for ask in e.asks]
    draw = random.Random(SEED)
    synthetic = draw.sample(asked, min(count // 2, len(asked)))
    questions = [*synthetic, *draw.sample(real, count - len(synthetic))]
    texts = [
        clause.text
        for notice in grown.notices.values()
        for top in notice.tree
        for clause in top.walk()
    ]
    policy, plain = PolicyBase(grown, ROOT / "data"), Plain(texts)
    policy.warm_up()

    def ours(question: str) -> object:
        return policy.reply(question, hints={}, subject=None, today=TODAY)

    def theirs(question: str) -> object:
        return texts[int(plain.both(question).argmax())]

    for question in questions[:5]:
        ours(question), theirs(question)
    return Row(
        len(texts),
        len(policy.topics),
        milliseconds(ours, questions),
        milliseconds(theirs, questions),
        policy.nbytes / 1e6,
        plain.megabytes,
    )


def main() -> int:
    """Measure the sizes and print the table."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument("--clauses", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    library = load_library(ROOT / "data" / "notices")
    table = Table("clauses", "topics", "answer ms", "95 %", "plain ms", "95 %", "ratio", "MB", "MB")
    with threadpool_limits(1):
        for clauses in given.clauses:
            row = measure(library, clauses, given.questions)
            table.add_row(
                str(row.clauses),
                str(row.topics),
                *(f"{ms:.1f}" for ms in (*row.ours, *row.plain)),
                f"{row.ours[0] / row.plain[0]:.2f}",
                f"{row.ours_mb:.0f}",
                f"{row.plain_mb:.0f}",
            )
            Console().print(f"{row.clauses} clauses measured")
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
