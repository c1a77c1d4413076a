"""The four verdicts and how single ones combine."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Literal

Kind = Literal["hard", "evidence", "priority"]
"""hard: a condition; evidence: judged by experts from material; priority: a preference only."""


class Verdict(StrEnum):
    """One criterion's or the whole check's result. Unknown is neither zero nor a pass."""

    PASS = "符合"
    FAIL = "不符合"
    UNKNOWN = "信息不足"
    EVIDENCE = "需佐证"


def basic_verdict(hard: Collection[Verdict]) -> Verdict:
    """Verdict over the hard conditions alone: one failure decides, then one gap, then one doubt."""
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.EVIDENCE):
        if verdict in hard:
            return verdict
    return Verdict.PASS if hard else Verdict.UNKNOWN


def overall_verdict(hard: Collection[Verdict], evidence: Collection[Verdict]) -> Verdict:
    """Verdict over hard conditions and expert-judged groups.

    The hard conditions come first, so a missing self-assessment never hides a failed or open
    condition. When they all hold, anything not yet attested makes the whole 需佐证: a group
    without a text is not a pass either. Priority items have no say.
    """
    basic = basic_verdict(hard)
    if basic is Verdict.PASS and any(verdict is not Verdict.PASS for verdict in evidence):
        return Verdict.EVIDENCE
    return basic
