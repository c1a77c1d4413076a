"""Plain ways of answering the same questions: the best clause by words, by meaning, by both.

A plain way shows a clause of the notices as it stands and cites it. It never declines and holds
no conversation, so a question that wants a decline counts as wrong for it and a follow-up is read
by itself. Beside the first clause, the first five together are judged too: as much as a reader
who looks through five would have found.

The stock Rasa pipeline (`evaluation.stock_rasa`) shows no clause: it names an entry, and that
entry's answer is shown, composed as ours are. It is a peer of the router alone, then; it can
decline as well, by naming what no notice speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation import stock_rasa
from evaluation.asking import sources
from evaluation.judging import Judged, judge
from evaluation.oracle import as_message
from evaluation.plain import Plain, Scores
from evaluation.questions import ROOT, Question
from evaluation.report import wilson
from policy import Clause, PolicyBase, load
from policy.loader import load_library

Way = Callable[[str], Scores]
SHOWN = 5
"""Clauses shown by the ways that show several."""


@dataclass(frozen=True)
class Passage:
    """A clause and how its notice is cited."""

    notice: str
    clause: Clause


def passages() -> list[Passage]:
    """Every clause of the structured notices."""
    library = load_library(ROOT / "data" / "notices")
    return [
        Passage(notice.meta.cited_as, clause)
        for notice in library.notices.values()
        for top in notice.tree
        for clause in top.walk()
    ]


def table(questions: Sequence[Question], ours: Sequence[Judged], epochs: int = 0) -> str:
    """All ways side by side as a Markdown table; `ours` are the product's judged replies (none:
    the line is left out). The stock pipeline is trained with `epochs`, unless that is 0."""
    found = passages()
    plain = Plain([passage.clause.text for passage in found])
    lines = [
        f"| way ({len(questions)} questions) | right | 95 % interval | right where the notices say "
        f"| with {SHOWN} clauses shown |",
        "|---|---|---|---|---|",
    ]
    ways: list[tuple[str, Way]] = [
        ("BM25 alone", plain.words),
        ("vectors alone", plain.meaning),
        ("naive hybrid", plain.both),
    ]
    texts = sources()
    for name, way in ways:
        first, several = (
            [_judged(question, found, way, most, texts) for question in questions]
            for most in (1, SHOWN)
        )
        lines.append(_line(name, first, several))
    if epochs:
        lines.append(_line(f"stock Rasa, {epochs} epochs", *_stock(questions, epochs, texts)))
    if ours:
        lines.append(_line("this assistant", ours, None))
    return "\n".join(lines)


def _stock(
    questions: Sequence[Question], epochs: int, texts: dict[str, str]
) -> tuple[list[Judged], list[Judged]]:
    """The answers of the entry, and of the five entries, that the stock pipeline names."""
    model = stock_rasa.train(stock_rasa.labelled(), epochs)
    ranked = stock_rasa.ranked(model, [question.text for question in questions])
    policy = load(ROOT / "data" / "notices", ROOT / "var" / "cache")
    first, several = (
        [
            judge(q, [_told(policy, name, q) for name in ranked[q.text][:most]], texts, 0.0)
            for q in questions
        ]
        for most in (1, SHOWN)
    )
    return first, several


def _told(policy: PolicyBase, label: str, question: Question) -> dict[str, Any]:
    """The answer of the entry that a label names, as a message."""
    if label == stock_rasa.OUTSIDE:
        return as_message(policy.decline(question.text, question.today))
    subject = policy.subject_in(question.text)
    return as_message(
        policy.answer(label, question=question.text, subject=subject, today=question.today)
    )


def _judged(
    question: Question,
    found: Sequence[Passage],
    way: Way,
    most: int,
    texts: dict[str, str],
) -> Judged:
    order = np.argsort(-way(question.text), kind="stable")[:most]
    messages = [
        {
            "text": f"{found[i].notice}\n{found[i].clause.text}",
            "custom": {
                "outcome": "answered",
                "citations": [
                    {
                        "notice": found[i].notice,
                        "clause": found[i].clause.path,
                        "quote": found[i].clause.text,
                    }
                ],
            },
        }
        for i in order
    ]
    return judge(question, messages, texts, 0.0)


def _line(name: str, first: Sequence[Judged], several: Sequence[Judged] | None) -> str:
    low, high = wilson(sum(j.right for j in first), len(first))
    return (
        f"| {name} | {_share(first)} | {low:.1%}–{high:.1%} | {_share(_said(first))} "
        f"| {_share(_said(several)) if several is not None else '–'} |"
    )


def _said(judged: Sequence[Judged]) -> list[Judged]:
    """Those whose question the notices answer."""
    return [j for j in judged if "answered" in j.question.expected.outcomes]


def _share(judged: Sequence[Judged]) -> str:
    return f"{sum(j.right for j in judged) / len(judged):.1%}" if judged else "–"
