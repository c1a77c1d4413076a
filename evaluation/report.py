"""The figures: shares with Wilson intervals, by split, category, persona and notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from statistics import quantiles

from evaluation.judging import Judged

_Z = 1.96


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's score; (0, 1) for nothing counted."""
    if total == 0:
        return 0.0, 1.0
    share, z2 = hits / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(judged: Sequence[Judged]) -> str:
    """The whole report as Markdown tables."""
    parts = []
    for split in ("dev", "test"):
        these = [j for j in judged if j.question.split == split]
        if these:
            parts.append(_summary(split, these))
    for name, key in (
        ("file", lambda j: j.question.file),
        ("notice", lambda j: j.question.notice),
        ("category", lambda j: j.question.category),
        ("persona", lambda j: j.question.persona),
    ):
        parts.append(_by(name, key, judged))
    return "\n\n".join(parts)


def _summary(split: str, judged: Sequence[Judged]) -> str:
    total, right = len(judged), sum(j.right for j in judged)
    low, high = wilson(right, total)
    quotes, inexact = sum(j.quotes for j in judged), sum(j.inexact for j in judged)
    false_answers = sum(j.false_answer for j in judged)
    false_declines = sum(j.false_decline for j in judged)
    cuts = quantiles([j.seconds * 1000 for j in judged], n=20) if total > 1 else [0.0] * 19
    return "\n".join(
        (
            f"**{split}**: {right} of {total} right, {right / total:.1%} ({low:.1%}–{high:.1%})",
            "",
            f"- false answers {false_answers} ({false_answers / total:.1%}), "
            f"false declines {false_declines} ({false_declines / total:.1%})",
            f"- quotes verbatim: {quotes - inexact} of {quotes}",
            f"- whole turn: median {cuts[9]:.0f} ms, 95 % within {cuts[18]:.0f} ms",
        )
    )


def _by(name: str, key: Callable[[Judged], str], judged: Sequence[Judged]) -> str:
    groups = sorted({key(j) for j in judged})
    lines = [f"| {name} | dev | test | test, 95 % interval |", "|---|---|---|---|"]
    for group in groups:
        counted = {
            split: [j.right for j in judged if key(j) == group and j.question.split == split]
            for split in ("dev", "test")
        }
        low, high = wilson(sum(counted["test"]), len(counted["test"]))
        interval = f"{low:.0%}–{high:.0%}" if counted["test"] else "–"
        cells = [f"{sum(c)}/{len(c)}" if c else "–" for c in counted.values()]
        lines.append(f"| {group} | {cells[0]} | {cells[1]} | {interval} |")
    return "\n".join(lines)


def failures(judged: Iterable[Judged], split: str) -> str:
    """The wrong replies of one split, to read."""
    return "\n\n".join(
        f"{j.question.id} | {' → '.join((*j.question.context, j.question.text))}\n"
        + "\n".join(f"  - {problem}" for problem in j.problems)
        + f"\n  > {j.text[:300]}"
        for j in judged
        if not j.right and j.question.split == split
    )
