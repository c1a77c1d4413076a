"""How long do search and composition take at the five notices, and how long where that is longest?

Asks the dev questions that stand alone (`data/eval/questions`; every one of ``--every``), without
the dialogue engine, as often as ``--passes`` says and in turns, so that of no message anything is
kept when it comes again. Of each the quickest pass counts: the other ones tell of the machine's
other work. Prints processor milliseconds in one thread. Run by ``make bench``:
``python -m bench.answers [--every N] [--passes N]``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from evaluation.questions import ROOT, Question, load
from policy import PolicyBase, encoder
from policy import load as load_policy

LIMIT = 15.0
"""Milliseconds that an answer is to take at most."""
_SHARES = (50, 90, 95, 99)


def measure(policy: PolicyBase, questions: Sequence[Question], passes: int) -> list[float]:
    """The least milliseconds that each question took."""
    took = [float("inf")] * len(questions)
    for _ in range(passes):
        for i, question in enumerate(questions):
            encoder.forget()
            began = time.process_time()
            policy.reply(
                question.text,
                hints={},
                subject=None,
                today=question.today,
                message=question.text,
            )
            took[i] = min(took[i], (time.process_time() - began) * 1000)
    return took


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="bench.answers", description=__doc__)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--passes", type=int, default=3)
    given = parser.parse_args()
    alone = [q for q in load() if q.split == "dev" and not q.context]
    policy = load_policy(ROOT / "data" / "notices", ROOT / "var" / "cache")
    policy.warm_up()
    with threadpool_limits(1):
        took = measure(policy, alone[:: given.every], given.passes)
    table = Table("questions", *(f"{share} %" for share in _SHARES), f"over {LIMIT:.0f} ms")
    over = sum(one > LIMIT for one in took) / len(took)
    shares = [f"{np.percentile(took, share):.1f}" for share in _SHARES]
    table.add_row(str(len(took)), *shares, f"{over:.0%}")
    Console(width=100).print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
