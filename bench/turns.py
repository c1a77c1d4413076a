"""Does a turn get slower as the conversation gets longer?

Trains this bot's engine and a stock Rasa project on the same data, serves both with the same
action server that does nothing, and leads the same conversation with both, turn by turn in
alternation. Prints the median latency around turns 1, 50 and 200. Run by ``make bench``:
``python -m bench.turns [--conversations N] [--epochs N]``.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.engines import ROOT, Served, ours, stock
from bench.stub import StubActions

LENGTH = 200
WINDOWS = {1: range(1, 6), 50: range(48, 53), 200: range(196, 201)}
"""Turns that are taken together (in all conversations) for the median at turn 1, 50 and 200."""

MESSAGES = [
    "什么时候截止",
    "联系电话是多少",
    "需要提交什么材料",
    "入住率要多少",
    "申报流程是什么",
    "每个市可以推荐几个",
    "邮编是多少",
    "什么情况会被取消称号",
]
BEFORE = ["", "请问", "老师", "麻烦问一下", "想了解", "再问", "您好", "咨询", "那么", "另问"]
AFTER = ["", "呢", "呀", "啊", "？"]
# Every turn of every conversation says something new, so that no cache hides what reading costs;
# five turns in a row are alike anywhere, so that turns differ in their history alone.


def message_of(conversation: int, turn: int) -> str:
    """What is said in a turn (1 to LENGTH) of a conversation (0 or 1, then again)."""
    number = turn - 1
    before = BEFORE[number % 5 + 5 * (conversation % 2)]
    return f"{before}{MESSAGES[number % 8]}{AFTER[number // 40]}"


def lead(engines: list[Served], conversations: int) -> dict[str, dict[int, float]]:
    """Lead the conversations; median milliseconds by engine and turn."""
    taken: dict[str, dict[int, list[float]]] = {
        engine.name: {turn: [] for turn in WINDOWS} for engine in engines
    }
    for engine in engines:
        for message in MESSAGES:
            engine.turn("warm-up", message)
    for number in range(conversations):
        for turn in range(1, LENGTH + 1):
            for engine in engines if turn % 2 else reversed(engines):
                milliseconds = engine.turn(f"c{number}", message_of(number, turn))
                for name, window in WINDOWS.items():
                    if turn in window:
                        taken[engine.name][name].append(milliseconds)
    return {
        name: {turn: statistics.median(values) for turn, values in by_turn.items()}
        for name, by_turn in taken.items()
    }


def table(
    mine: Served, other: Served, medians: dict[str, dict[int, float]], sizes: dict[str, int]
) -> Table:
    """The figures as a table."""
    made = Table(title="One turn of the dialogue engine (median, ms)")
    made.add_column("")
    made.add_column("this bot", justify="right")
    made.add_column("stock Rasa", justify="right")
    made.add_column("stock / this", justify="right")
    rows: list[tuple[str, float, float, str]] = [
        (f"turn {turn}", medians["ours"][turn], medians["stock"][turn], ".1f") for turn in WINDOWS
    ]
    growth = {name: by_turn[200] / by_turn[1] for name, by_turn in medians.items()}
    rows += [
        ("turn 200 / turn 1", growth["ours"], growth["stock"], ".2f"),
        (
            "kB to the actions, turn 200",
            sizes["ours"] / 1e3,
            sizes["stock"] / 1e3,
            ".1f",
        ),
        ("training, s", mine.train_seconds, other.train_seconds, ".0f"),
        ("start, s", mine.start_seconds, other.start_seconds, ".1f"),
        ("memory, MB", mine.memory(), other.memory(), ".0f"),
    ]
    for label, first, second, form in rows:
        made.add_row(label, f"{first:{form}}", f"{second:{form}}", f"{second / first:.1f}")
    return made


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--conversations", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3, help="of the stock models")
    options = parser.parse_args()
    work: Path = ROOT / "var" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    console = Console()
    engines: list[Served] = []
    stubs = {"ours": StubActions(), "stock": StubActions()}
    try:
        console.print("training and starting this bot …")
        engines.append(ours(work, stubs["ours"].url))
        console.print(f"training stock Rasa ({options.epochs} epochs) and starting it …")
        engines.append(stock(work, stubs["stock"].url, options.epochs))
        console.print(f"leading {options.conversations} conversations of {LENGTH} turns …")
        medians = lead(engines, options.conversations)
        last = f"c{options.conversations - 1}"
        sizes = {name: stub.sizes[last] for name, stub in stubs.items()}
        console.print(table(engines[0], engines[1], medians, sizes))
        console.print(
            "Actions do nothing here, so this is the engine's own cost. Stock Rasa: Jieba, "
            "CountVectors (words; characters 1-4), DIET and ResponseSelector, default policies, "
            f"in-memory trackers; {options.epochs} epochs, which change accuracy, not latency."
        )
    finally:
        for engine in engines:
            engine.stop()
        for stub in stubs.values():
            stub.close()


if __name__ == "__main__":
    main()
