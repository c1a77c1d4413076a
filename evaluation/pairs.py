"""`python -m evaluation.pairs`: plain questions of `data/eval/pairs.yml`, two in one message.

Each two, in both orders. A question is told where the first line of the answer that it gets alone
stands in the reply; nothing is labelled, so only what one message loses is counted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import yaml

from evaluation.questions import ROOT, TODAY, Expected, Question
from evaluation.report import wilson
from evaluation.simulating import ask_all
from policy import PolicyBase
from policy import load as load_policy
from policy.yamlfile import FastLoader

FILE = ROOT / "data" / "eval" / "pairs.yml"
Pair = tuple[str, str]


def load(path: Path = FILE) -> list[str]:
    """The questions, in the order of the file."""
    return list(yaml.load(path.read_text(encoding="utf-8"), Loader=FastLoader)["questions"])


def lost(questions: Sequence[str], policy: PolicyBase) -> dict[Pair, list[str]]:
    """The questions that each message of two does not tell; [] where it tells both."""
    messages = {pair: "，".join(pair) for pair in permutations(questions, 2)}
    told = _replies([*questions, *messages.values()], policy)
    first = {question: told[question].split("\n")[0] for question in questions}
    return {
        pair: [question for question in pair if first[question] not in told[message]]
        for pair, message in messages.items()
    }


def _replies(messages: Sequence[str], policy: PolicyBase) -> dict[str, str]:
    nothing = Expected((), (), (), ())
    asked = [
        Question(m, "pairs", m, (), "", "", "", split="dev", today=TODAY, expected=nothing)
        for m in messages
    ]
    return {judged.question.text: judged.text for judged in ask_all(asked, policy)}


def main() -> int:
    """Print how many messages tell both, and what each question is lost beside."""
    parser = argparse.ArgumentParser(prog="evaluation.pairs", description=__doc__)
    parser.add_argument("--failures", action="store_true", help="also list the messages")
    given = parser.parse_args()
    questions = load()
    missing = lost(questions, load_policy(ROOT / "data" / "notices"))
    both = sum(not gone for gone in missing.values())
    low, high = wilson(both, len(missing))
    share = both / len(missing)
    print(f"{both} of {len(missing)} messages tell both, {share:.1%} ({low:.1%}–{high:.1%})\n")
    print(f"| question | lost, of {2 * (len(questions) - 1)} |\n|---|---|")
    for question in questions:
        print(f"| {question} | {sum(question in gone for gone in missing.values())} |")
    for pair, gone in missing.items() if given.failures else ():
        if gone:
            print(f"\n{'，'.join(pair)}\n  lost: {'、'.join(gone)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
