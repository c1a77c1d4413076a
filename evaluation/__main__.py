"""`python -m evaluation`: how right the answers are, as tables; `--failures dev` lists the wrong.

`--floor 0.9` ends with an error when less than that share of the test half is right, or when a
quote is not verbatim. `--usual-day` leaves out the few questions asked on another day, each of
which starts the product anew. `--ablation` also puts the questions to plain search, with
`--stock 6` to a stock Rasa pipeline of so many epochs as well (its training takes many minutes,
once), and with `--peers-only` to these alone.
"""

from __future__ import annotations

import argparse
import sys

from evaluation import ablation, report
from evaluation.asking import ask_all
from evaluation.questions import TODAY, load


def main() -> int:
    """Run the evaluation; 0, or 1 below the floor."""
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), help="only this half")
    parser.add_argument("--notice", help="only the questions about this notice")
    parser.add_argument("--file", help="only the questions of this file (its name without .yml)")
    parser.add_argument("--failures", choices=("dev", "test"), help="also list what is wrong")
    parser.add_argument("--floor", type=float, default=0.0, help="least share of right answers")
    parser.add_argument("--usual-day", action="store_true", help=f"only those asked on {TODAY}")
    parser.add_argument("--ablation", action="store_true", help="compare with plain search")
    parser.add_argument("--stock", type=int, default=0, metavar="EPOCHS", help="and stock Rasa")
    parser.add_argument("--peers-only", action="store_true", help="do not ask the product")
    given = parser.parse_args()
    questions = [
        q
        for q in load()
        if given.split in (None, q.split)
        and given.notice in (None, q.notice)
        and given.file in (None, q.file)
        and (not given.usual_day or q.today == TODAY)
    ]
    if given.peers_only:
        asked = [q for q in questions if q.split == (given.split or "test")]
        print(ablation.table(asked, [], given.stock))
        return 0
    judged = ask_all(questions)
    print(report.table(judged))
    if given.failures:
        print("\n" + report.failures(judged, given.failures))
    measured = [j for j in judged if j.question.split == (given.split or "test")]
    if given.ablation:
        print("\n" + ablation.table([j.question for j in measured], measured, given.stock))
    share = sum(j.right for j in measured) / len(measured) if measured else 1.0
    inexact = sum(j.inexact for j in judged)
    if share < given.floor or inexact:
        print(f"below the floor: {share:.3f} < {given.floor}, inexact quotes {inexact}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
