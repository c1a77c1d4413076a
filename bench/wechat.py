"""How fast are followers answered, 50 at a time, and does a message count once?

Starts the whole product with a fake platform in front, lets every follower say one thing after
another with pauses to read, delivers a part of the messages more than once at the same moment, and
compares what arrived with what was stored.
``python -m bench.wechat [--followers N] [--messages N] [--share N]``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from tests.product import Product
from tests.wechat.fake_server import Platform

SAYINGS = [
    "什么时候截止", "联系电话是多少", "要交哪些材料", "入住率要多少", "申报流程是什么",
    "每个市可以推荐几个", "什么情况会被取消称号", "邮编是多少", "申报条件是什么", "2",
    "我要填示范机构申请表", "机构名称：福州市康宁护理院", "跳过", "什么时候截止？", "上一步",
    "查看进度", "暂停", "谢谢",
]  # fmt: skip
TODAY = "2025-10-20"
NOTICE = "正在查找"
PATIENCE = 5.0


@dataclass
class Measured:
    """What happened: seconds of each reply, extra deliveries, replies by kind."""

    seconds: list[float] = field(default_factory=list)
    messages: int = 0
    extra: int = 0
    differing: int = 0
    in_time: int = 0
    later: int = 0
    failed: int = 0


async def follow(
    platform: Platform,
    http: httpx.AsyncClient,
    openid: str,
    messages: int,
    share: float,
    measured: Measured,
    draw: random.Random,
) -> None:
    """One follower: says things, reads the answers, is sometimes delivered more than once."""
    await asyncio.sleep(draw.uniform(0, 5))
    for number in range(messages):
        message = platform.text(openid, SAYINGS[number % len(SAYINGS)])
        copies = draw.choice((2, 3)) if draw.random() < share else 1
        outcomes = await asyncio.gather(*(platform.deliver(http, message) for _ in range(copies)))
        measured.messages += 1
        measured.extra += sum(outcome.deliveries for outcome in outcomes) - 1
        for outcome in outcomes:
            measured.seconds.extend(outcome.seconds)
        texts = [text for outcome in outcomes for text in outcome.replies]
        answers = {text for text in texts if NOTICE not in text}
        measured.differing += len(answers) > 1
        measured.in_time += bool(answers)
        measured.later += not answers
        measured.failed += sum(200 not in outcome.statuses for outcome in outcomes)
        await asyncio.sleep(draw.uniform(2, 6))


def stored(database: Path) -> tuple[int, int, int]:
    """Messages stored, turns of conversations, and answers that are not out yet."""
    with sqlite3.connect(database) as connection:

        def count(query: str) -> int:
            return int(connection.execute(query).fetchone()[0])

        return (
            count("SELECT count(*) FROM wechat_messages"),
            count("SELECT count(*) FROM turns WHERE sender LIKE 'wechat:%'"),
            count("SELECT count(*) FROM wechat_messages WHERE state <> 'delivered'"),
        )


async def run(url: str, platform: Platform, options: argparse.Namespace) -> Measured:
    """All followers at the same time."""
    measured = Measured()
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=limits) as http:
        await platform.deliver(http, platform.text("oWarmUp", "你好"))
        await asyncio.gather(
            *(
                follow(
                    platform, http, f"oFollower{number:03d}", options.messages,
                    options.share / 100, measured, random.Random(number),
                )
                for number in range(options.followers)
            )
        )  # fmt: skip
    return measured


def table(measured: Measured, rows: tuple[int, int, int], followers: int) -> Table:
    """The figures as a table."""
    made = Table(title=f"{followers} followers at a time")
    made.add_column("")
    made.add_column("", justify="right")
    cuts = statistics.quantiles(measured.seconds, n=100)
    figures: list[tuple[str, Any]] = [
        ("messages", measured.messages),
        ("deliveries", len(measured.seconds)),
        ("of these repeats", measured.extra),
        ("reply, median, s", f"{cuts[49]:.2f}"),
        ("reply, 90 %, s", f"{cuts[89]:.2f}"),
        ("reply, 99 %, s", f"{cuts[98]:.2f}"),
        ("reply, slowest, s", f"{max(measured.seconds):.2f}"),
        ("replies after 5 s", sum(seconds >= PATIENCE for seconds in measured.seconds)),
        ("answered in the reply", measured.in_time),
        ("sent as a message of its own", measured.later),
        ("shown as out of order", measured.failed),
        ("repeats with another answer", measured.differing),
        ("messages stored", rows[0] - 1),
        ("turns (effects)", rows[1] - 1),
        ("answers not out after 60 s", rows[2]),
    ]
    for name, value in figures:
        made.add_row(name, str(value))
    return made


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--followers", type=int, default=50)
    parser.add_argument("--messages", type=int, default=len(SAYINGS))
    parser.add_argument(
        "--share", type=float, default=25, help="%% of messages delivered 2-3 times"
    )
    options = parser.parse_args()
    platform = Platform("safe", patience=PATIENCE)
    platform.start()
    folder = Path(tempfile.mkdtemp(prefix="wechat-bench-"))
    product = Product(folder, TODAY, **platform.environment("https://yiyang.example.cn"))
    console = Console()
    try:
        console.print("starting the product …")
        product.start()
        console.print(f"{options.followers} followers say {options.messages} things each …")
        measured = asyncio.run(run(product.url, platform, options))
        end = time.monotonic() + 60
        while stored(folder / "assistant.db")[2] and time.monotonic() < end:
            time.sleep(1)
        console.print(table(measured, stored(folder / "assistant.db"), options.followers))
        if platform.complaints:
            console.print("the platform complains:", *platform.complaints, sep="\n")
    finally:
        product.stop()
        platform.stop()


if __name__ == "__main__":
    main()
